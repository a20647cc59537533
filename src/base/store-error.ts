import { asText, BaseError } from './error.ts';
import { isPlainObject } from './plain-object.ts';

/** What can go wrong with a house that is no fault of the arguments. Stable codes; a caller may branch on them. */
export type StoreErrorCode =
  | 'house_missing'
  | 'house_locked'
  | 'house_closed'
  | 'house_read_only'
  | 'house_lost'
  | 'store_failed'
  | 'outcome_unknown'
  | 'store_corrupt'
  | 'store_version'
  | 'transaction_over';

/**
 * A house that cannot do what it was asked for, now: another process has it, it is closed, the disk is full.
 *
 * - `house_missing`: there is no house at the url, and none was to be made.
 * - `house_locked`: another process, or this one, has the file open.
 * - `house_closed`: the house was closed before, or had to close itself after an `outcome_unknown`.
 * - `house_read_only`: the house was opened to read (`mode: 'read'`), and takes no writes. Nothing was done.
 * - `house_lost`: a file of the house was moved, removed or replaced while it was open, or its lock was lost and
 *   another process has written to it. It has closed itself.
 * - `store_failed`: nothing of it was written. It may be tried again with the same id.
 * - `outcome_unknown`: it may or may not have been written. Ask again with the same id to learn.
 * - `store_corrupt`: what was read cannot be: run verify.
 * - `store_version`: the file was written by a later version of this package, or is no house.
 * - `transaction_over`: the transaction was committed or rolled back before.
 */
export class StoreError extends BaseError {
  /** What is wrong, as listed above; stable, to be branched on. */
  readonly code: StoreErrorCode;
  /**
   * True when nothing was written and the error is transient: a lost connection, a deadlock, a server
   * that starts. A retry may succeed a little later. A full disk or a wrong password is not transient.
   */
  readonly isRetryable: boolean;

  constructor(
    code: StoreErrorCode,
    message: string,
    cause?: unknown,
    options: Partial<Pick<StoreError, 'isRetryable'>> = {},
  ) {
    super(asText(message), cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.code = code;
    this.isRetryable = isPlainObject(options) && options.isRetryable === true;
  }
}

/** What a house says to every write that was opened to read. */
export function readOnly(url: string): StoreError {
  return new StoreError(
    'house_read_only',
    `${url} was opened to read: open it without mode: 'read' to write`,
  );
}
