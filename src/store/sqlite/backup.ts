import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError } from '../../base/store-error.ts';
import type { BackupTask } from '../copy-task.ts';
import type { Place } from '../find-place.ts';
import { keepRights, NEW_FILE_MODE, putInPlace } from '../put-in-place.ts';
import type { BookEnd } from '../store.ts';
import { integerFromSql, textFromSql } from './column-values.ts';
import { Connection } from './connection.ts';
import { findCopyPlace, lockIfHouse, refuseOtherHouse } from './copy-place.ts';
import { markAsBackup, readInfo, renewMark } from './house-row.ts';

/** What SQLite may have beside a file while it is written. */
const SIDE_ENDINGS = ['-wal', '-shm', '-journal'];

/**
 * Writes a copy of a house's file, as the connection sees it, which is in a transaction. It is written beside its place,
 * looked through, made durable, and moved there: a backup is there whole or not at all. Returns the heads in it.
 */
export async function backUp(reader: Connection, source: string, task: BackupTask): Promise<BookEnd[]> {
  const target = { field: 'path', path: task.path, overwrite: task.overwrite, source };
  const lock = lockIfHouse(findCopyPlace(target).path);
  try {
    const found = findCopyPlace(target);
    refuseOtherHouse(target, found, readInfo(reader).id);
    const part = join(dirname(found.path), `.tallystick-${randomUUID()}.part`);
    try {
      await makeAlone(part);
      await reader.copyTo(part, (done, total) => {
        task.signal?.throwIfAborted();
        task.onProgress?.({ step: 'copy', done, total });
      });
      changeAlone(part, (copy) => markAsBackup(copy, task.at));
      const ends = readEnds(reader);
      await task.check(part);
      if (JSON.stringify(readEndsOf(part)) !== JSON.stringify(ends)) throw notTheSame(source);
      // What is there may be another thing by now.
      const place = findCopyPlace(target);
      await finishCopy(part, place);
      await putInPlace(part, place);
      return ends;
    } finally {
      await removeCopy(part);
    }
  } finally {
    lock?.release();
  }
}

function notTheSame(source: string): StoreError {
  const message = `the copy of ${source} has other heads than the house had: it was not kept. Back it up again`;
  return new StoreError('store_corrupt', message);
}

/** An empty file where there is none, for its owner alone. */
export async function makeAlone(part: string): Promise<void> {
  await (await open(part, 'wx', NEW_FILE_MODE)).close();
}

/**
 * Changes a copy, and leaves it as one file, with nothing beside it. It gets a mark that no log goes on from: not that of the
 * house that it was copied from either.
 */
export function changeAlone(part: string, change: (copy: Connection) => void): void {
  const copy = new Connection(part, { isReadOnly: false });
  try {
    copy.exec('PRAGMA journal_mode = DELETE');
    change(copy);
    renewMark(copy);
  } finally {
    copy.close();
  }
}

/** The ends of all books in a file that nobody else has open. */
export function readEndsOf(file: string): BookEnd[] {
  const connection = new Connection(file, { isReadOnly: true });
  try {
    return readEnds(connection);
  } finally {
    connection.close();
  }
}

/** Makes a copy durable, with the owner and the rights of the file that it replaces. */
export async function finishCopy(part: string, { stats }: Place): Promise<void> {
  const handle = await open(part, 'r+');
  try {
    if (stats !== undefined) await keepRights(handle, stats);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function removeCopy(part: string): Promise<void> {
  for (const ending of ['', ...SIDE_ENDINGS]) await rm(`${part}${ending}`, { force: true });
}

/** Where the journal of each book ends, in order of the books' names. */
function readEnds(connection: Connection): BookEnd[] {
  const rows = connection.all('SELECT "book", "seq", lower(hex("link")) FROM "books" ORDER BY "book"');
  return rows.map(([book, seq, link]) => ({
    book: textFromSql(book),
    seq: integerFromSql(seq),
    link: textFromSql(link),
  }));
}
