import { StoreError } from '../../base/store-error.ts';
import { integerFromSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { CLIENT_CHECK_MS, IDLE_TRANSACTION_MS_MAX } from './connection-limits.ts';
import { rareStatement } from './statements.ts';

/** PostgreSQL 15. */
const SERVER_VERSION_MIN = 150_000;

// Whatever the server, the database or the user is set to:
// - a commit that is answered is durable, unless it is asked to be quick;
// - it tells of every warning: a commit that is warned about may not be durable;
// - names mean what they say, bytes are shown as hexadecimal digits;
// - an index is used even while a table is so small that reading all of it would be quicker: the plan is kept when the
//   table has grown;
// - no statement is cancelled by the server: it would take a commit that waits for its standby for done;
// - a transaction that does nothing for long is dropped;
// - whoever waits for a lock is ended when its client is gone: it would wait on, and take the lock for nobody. Servers on
//   Windows and some others cannot tell.
const PREPARE_SESSION = rareStatement(
  'session',
  `SELECT
    set_config('search_path', 'pg_catalog', false),
    set_config('client_min_messages', 'warning', false),
    set_config('bytea_output', 'hex', false),
    set_config('enable_seqscan', 'off', false),
    set_config('jit', 'off', false),
    set_config('statement_timeout', '0', false),
    set_config('lock_timeout', '0', false),
    set_config('idle_in_transaction_session_timeout', $1::text, false),
    CASE WHEN current_setting('server_version_num')::integer >= 140000 AND version() ~* 'linux|darwin|bsd'
      THEN set_config('client_connection_check_interval', $3::text, false) END,
    set_config('synchronous_commit', CASE
      WHEN $2::boolean THEN 'off'
      WHEN current_setting('synchronous_commit') = 'off' THEN 'on'
      ELSE current_setting('synchronous_commit') END, false),
    pg_backend_pid(), current_setting('server_version_num'), current_setting('server_encoding'), pg_is_in_recovery()`,
);
const SETTINGS = 10;

export interface SessionOptions {
  /** What the server is called in messages. */
  readonly url: string;
  /** True for what may be lost, and need not wait for the disk. */
  readonly isQuick: boolean;
  /** False for work that takes its time between statements. */
  readonly dropsIdle: boolean;
}

/**
 * Makes a new connection fit for a house. Throws StoreError when its server never is (`store_version`), or is not now,
 * because it is a standby. Returns the number of the server's process. One round trip.
 */
export async function prepareSession(connection: Connection, options: SessionOptions): Promise<number> {
  const { url, isQuick, dropsIdle } = options;
  const idleMsMax = dropsIdle ? IDLE_TRANSACTION_MS_MAX : 0;
  const row = await connection.get(
    PREPARE_SESSION,
    String(idleMsMax),
    isQuick ? 't' : 'f',
    String(CLIENT_CHECK_MS),
  );
  const [processId, version, encoding, isStandby] = (row ?? []).slice(SETTINGS);
  if (integerFromSql(version) < SERVER_VERSION_MIN) {
    throw new StoreError('store_version', `${url} is older than PostgreSQL 15: take a newer one`);
  }
  if (encoding !== 'UTF8') {
    const message = `${url} keeps text as ${encoding}: give a database that was made with the encoding UTF8`;
    throw new StoreError('store_version', message);
  }
  if (isStandby !== 'f') {
    const message = `${url} is a standby, which takes no writes: give the primary, or all servers in the url`;
    throw new StoreError('store_failed', message, undefined, { isRetryable: true });
  }
  return integerFromSql(processId);
}
