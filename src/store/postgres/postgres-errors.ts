import { StoreError } from '../../base/store-error.ts';

/** What PostgreSQL calls by an SQLSTATE that passes by itself, and has written nothing. */
const PASSING = new Set([
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '53300', // too_many_connections
  '55P03', // lock_not_available
  '57014', // query_canceled
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
  '57P05', // idle_session_timeout
  '25P03', // idle_in_transaction_session_timeout
  '25P04', // transaction_timeout
  'XX000', // internal_error: Citus calls a worker so that was lost in the middle of a statement
  '25006', // read_only_sql_transaction: what was the primary is a standby now
]);

/** Aborted for certain, even when it was COMMIT that said so: conflicts, and constraints checked at the end. */
const ABORTED = /^(?:40001|40P01|23...)$/;

/** An SQLSTATE whose first two letters say that the connection failed. */
const CONNECTION_FAILED = '08';

/** What Citus says of a part of a table that was moved to another node while it was looked for. */
const MOVED = /_\d{4,}" does not exist$/;

/** What an operator can do, by SQLSTATE or its first two letters. */
const ADVICE: Readonly<Record<string, string>> = {
  '53100': ': free some space on the server, then try again',
  '53300':
    ': the server has no more connections to give; lower "writers" and "readers" in the url, or raise max_connections',
  '28': ': check the user and the password in the url',
  '3D000': ': create the database first',
  '42501': ': the user lacks a right that it needs',
  '42P01': ': the schema lacks a table; open it again to have it made, or restore a backup',
};

/** The SQLSTATE that the server gave; undefined for any other error: then the connection itself has failed. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the connection is of no use any more after that error. */
export function endsConnection(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state === undefined || state.startsWith(CONNECTION_FAILED) || state === '25006') return true;
  return error instanceof Error && 'severity' in error && error.severity !== 'ERROR';
}

/** The error that a caller sees for one of the driver or the server, where nothing was written. */
export function asStoreError(url: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const state = sqlStateOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (state === undefined) {
    const text = `${url}: the connection failed (${message})`;
    return new StoreError('store_failed', text, error, { isRetryable: true });
  }
  if (state === 'XX001' || state === 'XX002') {
    const text = `${url} is damaged (${message}): run verify, or restore a backup`;
    return new StoreError('store_corrupt', text, error);
  }
  const advice = ADVICE[state] ?? ADVICE[state.slice(0, 2)] ?? '';
  const isMoved = state === '42P01' && MOVED.test(message);
  const isRetryable = PASSING.has(state) || state.startsWith(CONNECTION_FAILED) || isMoved;
  const hint = error instanceof Error && 'hint' in error && error.hint ? `; its hint: "${error.hint}"` : '';
  const text = `${url}: PostgreSQL says "${message}" (${state})${advice}${hint}`;
  return new StoreError('store_failed', text, error, { isRetryable });
}

/**
 * The error that a caller sees when COMMIT failed. Only what PostgreSQL aborted for certain has a known outcome;
 * everything else may have been written. Citus tells even of a lost worker by XX000.
 */
export function asCommitError(url: string, error: unknown): StoreError {
  const state = sqlStateOf(error);
  if (state !== undefined && ABORTED.test(state)) return asStoreError(url, error);
  return outcomeUnknown(url, error instanceof Error ? error.message : String(error), error);
}

export function outcomeUnknown(url: string, why: string, cause?: unknown): StoreError {
  const message = `${url}: the commit failed (${why}), and may or may not have taken effect`;
  return new StoreError('outcome_unknown', message, cause);
}

/** What was read is not what this store can have written. */
export function damaged(expected: string): StoreError {
  const message = `the database is damaged: what was read is not ${expected}: run verify, or restore a backup`;
  return new StoreError('store_corrupt', message);
}
