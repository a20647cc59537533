import { StoreError } from '../../base/store-error.ts';
import { type Connecting, withPatience } from './connect.ts';
import { migrate, readVersion, SCHEMA_VERSION } from './migrate.ts';
import { PostgresStore } from './postgres-store.ts';
import { parsePostgresUrl } from './postgres-url.ts';
import { StatementTexts } from './statements.ts';

/**
 * Opens the house in a schema of a PostgreSQL database, and makes it when there is none: 15 or later, UTF-8. Any number
 * of processes may open it. The url is `postgres://USER:PASSWORD@HOST:PORT/DATABASE`, with `schema` (default
 * `tallystick`), `writers` and `readers` (connections, at most) behind a question mark, and several `HOST:PORT`, with
 * commas, where a standby may take over.
 *
 * Throws TallystickError `bad_option` for a url that is none, and StoreError: `house_missing` when there is none and none is
 * to be made; `store_version` when the house is of a later
 * version or the server too old; `store_failed` when it cannot be reached, or the user lacks a right.
 */
export async function openPostgresStore(
  url: string,
  { create = true }: { readonly create?: boolean } = {},
): Promise<PostgresStore> {
  const connecting = connectingTo(url);
  const { schema } = connecting.place;
  await withPatience(connecting, async (connection) => {
    if (!create && (await readVersion(connection)) === 0) {
      throw new StoreError('house_missing', `there is no house in the schema ${schema} of ${connection.url}`);
    }
    await migrate(connection);
  });
  return new PostgresStore(connecting);
}

/** Versions of a schema: 0 is none. */
export interface Migrated {
  readonly before: number;
  readonly now: number;
}

/** Makes the schema of a house, or brings it to the version of this package, as opening the house would. */
export async function migrateHouse(url: string): Promise<Migrated> {
  const connecting = connectingTo(url);
  const before = await withPatience(connecting, migrate);
  return { before, now: SCHEMA_VERSION };
}

/** What opening a url comes to. */
export function connectingTo(url: string): Connecting {
  const place = parsePostgresUrl(url);
  return { place, texts: new StatementTexts(place.schema), traffic: { statements: 0, roundTrips: 0 } };
}
