// node test/support/nodes/clock-child.ts URL SKEW: a process whose clock is wrong by so many milliseconds opens a house, with no
// clock handed in, and does what lines of JSON tell it. `{"skew": N}` sets its clock; everything else is a command on the
// book `shop`, whose answer it says, or a call of the house by its name.
import { createInterface } from 'node:readline';

const [url = '', skewed = '0'] = process.argv.slice(2);
const machineNow = Date.now;
let skew = Number(skewed);
// What the clock of this process says, before anything of the house is loaded: the house itself knows nothing of it.
Date.now = () => machineNow() + skew;

const { open } = await import('../../../src/engine/open-house.ts');
const house = await open(url);
const book = house.book('shop');

async function act(line: string): Promise<unknown> {
  const { skew: set, call, ...command } = JSON.parse(line);
  if (set !== undefined) {
    skew = set;
    return { now: Date.now() };
  }
  if (call === 'checkClock') return await house.checkClock();
  if (call === 'acceptClock') return await house.acceptClock();
  if (call === 'balance') return await book.balance('alice');
  if (call === 'events')
    return (await book.events()).map(({ kind, effectiveAt, ok }) => ({ kind, effectiveAt, ok }));
  const [answer] = await book.submit([command]);
  return answer;
}

const lines = createInterface({ input: process.stdin });
process.stdout.write('ready\n');
for await (const line of lines) {
  const told = await act(line);
  process.stdout.write(
    `${JSON.stringify(told, (_, value) => (typeof value === 'bigint' ? Number(value) : value))}\n`,
  );
}
await house.close();
