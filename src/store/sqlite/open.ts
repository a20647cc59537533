import { accessSync, constants } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreError } from '../../base/store-error.ts';
import { checkBeside } from './check-log.ts';
import { Connection, pragma } from './connection.ts';
import { FileWatch, isMountPoint, locate, statsOf, systemCodeOf } from './file-identity.ts';
import { lockHouse } from './house-lock.ts';
import { readInfo, readMark } from './house-row.ts';
import { HouseWatch } from './house-watch.ts';
import { makeHouse, removeHalfMade } from './make-house.ts';
import { canMigrate, migrate } from './migrate.ts';
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts';
import { asStoreError, isBusy, isDenied, isNoDatabase, RIGHTS_ADVICE } from './sqlite-errors.ts';
import { SqliteStore } from './sqlite-store.ts';
import { WRITE_LIMITS, type WriteLimits } from './write-limits.ts';

export interface SqliteOptions {
  /** Whether a house is made where there is no file. Default true. */
  readonly create?: boolean;
  readonly limits?: WriteLimits;
}

/**
 * Opens the house in that file, and makes it when there is no such file. No other process can write to it, or open
 * it with this function, until it is closed or the process ends.
 *
 * Throws StoreError: `house_missing` when there is no file, and none is to be made; `house_locked` at once when it is open
 * elsewhere; `store_version` when the file is no house, an empty one too, or one of another version; `store_failed` when
 * it cannot be made, read or written; `store_corrupt` when it is damaged. What was not opened is as it was, and nothing is
 * left beside it.
 */
export async function openSqliteStore(path: string, options: SqliteOptions = {}): Promise<SqliteStore> {
  const { create = true, limits = WRITE_LIMITS } = options;
  const file = locateFile(path);
  if (!isThere(file) && !create) throw missing(file);
  const lock = lockHouse(file);
  let writer: Connection | undefined;
  try {
    // By now another process may have made it, or removed it.
    if (!isThere(file) && !create) throw missing(file);
    if (!isThere(file)) makeHouse(file);
    refuseOtherNames(file);
    refuseMounted(file);
    // SQLite would open it for reading alone, and leave files beside it that may lock its owner out.
    accessSync(file, constants.R_OK | constants.W_OK);
    checkBeside(file);
    const house = new FileWatch([file]);
    writer = new Connection(file, { isReadOnly: false });
    prepareFile(writer, file);
    const files = new FileWatch([file, lock.file, `${file}-wal`, `${file}-shm`]);
    if (house.lost() !== undefined) throw replacedMeanwhile(file);
    const watch = new HouseWatch(file, files, readMark(writer));
    return new SqliteStore({ file, lock, watch, writer, limits });
  } catch (error) {
    writer?.close();
    lock.discard();
    if (isNoDatabase(error)) throw new NotAHouse(file, error);
    throw systemCodeOf(error) === undefined ? asStoreError(file, error) : cannotOpen(file, error);
  }
}

function locateFile(path: string): string {
  try {
    return locate(path);
  } catch (error) {
    throw cannotOpen(resolve(path), error);
  }
}

/** Whether there is a file that may be a house. It is not opened: closing it would drop the locks of this process on it. */
function isThere(file: string): boolean {
  let found: ReturnType<typeof statsOf>;
  try {
    found = statsOf(file);
  } catch (error) {
    throw cannotOpen(file, error);
  }
  if (found === undefined) return false;
  if (!found.isFile()) {
    const what = found.isDirectory() ? 'a folder' : 'no regular file';
    throw new StoreError('store_failed', `${file} is ${what}: give the path of a file`);
  }
  if (found.size === 0n) throw new NotAHouse(file, undefined, 'is empty, so it ');
  return true;
}

/** Under each of its names a file would have another lock, and another log. */
function refuseOtherNames(file: string): void {
  if ((statsOf(file)?.nlink ?? 1n) === 1n) return;
  removeHalfMade(file);
  const names = statsOf(file)?.nlink ?? 1n;
  if (names <= 1n) return;
  const message =
    `${file} has ${names} names (hard links), so that it could be opened by each of them at the same time: ` +
    'remove the others, or open a copy';
  throw new StoreError('store_failed', message);
}

/**
 * A file that is mounted by itself, as containers are given one, has another folder for whoever has it by its own path: another
 * lock, and another log, which goes with the container.
 */
function refuseMounted(file: string): void {
  if (!isMountPoint(file)) return;
  const message =
    `${file} is mounted by itself, without the files beside it, so that its lock would keep nobody out, ` +
    'and its log would stay behind: mount the folder that it is in';
  throw new StoreError('store_failed', message);
}

function prepareFile(writer: Connection, file: string): void {
  if (pragma(writer, 'application_id') !== APPLICATION_ID) throw new NotAHouse(file);
  const version = pragma(writer, 'user_version');
  if (version !== SCHEMA_VERSION && !canMigrate(version)) {
    const message =
      `${file} is a house of file version ${version}, and this version of tallystick reads versions up to ${SCHEMA_VERSION}: ` +
      'open it with the version that made it';
    throw new StoreError('store_version', message);
  }
  useLog(writer);
  if (version !== SCHEMA_VERSION) migrate(writer, version);
  readInfo(writer); // Without its row a house would have no marks, and its log could not be distinguished from another's.
  assertWritable(writer);
  // Whatever a process has left in the log, after a commit that failed too, is on the disk before anybody relies on it.
  writer.exec('PRAGMA wal_checkpoint(PASSIVE)');
}

/**
 * A new house, a backup, or a copy that was made by VACUUM INTO, is in another mode, in which readers would hold up the
 * writer. The change is one write to the first page, so it needs no journal; one that a crash left would be beside a house
 * that has none.
 */
function useLog(writer: Connection): void {
  if (writer.get('PRAGMA journal_mode')?.[0] === 'wal') return;
  writer.exec('PRAGMA journal_mode = MEMORY; PRAGMA journal_mode = WAL');
}

/** A log that may only be read is opened by SQLite all the same: then each command would fail, one by one. */
function assertWritable(writer: Connection): void {
  try {
    writer.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${SCHEMA_VERSION}; ROLLBACK`);
  } catch (error) {
    // Another program writes to it now: then this one may do so afterwards.
    if (!isBusy(error)) throw error;
  }
}

/** What the system says about the way to a file. */
function cannotOpen(file: string, error: unknown): StoreError {
  const reason = error instanceof Error ? error.message : String(error);
  const isMissing = systemCodeOf(error) === 'ENOENT';
  const advice = isMissing
    ? `: make the folder ${dirname(file)} first`
    : isDenied(error)
      ? RIGHTS_ADVICE
      : '';
  return new StoreError('store_failed', `cannot open ${file} (${reason})${advice}`, error);
}

function missing(file: string): StoreError {
  return new StoreError('house_missing', `there is no house ${file}: no such file`);
}

function replacedMeanwhile(file: string): StoreError {
  const message = `${file} was replaced or removed while it was opened: open it again`;
  return new StoreError('store_failed', message, undefined, { isRetryable: true });
}

class NotAHouse extends StoreError {
  constructor(file: string, cause?: unknown, why = '') {
    super(
      'store_version',
      `${file} ${why}is not a Tallystick house: give another path, or a file that does not exist yet`,
      cause,
    );
  }
}
