import { StoreError } from '../../base/store-error.ts';

// Primary result codes of SQLite; the bits above the lowest eight only say more about them.
const STATEMENT = 1;
const BUSY = 5;
const LOCKED = 6;
const CORRUPT = 11;
const FULL = 13;
const CONSTRAINT = 19;
const NOT_A_DATABASE = 26;
const PRIMARY_BITS = 0xff;

/** The primary result code that SQLite gave; undefined for any other error. */
function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode & PRIMARY_BITS : undefined;
}

/** Whether SQLite could not get a lock. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === BUSY || code === LOCKED;
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
  const advice = code === FULL ? ': free some space, then try again' : '';
  return new StoreError('store_failed', `${file}: SQLite says "${error.message}"${advice}`, error);
}

/** What was read is not what this store can have written. */
export function damaged(expected: string): StoreError {
  const message = `the file is damaged: what was read is not ${expected}: run verify, or restore a backup`;
  return new StoreError('store_corrupt', message);
}
