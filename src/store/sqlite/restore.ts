import { chmod, copyFile, rename } from 'node:fs/promises';
import { TallystickError } from '../../base/error.ts';
import { StoreError } from '../../base/store-error.ts';
import type { CopyTask } from '../copy-task.ts';
import { NEW_FILE_MODE, syncFolder } from '../put-in-place.ts';
import type { BookEnd } from '../store.ts';
import { changeAlone, finishCopy, makeAlone, readEndsOf, removeCopy } from './backup.ts';
import { checkedPlace, findCopyPlace, lockIfHouse, refuseLeft, refuseOtherHouse } from './copy-place.ts';
import { readHeader } from './file-header.ts';
import { houseEndingOf } from './house-files.ts';
import { lockHouse } from './house-lock.ts';
import { markAsRestored } from './house-row.ts';
import { canMigrate, migrate } from './migrate.ts';
import { readAlone } from './read-alone.ts';
import { SCHEMA_VERSION } from './schema.ts';
import { asStoreError } from './sqlite-errors.ts';

export interface RestoreTask extends CopyTask {
  /** The backup, or a copy of the file of a house that was closed. */
  readonly source: string;
}

/**
 * Makes a house of a backup, at a place that is locked meanwhile. It is written beside its place, migrated to today's
 * version, marked as restored, looked through, made durable, and moved there: until then what was there is there, and the
 * restored house whole afterwards. Returns the heads in it.
 */
export async function restoreFile(task: RestoreTask): Promise<BookEnd[]> {
  const source = findSource(task.source);
  const target = { field: 'url', path: task.path, overwrite: task.overwrite, source };
  const file = findCopyPlace(target).path;
  const lock = lockHouse(file);
  try {
    // What was checked may have changed before the lock was taken.
    const place = findCopyPlace(target);
    refuseOtherHouse(target, place, readAlone(source, 'id'));
    const part = `${file}-restoring`;
    const ends = await writePart(part, source, task);
    await finishCopy(part, place);
    await rename(part, file);
    await syncFolder(file);
    return ends;
  } finally {
    // One that is new is not the owner's: whoever opens the house makes it anew, for whom it belongs to by then.
    lock.discard();
  }
}

/** Leaves nothing when it fails; when it is killed, the next one takes that away. */
async function writePart(part: string, source: string, task: RestoreTask): Promise<BookEnd[]> {
  // Before the source is read: closing it would drop the locks of this process, if it had that house open.
  const sourceLock = lockIfHouse(source);
  try {
    const version = versionOf(source);
    await removeCopy(part);
    await makeAlone(part);
    await copyFile(source, part);
    await chmod(part, NEW_FILE_MODE);
    changeAlone(part, (copy) => {
      if (version !== SCHEMA_VERSION) migrate(copy, version);
      markAsRestored(copy, task.at);
    });
    await task.check(part);
    return readEndsOf(part);
  } catch (error) {
    await removeCopy(part);
    throw asStoreError(source, error);
  } finally {
    sourceLock?.release();
  }
}

function findSource(path: string): string {
  const { path: file, stats } = checkedPlace('path', path, 'a backup: a file that can be read');
  if (stats?.isFile() !== true) {
    throw new TallystickError('bad_option', 'path', path, 'a backup: a file that is there');
  }
  const ending = houseEndingOf(file);
  if (ending !== undefined) {
    // To read the lock of the place would drop it.
    const expected = `a backup: another file than one that ends in ${ending}, which belongs to the house of the name before that`;
    throw new TallystickError('bad_option', 'path', path, expected);
  }
  refuseLeft(file);
  return file;
}

/** The version of a file's schema. Throws `store_version` when it is no house, or none that can be restored. */
function versionOf(file: string): number {
  const header = readHeader(file);
  if (header === undefined) {
    const message = `${file} is neither a backup nor the file of a house: there is nothing to restore in it`;
    throw new StoreError('store_version', message);
  }
  const { version } = header;
  if (version === SCHEMA_VERSION || canMigrate(version)) return version;
  const message = `${file} is of file version ${version}, and this version of tallystick reads versions up to ${SCHEMA_VERSION}`;
  throw new StoreError('store_version', `${message}: restore it with the version that made it`);
}
