import { messageOf } from '../../base/error.ts';
import { StoreError } from '../../base/store-error.ts';

/** The SQLSTATEs of transient errors, after which nothing was written. */
const TRANSIENT = new Set([
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
  '25006', // read_only_sql_transaction: what was the primary is a standby now
]);

/** A prepared statement is missing: it was prepared on another connection than the one that it reached. */
const UNPREPARED = /^(?:26000|42P05)$/;

/** Aborted for certain, even when it was COMMIT that said so: conflicts, and constraints checked at the end. */
const ABORTED = /^(?:40001|40P01|23...|26000|42P05)$/;

/** An SQLSTATE whose first two letters say that the connection failed. */
const CONNECTION_FAILED = '08';

/** What Citus says of a part of a table that was moved to another node while it was looked for. */
const MOVED = /^relation ".*_\d{4,}" does not exist$/;

/** What Citus says by 58030, which else is a broken disk, when a worker was lost while rows were sent to it. */
const LOST_IN_COPY = /^failed to (?:complete )?copy\b/i;

// A cluster has one SQLSTATE for much that happens between its machines, and the driver has none for what it finds out by
// itself: permanent errors are recognised by their text, which is English on servers that are set up as the guide says.

/** A login that is refused: 08006 where one machine of a cluster refuses another. */
const NOT_LET_IN =
  /no password supplied|authentication (?:failed|method|requires)|auth method|pg_hba\.conf|\bSASL\b|\bSCRAM\b|certificate|private key file|channel binding|support(?:ed)? SSL|not permitted to log in|(?:role|database) ".*" does not exist|permission denied/i;

/** Bad rows, a missing right, a full disk: XX000 where rows are copied to a worker. */
const REFUSED_ROWS =
  /duplicate key|violates|null value|out of range|value too long|row is too big|row size|invalid (?:input|byte|memory alloc)|(?:missing|extra) data|permission denied|must be owner|no space left|(?:column|type|function|schema|relation) ".*" does not exist/i;

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

const WHO_AND_WHERE = ': check the user, the password and the certificates of the url';
const BETWEEN_MACHINES =
  ': a machine of the cluster does not let another in; check pg_hba.conf and ~/.pgpass';

/** The SQLSTATE that the server gave; undefined for any other error: then the connection itself has failed. */
export function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || !('severity' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Whether the connection is broken after that error. */
export function endsConnection(error: unknown): boolean {
  const state = sqlStateOf(error);
  if (state === undefined || state.startsWith(CONNECTION_FAILED) || state === '25006') return true;
  return error instanceof Error && 'severity' in error && error.severity !== 'ERROR';
}

/** Whether a retry may succeed, with nothing written so far. */
function isTransient(state: string | undefined, error: unknown): boolean {
  if (state !== undefined && TRANSIENT.has(state)) return true;
  const said = textsOf(error);
  if (state === undefined) return isOfSystem(error) || !NOT_LET_IN.test(said);
  if (state.startsWith(CONNECTION_FAILED)) return !NOT_LET_IN.test(said);
  if (state === '42P01') return MOVED.test(messageOf(error));
  if (state === '58030') return LOST_IN_COPY.test(messageOf(error)) && !NOT_LET_IN.test(said);
  // Citus uses it, too, for a worker that was lost in the middle of a statement.
  if (state === 'XX000')
    return MOVED.test(messageOf(error)) || !(REFUSED_ROWS.test(said) || NOT_LET_IN.test(said));
  return false;
}

/** Its message, without the name of a machine, and its detail. */
function textsOf(error: unknown): string {
  const detail = error instanceof Error && 'detail' in error ? String(error.detail) : '';
  return `${messageOf(error).replace(/^connection to the remote node \S+/, '')}\n${detail}`;
}

/** No server and no name, a connection that was cut: what the system says of the network. */
function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

/** The error that a caller sees for one of the driver or the server, where nothing was written. */
export function asStoreError(url: string, error: unknown): StoreError {
  if (error instanceof StoreError) return error;
  const state = sqlStateOf(error);
  const message = messageOf(error);
  const isRetryable = isTransient(state, error);
  if (state === undefined) {
    const text = `${url}: the connection failed (${message})${isRetryable ? '' : WHO_AND_WHERE}`;
    return new StoreError('store_failed', text, error, { isRetryable });
  }
  if (state === 'XX001' || state === 'XX002') {
    const text = `${url} is damaged (${message}): run verify, or restore a backup`;
    return new StoreError('store_corrupt', text, error);
  }
  const isClosedDoor = state.startsWith(CONNECTION_FAILED) && !isRetryable;
  const advice = isClosedDoor ? BETWEEN_MACHINES : (ADVICE[state] ?? ADVICE[state.slice(0, 2)] ?? '');
  const hint = error instanceof Error && 'hint' in error && error.hint ? `; its hint: "${error.hint}"` : '';
  if (UNPREPARED.test(state)) return poolerUnnamed(url, error);
  const text = `${url}: PostgreSQL says "${message}" (${state})${advice}${hint}`;
  return new StoreError('store_failed', text, error, { isRetryable });
}

/**
 * The error that a caller sees when COMMIT failed. Only what PostgreSQL aborted for certain has a known outcome;
 * everything else may have been written. Citus reports even a lost worker as XX000.
 */
export function asCommitError(url: string, error: unknown): StoreError {
  const state = sqlStateOf(error);
  if (state !== undefined && ABORTED.test(state)) return asStoreError(url, error);
  return outcomeUnknown(url, messageOf(error), error);
}

export function outcomeUnknown(url: string, why: string, cause?: unknown): StoreError {
  const message = `${url}: the commit failed (${why}), and may or may not have taken effect`;
  return new StoreError('outcome_unknown', message, cause);
}

/** There is a pooler between the house and the server, and the url says nothing of it. */
export function poolerUnnamed(url: string, cause?: unknown): StoreError {
  const says = cause instanceof Error ? ` (it says "${cause.message}")` : '';
  const message =
    `${url} is answered by a pooler, not by PostgreSQL itself${says}: add pooler=transaction to the url; or ` +
    'pooler=session, where it keeps one connection to the server for each client for as long as that stays';
  return new StoreError('store_failed', message, cause);
}

/** What was read is not what this store can have written. */
export function damaged(expected: string): StoreError {
  const message = `the database is damaged: what was read is not ${expected}: run verify, or restore a backup`;
  return new StoreError('store_corrupt', message);
}
