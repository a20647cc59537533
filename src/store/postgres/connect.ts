import { assert } from '../../base/assert.ts';
import type { StoreError } from '../../base/store-error.ts';
import { Connection, type Traffic } from './connection.ts';
import { asStoreError } from './postgres-errors.ts';
import type { PostgresPlace } from './postgres-url.ts';
import { prepareSession, type SessionOptions } from './session.ts';
import type { StatementTexts } from './statements.ts';

/** How one house comes to its connections. */
export interface Connecting {
  readonly place: PostgresPlace;
  readonly texts: StatementTexts;
  readonly traffic: Traffic;
}

export interface ConnectOptions extends Pick<SessionOptions, 'isQuick' | 'dropsIdle'> {
  /** Whether to wait for answers as long as it takes. */
  readonly isPatient: boolean;
}

export interface Connected {
  readonly connection: Connection;
  /** The number of the server's process. */
  readonly processId: number;
}

/**
 * Opens a connection to the first server of the url that can be reached and takes writes. Throws StoreError when there
 * is none: what the last one said, before others the last of those that may come back.
 */
export async function connect(connecting: Connecting, options: ConnectOptions): Promise<Connected> {
  let failure: StoreError | undefined;
  for (const server of connecting.place.servers) {
    try {
      return await connectTo(server, connecting, options);
    } catch (error) {
      const next = asStoreError(connecting.place.url, error);
      // One that may come back is worth another try, whatever is wrong with the others for good.
      if (failure === undefined || next.isRetryable || !failure.isRetryable) failure = next;
    }
  }
  assert(failure !== undefined, 'a url names a server');
  throw failure;
}

async function connectTo(
  server: string,
  { place, texts, traffic }: Connecting,
  { isPatient, isQuick, dropsIdle }: ConnectOptions,
): Promise<Connected> {
  const { url } = place;
  const connection = await Connection.open({ server, url, texts, traffic, isPatient });
  try {
    return { connection, processId: await prepareSession(connection, { url, isQuick, dropsIdle }) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Does work on a connection that waits for answers as long as it takes. */
export async function withPatience<T>(
  connecting: Connecting,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const { connection } = await connect(connecting, { isPatient: true, isQuick: false, dropsIdle: false });
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}
