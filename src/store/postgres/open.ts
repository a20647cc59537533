import { StoreError } from '../../base/store-error.ts';
import type { PostgresPool } from './callers-pool.ts';
import { type Connecting, withoutTimeout } from './connect.ts';
import { migrate, readVersion, SCHEMA_VERSION } from './migrate.ts';
import { PostgresStore } from './postgres-store.ts';
import { parsePoolUrl, parsePostgresUrl } from './postgres-url.ts';
import { reading } from './session.ts';
import { StatementTexts } from './statements.ts';

export interface PostgresOptions {
  /** Whether a house is made where there is none. Default true. */
  readonly create?: boolean;
  /** `read`: it takes no writes, nothing is made or migrated, and a standby will do. Default `write`. */
  readonly mode?: 'write' | 'read';
  /** Takes its connections from a pool of the caller's, who ends it. */
  readonly pool?: PostgresPool | undefined;
}

/**
 * Opens the house in a schema of a PostgreSQL database, and makes it when there is none: 15 or later, UTF-8. Any number
 * of processes may open it. The url is `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with `schema` (default
 * `tallystick`), `writers` and `readers` (connections, at most) behind a question mark, `pooler=transaction` where a pooler lends its connections for a transaction each; and several `HOST:PORT`, with commas, where a standby may take over.
 *
 * Throws TallystickError `bad_option` for a url that is none, and StoreError: `house_missing` when there is none and none is
 * to be made; `store_version` when the house is of a later
 * version or the server too old; `store_failed` when it cannot be reached, or the user lacks a right.
 */
export async function openPostgresStore(
  url: string,
  { create = true, ...given }: PostgresOptions = {},
): Promise<PostgresStore> {
  const connecting = connectingTo(url, given);
  const { schema } = connecting.place;
  await withoutTimeout(connecting, async (connection) => {
    const { mode } = connection.place;
    const version = create && mode === 'write' ? undefined : await reading(connection, readVersion);
    if (version === 0) {
      throw new StoreError('house_missing', `there is no house in the schema ${schema} of ${connection.url}`);
    }
    if (mode === 'write') await migrate(connection);
    else if (version !== SCHEMA_VERSION) throw notMigrated(connection.url, version);
  });
  return new PostgresStore(connecting);
}

/** Versions of a schema: 0 is none. */
export interface Migrated {
  readonly before: number;
  readonly now: number;
}

/** Makes the schema of a house, or migrates it to the version of this package, as opening the house would. */
export async function migrateHouse(url: string): Promise<Migrated> {
  const before = await withoutTimeout(connectingTo(url), migrate);
  return { before, now: SCHEMA_VERSION };
}

/** What opening a url comes to. */
export function connectingTo(url: string, { mode = 'write', pool }: PostgresOptions = {}): Connecting {
  const place = pool === undefined ? parsePostgresUrl(url, mode) : parsePoolUrl(url, mode);
  return { place, texts: new StatementTexts(place.schema), traffic: { statements: 0, roundTrips: 0 }, pool };
}

function notMigrated(url: string, version: number | undefined): StoreError {
  const message =
    `${url} has a house of schema version ${version}, and this version of tallystick reads ${SCHEMA_VERSION}: open it ` +
    'once to write, or run `tallystick migrate`';
  return new StoreError('store_version', message);
}
