import { closeSync, fchmodSync, fchownSync, lstatSync, openSync, rmSync } from 'node:fs';
import { StoreError } from '../../base/store-error.ts';
import { DatabaseSync } from './connection.ts';
import { identityOf, statsOf, systemCodeOf } from './file-identity.ts';
import { isBusy, isDenied, isNoDatabase } from './sqlite-errors.ts';

/** Held as long as the house is open. The system drops it when the process ends, however it ends. */
export interface HouseLock {
  readonly file: string;
  release(): void;
  /** Releases it, and leaves no lock beside what had none before. */
  discard(): void;
}

/**
 * Takes the lock, and writes: of a file that may only be read SQLite says that it has begun to write, and locks nothing.
 * What is written stays in memory. Not EXCLUSIVE: of two that ask for it at the same time both could be refused. Of two
 * writers one always gets it.
 */
const TAKE = 'PRAGMA journal_mode = MEMORY; BEGIN IMMEDIATE; PRAGMA user_version = 1';

/** Whoever may read and write to the house may take its lock; nobody needs to run it. */
const ACCESS_BITS = 0o666;

/**
 * Takes the house's lock, or throws `house_locked` at once. The lock is a write transaction that stays open on an
 * empty database beside the house, so that the house itself can still be read by other programs.
 * The file is the house's own, not a link to it: else there would be as many locks as links.
 *
 * Throws `store_failed` when the lock cannot be taken by this user, or is no lock; then the message names it.
 */
export function lockHouse(file: string): HouseLock {
  const lockFile = `${file}-lock`;
  const isNew = makeLockFile(lockFile, file);
  const made = identityOf(lockFile);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(lockFile, { timeout: 0 });
    database.exec(TAKE);
    // A lock on a file that is not there any more keeps nobody out.
    if (made === undefined || identityOf(lockFile) !== made) throw replacedMeanwhile(lockFile);
  } catch (error) {
    database?.close();
    if (isBusy(error)) {
      const message = `${file} is open in another process, or in this one: close it there first`;
      throw new StoreError('house_locked', message, error);
    }
    if (isNew) rmSync(lockFile, { force: true });
    throw error instanceof StoreError ? error : noLock(lockFile, error);
  }
  const held = database;
  return {
    file: lockFile,
    release: () => held.close(),
    discard: () => {
      // As long as it is held: who comes now sees that the file is another one, or gone.
      if (isNew) rmSync(lockFile, { force: true });
      held.close();
    },
  };
}

/**
 * Makes the lock's file where there is none, for those who may write to the house: a lock that a superuser has made must
 * not shut out the house's owner. A file that exists is not opened here: closing it would drop the locks of this process on
 * it.
 */
function makeLockFile(lockFile: string, file: string): boolean {
  try {
    const found = lstatSync(lockFile, { throwIfNoEntry: false });
    if (found !== undefined && !found.isFile()) throw notALock(lockFile);
    const handle = openSync(lockFile, 'wx');
    giveToOwner(handle, file);
    closeSync(handle);
    return true;
  } catch (error) {
    if (systemCodeOf(error) === 'EEXIST') return false;
    throw error instanceof StoreError ? error : noLock(lockFile, error);
  }
}

function giveToOwner(handle: number, file: string): void {
  const house = statsOf(file);
  if (house === undefined) return;
  try {
    fchmodSync(handle, Number(house.mode) & ACCESS_BITS);
    if (process.geteuid?.() === 0) fchownSync(handle, Number(house.uid), Number(house.gid));
  } catch {
    // Some file systems know no owners: then the error of who is shut out says what to do.
  }
}

function replacedMeanwhile(lockFile: string): StoreError {
  const message = `${lockFile} was replaced or removed while the lock was taken: open the house again`;
  return new StoreError('store_failed', message, undefined, { isRetryable: true });
}

function notALock(lockFile: string, cause?: unknown): StoreError {
  const message =
    `${lockFile} is in the place of the house's lock and is none: ` +
    'move it away while no process has the house open';
  return new StoreError('store_failed', message, cause);
}

/** Why this user cannot have the lock, and what to do about it. */
function noLock(lockFile: string, error: unknown): StoreError {
  if (isNoDatabase(error)) return notALock(lockFile, error);
  const reason = error instanceof Error ? error.message : String(error);
  const message = `the house cannot be locked by ${lockFile} (${reason})${adviceFor(lockFile, error)}`;
  return new StoreError('store_failed', message, error);
}

function adviceFor(lockFile: string, error: unknown): string {
  if (!isDenied(error)) return '';
  return statsOf(lockFile) === undefined
    ? ': this user must be allowed to write to the folder that the house is in'
    : ': give it the owner and the rights of the house, or remove it while no process has the house open';
}
