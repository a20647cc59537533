// node test/support/counters/counter-house-child.ts URL ROWS: a process that feeds counters from a journal until it is killed. It
// writes a line for every hundred rows that it has looked at, and stands still after ROWS of them, in the middle of a page.
import { writeSync } from 'node:fs';
import { open } from '../../../src/engine/open-house.ts';
import { countPayments } from './counter-house-journal.ts';

const [url = '', rows = ''] = process.argv.slice(2);
const house = await open(url, { clock: () => 100 * 60_000, announceExpiries: false });
let seen = 0;
const feed = house.book('shop').feed({
  feed: 'payments',
  count: (record) => {
    seen += 1;
    if (seen % 100 === 0) writeSync(1, 'seen\n');
    if (seen === Number(rows)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    return countPayments(record);
  },
});
await feed.follow();
