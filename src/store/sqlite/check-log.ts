import { lstatSync } from 'node:fs';
import { StoreError } from '../../base/store-error.ts';
import { type FileHeader, readHeader } from './file-header.ts';
import { houseRowIn } from './house-row.ts';
import { type Log, readLog, readPage } from './log-file.ts';

/** In an older file the house has no mark. */
const MARKED_SINCE = 2;
/** After a crash the commit that was under way may lie behind what was lost of it; it was not answered. */
const COMMITS_UNDER_WAY_MAX = 1;
const JOURNAL_MAGIC = Buffer.from('d9d505f920a163d7', 'hex');

/**
 * Throws `store_corrupt` when what lies beside the file of a house is not its own, or does not go on from it: SQLite would
 * put it over the file without a question. Nothing is opened by SQLite for that, so nothing is changed. The house must be
 * locked. Cost: reads the log.
 *
 * Every commit gives the house a new mark, which names the mark before. So the log is the file's own exactly when the mark in
 * the file, read without the log, is the one that the log begins behind, or one of those in it: the file then is at an
 * earlier commit of the same history, or parts of it are.
 */
export function checkBeside(file: string): void {
  for (const ending of ['-wal', '-shm', '-journal']) refuseOther(`${file}${ending}`, file);
  const header = readHeader(file);
  if (header !== undefined) refuseJournal(file);
  const log = readLog(`${file}-wal`);
  if (log === 'none') return;
  if (log === 'garbage') throw notTogether(file, `${file}-wal is no log of SQLite`);
  const reason = whyNotOurs(file, header, log) ?? whyDamaged(log);
  if (reason !== undefined) throw notTogether(file, reason);
}

function whyNotOurs(file: string, header: FileHeader | undefined, log: Log): string | undefined {
  const { commits, housePage, houseRows, pageBytes } = log;
  if (commits === 0) return undefined;
  // What is no house yet, or was emptied, has no mark either.
  const isMarked = header !== undefined && header.version >= MARKED_SINCE;
  const [first] = houseRows;
  if (housePage === undefined || first === undefined) {
    return isMarked ? 'the log was not written by this house' : undefined;
  }
  const page = readPage(file, housePage, pageBytes);
  const row = page === undefined ? undefined : houseRowIn(page);
  if (row === undefined) {
    // The log holds the commit that first gave the house a mark.
    return !isMarked && first.previous === null ? undefined : 'the log was written by another house';
  }
  if (row.id !== first.id)
    return `the log was written by the house ${first.id}, and the file is of the house ${row.id}`;
  if (row.mark === first.previous || houseRows.some(({ mark }) => mark === row.mark)) return undefined;
  return 'the log was written behind another state of this house, earlier or later than that in the file';
}

function whyDamaged({ commits, commitsLost }: Log): string | undefined {
  if (commitsLost <= COMMITS_UNDER_WAY_MAX) return undefined;
  return `the log is damaged behind its commit ${commits}, and ${commitsLost} commits after it cannot be read`;
}

/** SQLite would wait for a pipe, without end, and write over what a second name leads to. */
function refuseOther(path: string, file: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || (found.isFile() && found.nlink === 1)) return;
  const what = found.isFile() ? 'has a second name (a hard link)' : 'is no regular file';
  const message = `${path} is beside ${file} and ${what}, so that it is nothing that a house has left: move it away`;
  throw new StoreError('store_failed', message);
}

/** A house has no such file: it is what another program has left that changed the house, or a stranger's. */
function refuseJournal(file: string): void {
  const start = readPage(`${file}-journal`, 1, JOURNAL_MAGIC.length);
  if (start?.equals(JOURNAL_MAGIC) !== true) return;
  const message =
    `${file}-journal is beside ${file}, and a house has no such file: it is of a program that ended while it changed ` +
    'the house, or of another file. Let that program put the house right; or, if it is of another file, move it away';
  throw new StoreError('store_corrupt', message);
}

function notTogether(file: string, reason: string): StoreError {
  const message =
    `${file} and ${file}-wal do not belong together: ${reason}. Nothing was changed. Put back the one that is missing ` +
    'beside the other, or restore a backup where neither lies';
  return new StoreError('store_corrupt', message);
}
