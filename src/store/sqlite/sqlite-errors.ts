import { StoreError } from '../../base/store-error.ts';
import { systemCodeOf } from './file-identity.ts';

// Primary result codes of SQLite; the bits above the lowest eight only say more about them.
const STATEMENT = 1;
const BUSY = 5;
const LOCKED = 6;
const READONLY = 8;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const PROTOCOL = 15;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;
const PRIMARY_BITS = 0xff;
/** With the bits above: the system would not write. */
const IOERR_WRITE = 778;

/** What to do where a right lacks. SQLite makes its files beside the house. */
export const RIGHTS_ADVICE =
  ': this user must be allowed to read and write it and the files beside it, and to write to its folder';

/** The result code that SQLite gave, with all its bits; undefined for any other error. */
function wholeCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** The primary result code that SQLite gave; undefined for any other error. */
function codeOf(error: unknown): number | undefined {
  const code = wholeCodeOf(error);
  return code === undefined ? undefined : code & PRIMARY_BITS;
}

/** Whether SQLite could not get a lock, because somebody else has one for a while. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === BUSY || code === LOCKED || code === PROTOCOL;
}

/** Whether this user has no right to write or to open a file, by what SQLite or the system says. */
export function isDenied(error: unknown): boolean {
  const code = codeOf(error);
  if (code === READONLY || code === CANTOPEN) return true;
  return ['EACCES', 'EPERM', 'EROFS'].includes(systemCodeOf(error) ?? '');
}

/** Whether a row was refused because of what is in it. */
export function isConstraint(error: unknown): boolean {
  return codeOf(error) === CONSTRAINT;
}

/** Whether SQLite says that the file is no database at all. */
export function isNoDatabase(error: unknown): boolean {
  return codeOf(error) === NOT_A_DATABASE;
}

/** The error that a caller sees for one of SQLite's. Anything else (our own bugs too) stays as it is. */
export function asStoreError(file: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || !(error instanceof Error)) return error;
  // Our statements are right for the schema: one that is refused as wrong met another schema.
  if (code === CORRUPT || code === NOT_A_DATABASE || code === STATEMENT) {
    return new StoreError(
      'store_corrupt',
      `${file} is damaged (${error.message}): run verify, or restore a backup`,
      error,
    );
  }
  return new StoreError('store_failed', `${file}: SQLite says "${error.message}"${adviceFor(error)}`, error, {
    isRetryable: isBusy(error),
  });
}

/**
 * The error that a caller sees when COMMIT failed. Nothing was committed where no lock was to be had, and where the log
 * could not be written, for want of room or otherwise: its last record is what commits, and is made durable once it is
 * whole. All else may have happened behind that. What a failed fsync has left on the disk is known when the file is read
 * anew, and not before.
 */
export function asCommitError(file: string, error: unknown): unknown {
  const code = codeOf(error);
  const isKnown = isBusy(error) || code === FULL || wholeCodeOf(error) === IOERR_WRITE;
  if (code === undefined || isKnown) return asStoreError(file, error);
  return commitUnknown(file, error);
}

/** What a commit is told whose log could not be synced: what that has left on the disk shows when the file is read anew. */
export function commitUnknown(file: string, error: unknown): StoreError {
  const reason = error instanceof Error ? error.message : String(error);
  const message =
    `${file}: the commit failed (${reason}), and may or may not have taken effect. ` +
    'The house has closed itself: open it again to learn what is there';
  return new StoreError('outcome_unknown', message, error);
}

function adviceFor(error: unknown): string {
  if (codeOf(error) === FULL) return ': free some space, then try again';
  if (isBusy(error)) return ': another program writes to it';
  return isDenied(error) ? RIGHTS_ADVICE : '';
}

/** What was read is not what this store can have written. */
export function damaged(expected: string): StoreError {
  const message = `the file is damaged: what was read is not ${expected}: run verify, or restore a backup`;
  return new StoreError('store_corrupt', message);
}
