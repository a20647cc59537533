// node test/support/crash/retry-child.ts URL ACCOUNTS: refuses one payment after another, pays in what they lack, and asks for
// them again with the flag, until it is killed. It says each id as it begins with it.
import { open } from '../../../src/engine/open-house.ts';

const [url = '', first = '0'] = process.argv.slice(2);
const house = await open(url, { announceExpiries: false });
const book = house.book('shop');
await book.openAccount({ id: 'open', account: 'ann', asset: 'GBP/2' });

async function one(id: number): Promise<void> {
  const pay = { id: `pay-${id}`, from: 'ann', to: 'world', amount: 1_000_000n };
  await book.transfer(pay);
  await book.transfer(pay, { retryRefused: true });
  const fund = { kind: 'transfer', id: `fund-${id}`, from: 'world', to: 'ann', amount: 1_000_000n } as const;
  await Promise.all([
    book.submit([fund, { kind: 'transfer', ...pay }], { retryRefused: true }),
    book.transfer(pay),
  ]);
}

for (let id = Number(first); ; id += 4) {
  process.stdout.write(`${id + 3}\n`);
  await Promise.all([0, 1, 2, 3].map((more) => one(id + more)));
}
