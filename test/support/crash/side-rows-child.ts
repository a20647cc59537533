// node test/support/crash/side-rows-child.ts URL: commits a side row to the book `b`, says so; then writes another and deletes the first
// in a transaction that it leaves open, says so, and waits to be killed.
import { openStore } from '../../../src/store/open-store.ts';
import { someChanges } from '../../store/store-writes.ts';

const [, , url = ''] = process.argv;
const store = await openStore(url);
const row = { seq: 1, place: 0, id: 'c', salt: null, text: 'first', erasedBy: null };
const first = await store.begin();
await first.lock('b');
await first.write('b', someChanges('b', {}));
await first.writeSide('b', 'private', { put: [row] });
await first.commit();
process.stdout.write('committed\n');
const second = await store.begin();
await second.lock('b');
await second.writeSide('b', 'private', {
  put: [{ ...row, seq: 2 }],
  remove: [[1, 0]],
  when: { same: [row] },
});
// What it wrote is there for itself.
if ((await second.side('b', 'private', [[2, 0]])).length !== 1) throw new Error('nothing was written');
process.stdout.write('written\n');
setInterval(() => undefined, 1_000);
