// node test/support/crash/house-failed-commit-child.ts FOLDER MODE: commits to the house in FOLDER until the disk fails a COMMIT; it
// prints what came of it as JSON. MODE:
// - transfer, counter: the log cannot be synced any more when that is written, after ten transfers (see failing-sync.ts).
// - index: FOLDER is on a small disk. Before each commit that has room for what it writes, but not for the next part of the
//   index of the log, which SQLite writes when the commit is on the disk already.
import { appendFileSync, rmSync, statfsSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StoreError } from '../../../src/base/store-error.ts';
import { open } from '../../../src/engine/open-house.ts';
import { houseIn } from '../house/house-folder.ts';

const FRAME_BYTES = 4_120;
const PAGE_BYTES = 4_096;
/** So many frames the first part of the index has room for. */
const INDEX_FRAMES = 4_062;
const TRANSFERS_MAX = 2_000;

const [, , folder = '', mode] = process.argv;
const filler = join(folder, 'filler');

/** Takes up room, or gives it back, until so much is left. */
function leave(room: number): void {
  const surplus = Math.floor((freeBytes() - room) / PAGE_BYTES);
  const size = statSync(filler).size;
  if (surplus < 0) truncateSync(filler, Math.max(0, size + surplus * PAGE_BYTES));
  else appendFileSync(filler, Buffer.alloc(surplus * PAGE_BYTES));
}

function freeBytes(): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function framesInLog(): number {
  return Math.floor(statSync(join(folder, 'house.db-wal')).size / FRAME_BYTES);
}

function code(error: unknown): string {
  return error instanceof StoreError ? error.code : `${error}`;
}

function transfer(): Promise<unknown> {
  return book.transfer({ id: `t${answered}`, from: 'world', to: 'a', amount: 1n });
}

function count(counter = 'c'): Promise<unknown> {
  return house.counters.define({ counter });
}

const house = await open(houseIn(folder), { create: false, announceExpiries: false });
const book = house.book('main');
const following = (async () => {
  for await (const _ of book.follow({ after: 1_000_000 }));
  return 'ended';
})().catch(code);

writeFileSync(filler, '');
if (mode === 'counter') await count('before');
let answered = 0;
let framesPerCommit = 0;
let before = framesInLog();
let failed: unknown;
while (failed === undefined && answered < TRANSFERS_MAX) {
  if (mode === 'index' && before + 2 * framesPerCommit > INDEX_FRAMES) {
    leave((framesPerCommit + 4) * PAGE_BYTES);
  }
  const isTime = mode !== 'index' && answered === 10;
  if (isTime) writeFileSync(process.env.SYNC_FAILS ?? '', '');
  try {
    await (isTime && mode === 'counter' ? count() : transfer());
    answered += 1;
    const now = framesInLog();
    framesPerCommit = now - before;
    before = now;
  } catch (error) {
    failed = error;
  }
}

const across = { from: { book: 'main', account: 'a' }, to: { book: 'other', account: 'a' }, amount: 1n };
const calls: (() => Promise<unknown>)[] = [
  () => book.transfer({ from: 'world', to: 'a', amount: 1n }),
  () => book.submit([{ kind: 'transfer', from: 'world', to: 'a', amount: 1n }]),
  () => book.balance('a'),
  () => house.transfer(across),
  () => house.books(),
  () => house.verify(),
  () => count(),
];
const afterwards: string[] = [];
for (const call of calls) {
  try {
    await call();
    afterwards.push('done');
  } catch (error) {
    afterwards.push(code(error));
  }
}
const closed = await house.close().then(() => 'closed', code);
rmSync(filler);
const message = failed instanceof Error ? failed.message : '';
console.log(
  JSON.stringify({ answered, code: code(failed), message, following: await following, afterwards, closed }),
);
