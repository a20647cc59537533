// node test/support/crash/due-child.ts URL ROUND COUNT: schedules so many payments for the next moments, says so, and pays besides
// while they come due, until it is killed.
import { setImmediate } from 'node:timers/promises';
import { open } from '../../../src/engine/open-house.ts';

const [url = '', round = '', count = ''] = process.argv.slice(2);
const house = await open(url, { announceExpiries: false });
const book = house.book('shop');
const now = Date.now();
const command = { kind: 'transfer', from: 'world', to: 'ann', amount: 1n } as const;
await book.submit(
  Array.from({ length: Number(count) }, (_, i) => {
    // Five a millisecond: some are due before the process is killed, and in one batch with payments.
    const moments = { effectiveAt: now, executeAt: now + 150 + Math.floor(i / 5) };
    return { kind: 'schedule', schedule: `s${round}-${i}`, command, ...moments } as const;
  }),
);
process.stdout.write('scheduled\n');
for (;;) {
  await book.transfer({ from: 'world', to: 'bob', amount: 1n });
  await setImmediate();
}
