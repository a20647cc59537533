import { assert } from '../../base/assert.ts';
import type { StoreError } from '../../base/store-error.ts';
import type { PostgresPool } from './callers-pool.ts';
import { Connection, type ConnectionOptions, type Traffic } from './connection.ts';
import { asStoreError } from './postgres-errors.ts';
import type { PostgresPlace } from './postgres-url.ts';
import { checkShared, prepareSession, type ServerFacts } from './session.ts';
import type { StatementTexts } from './statements.ts';

/** How one house gets its connections. */
export interface Connecting {
  readonly place: PostgresPlace;
  readonly texts: StatementTexts;
  readonly traffic: Traffic;
  /** Whose connections are taken, where the caller has some. */
  readonly pool: PostgresPool | undefined;
}

export type ConnectOptions = Pick<ConnectionOptions, 'hasNoTimeout' | 'dropsIdle'>;

export interface Connected {
  readonly connection: Connection;
  /** The server at the other end; undefined where it may be another for each transaction. */
  readonly server: ServerFacts | undefined;
}

/**
 * Gets a connection: from the caller's pool, or to the first server of the url that can be reached and serves what
 * the house was opened for. Throws StoreError when there is none: what the last one said, before others the last of those
 * that may come back.
 */
export async function connect(connecting: Connecting, options: ConnectOptions): Promise<Connected> {
  const { pool, place } = connecting;
  if (pool !== undefined) {
    // Whether it does is looked at in each transaction.
    const connection = await Connection.borrow(pool, { ...connecting, ...options });
    return { connection, server: undefined };
  }
  let failure: StoreError | undefined;
  for (const server of place.servers) {
    try {
      return await connectTo(server, connecting, options);
    } catch (error) {
      const next = asStoreError(place.url, error);
      // One that may come back is worth another try, whatever is wrong with the others for good.
      if (failure === undefined || next.isRetryable || !failure.isRetryable) failure = next;
    }
  }
  assert(failure !== undefined, 'a url names a server');
  throw failure;
}

async function connectTo(
  server: string,
  connecting: Connecting,
  options: ConnectOptions,
): Promise<Connected> {
  const connection = await Connection.open(server, { ...connecting, ...options });
  try {
    if (!connection.isShared) return { connection, server: await prepareSession(connection) };
    await checkShared(connection);
    return { connection, server: undefined };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Does work on a connection without a timeout. */
export async function withoutTimeout<T>(
  connecting: Connecting,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { connection } = await connect(connecting, { hasNoTimeout: true, dropsIdle: false });
  try {
    return await work(connection);
  } finally {
    await connection.release();
  }
}
