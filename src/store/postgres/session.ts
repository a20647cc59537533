import { StoreError } from '../../base/store-error.ts';
import { integerFromSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { CLIENT_CHECK_MS, IDLE_TRANSACTION_MS_MAX } from './connection-limits.ts';
import { poolerUnnamed } from './postgres-errors.ts';
import { rareStatement, statement } from './statements.ts';

/** PostgreSQL 15. */
const SERVER_VERSION_MIN = 150_000;

// Whatever the server, the database or the user is set to:
// - a commit that is answered is durable;
// - it reports every warning: a commit that is warned about may not be durable;
// - names mean what they say, bytes are shown as hexadecimal digits;
// - an index is used even while a table is so small that reading all of it would be quicker: the plan is kept when the
//   table has grown;
// - no statement and no transaction is cancelled by the server for its length: it would take a commit that waits for its
//   standby for done. Since PostgreSQL 17 there is a limit of transactions, too;
// - a transaction that does nothing for long is dropped;
// - whoever waits for a lock is ended when its client is gone: it would wait on, and take the lock for nobody. Servers on
//   Windows and some others cannot tell.
const settings = (isLocal: string): string => `
    set_config('search_path', 'pg_catalog', ${isLocal}),
    set_config('client_min_messages', 'warning', ${isLocal}),
    set_config('bytea_output', 'hex', ${isLocal}),
    set_config('enable_seqscan', 'off', ${isLocal}),
    set_config('jit', 'off', ${isLocal}),
    set_config('statement_timeout', '0', ${isLocal}),
    set_config('lock_timeout', '0', ${isLocal}),
    CASE WHEN current_setting('server_version_num')::integer >= 170000
      THEN set_config('transaction_timeout', '0', ${isLocal}) END,
    set_config('idle_in_transaction_session_timeout', $1::text, ${isLocal}),
    CASE WHEN current_setting('server_version_num')::integer >= 140000 AND version() ~* 'linux|darwin|bsd'
      THEN set_config('client_connection_check_interval', $2::text, ${isLocal}) END,
    set_config('synchronous_commit', CASE
      WHEN current_setting('synchronous_commit') = 'off' THEN 'on'
      ELSE current_setting('synchronous_commit') END, ${isLocal})`;
const SETTINGS = 11;
const SERVER = `pg_backend_pid(), current_setting('server_version_num'), current_setting('server_encoding'), pg_is_in_recovery()`;

// Where the process is another than the reported one, a pooler stands in between that the url does not name: what is
// set is then over with this statement, and does not leak into the next use of the server's connection.
const PREPARE_SESSION = rareStatement(
  'session',
  `SELECT ${settings('coalesce(pg_backend_pid()::text <> $3::text, false)')}, ${SERVER}`,
);
const PREPARE_TRANSACTION = rareStatement('session', `SELECT ${settings('true')}, ${SERVER}`);

// Each statement sees what was committed before it began: a book's row, once locked, is the latest.
const BEGIN = {
  write: statement('session', 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE'),
  read: statement('session', 'BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY'),
  snapshot: statement('session', 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'),
};
/** Who reads may take his time, and holds up nobody. */
const MAY_IDLE = statement('session', `SELECT set_config('idle_in_transaction_session_timeout', '0', true)`);
const ROLLBACK = statement('session', 'ROLLBACK');

/** What a transaction is for: writing; reading, each statement what is committed by then; reading one view. */
export type TransactionKind = keyof typeof BEGIN;

/** What is known of the server at the other end of a connection. */
export interface ServerFacts {
  /** The number of its process that serves the connection. */
  readonly processId: number;
  readonly isStandby: boolean;
}

/**
 * Makes a new connection fit for a house. Throws StoreError when its server never is (`store_version`), when a pooler stands
 * before it of which the url says nothing, or when it is a standby now and writes are to come. One round trip.
 */
export async function prepareSession(connection: Connection): Promise<ServerFacts> {
  const reported = connection.place.pooler === undefined ? String(connection.reportedProcessId) : null;
  const row = await connection.get(PREPARE_SESSION, ...limits(connection.dropsIdle), reported);
  const facts = checkServer(connection, row);
  if (reported !== null && reported !== String(facts.processId)) throw poolerUnnamed(connection.url);
  return facts;
}

/** Makes sure that a server behind a pooler fits a house, as `prepareSession` does. One round trip. */
export async function checkShared(connection: Connection): Promise<void> {
  const begun = begin(connection, 'read');
  endQuietly(connection);
  await begun;
}

/**
 * Begins a transaction: what is sent next is part of it. Resolves when it has begun, with the settings of a house; who
 * does not wait for that must have it awaited before anything is taken for true. One round trip, together with what follows.
 */
export async function begin(connection: Connection, kind: TransactionKind): Promise<void> {
  const begun = connection.run(BEGIN[kind]);
  begun.catch(() => undefined);
  if (connection.isShared) {
    checkServer(connection, await connection.get(PREPARE_TRANSACTION, ...limits(kind === 'write')));
  } else if (kind === 'snapshot' && connection.dropsIdle) {
    await connection.run(MAY_IDLE);
  }
  await begun;
}

/** Drops the transaction of a connection; where there is no connection any more, the server has done so by itself. */
export async function rollBack(connection: Connection): Promise<void> {
  if (!connection.isBroken) await connection.send(ROLLBACK).catch(() => undefined);
}

/** The same without waiting: the next use of the connection queues behind it. */
export function endQuietly(connection: Connection): void {
  void rollBack(connection);
}

/**
 * Reads, under the settings of a house. Where the server's connection is this one's only for the length of a transaction,
 * that is one.
 */
export async function reading<T>(
  connection: Connection,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  if (!connection.isShared) return await work(connection);
  const begun = begin(connection, 'read');
  begun.catch(() => undefined);
  try {
    const answer = await work(connection);
    await begun;
    return answer;
  } catch (error) {
    // Behind a beginning that was refused, all is refused: it tells why.
    await begun;
    throw error;
  } finally {
    endQuietly(connection);
  }
}

/** The parameters of what prepares. */
function limits(dropsIdle: boolean): [string, string] {
  return [String(dropsIdle ? IDLE_TRANSACTION_MS_MAX : 0), String(CLIENT_CHECK_MS)];
}

function checkServer({ url, place }: Connection, row: SqlRow | undefined): ServerFacts {
  const [processId, version, encoding, recovers] = (row ?? []).slice(SETTINGS);
  const isStandby = recovers !== 'f';
  if (integerFromSql(version) < SERVER_VERSION_MIN) {
    throw new StoreError('store_version', `${url} is older than PostgreSQL 15: take a newer one`);
  }
  if (encoding !== 'UTF8') {
    const message = `${url} keeps text as ${encoding}: give a database that was made with the encoding UTF8`;
    throw new StoreError('store_version', message);
  }
  if (isStandby && place.mode === 'write') {
    const message =
      `${url} is a standby, which takes no writes: give the primary, or all servers in the url, or open it with ` +
      `mode: 'read'`;
    throw new StoreError('store_failed', message, undefined, { isRetryable: true });
  }
  return { processId: integerFromSql(processId), isStandby };
}
