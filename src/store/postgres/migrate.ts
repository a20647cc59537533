import { StoreError } from '../../base/store-error.ts';
import { integerFromSql, integerToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { lockHouse, makeHouseRow } from './house-row.ts';
import {
  creditOrderStatements,
  datedCreditStatements,
  groupStatements,
  integerStatements,
  lastSeqStatements,
  purseStatements,
  scheduleStatements,
  textStatements,
} from './later-steps.ts';
import {
  counterStatements,
  dueStatements,
  expectedStatements,
  findingStatements,
  grantStatements,
  houseRowStatements,
  houseStatements,
  importStatements,
  labelStatements,
  lockStatements,
  madeStatements,
  namesStatements,
  privateStatements,
  retryStatements,
  rulesStatements,
  takenBackStatements,
} from './schema.ts';
import { begin, reading, rollBack } from './session.ts';
import { rareStatement, type Statement } from './statements.ts';

/**
 * The steps from nothing to the schema of today; version n is what the first n of them make. A step that was ever
 * released is never changed: what is new is a new step. All run on Citus too: no triggers, no functions, no sequences.
 */
const MIGRATIONS: readonly (readonly Statement[])[] = [
  houseStatements().map((text) => rareStatement('schema', text)),
  counterStatements().map((text) => rareStatement('schema', text)),
  houseRowStatements().map((text) => rareStatement('schema', text)),
  importStatements().map((text) => rareStatement('schema', text)),
  dueStatements().map((text) => rareStatement('schema', text)),
  retryStatements().map((text) => rareStatement('schema', text)),
  rulesStatements().map((text) => rareStatement('schema', text)),
  madeStatements().map((text) => rareStatement('schema', text)),
  takenBackStatements().map((text) => rareStatement('schema', text)),
  labelStatements().map((text) => rareStatement('schema', text)),
  grantStatements().map((text) => rareStatement('schema', text)),
  findingStatements().map((text) => rareStatement('schema', text)),
  expectedStatements().map((text) => rareStatement('schema', text)),
  lockStatements().map((text) => rareStatement('schema', text)),
  privateStatements().map((text) => rareStatement('schema', text)),
  namesStatements().map((text) => rareStatement('schema', text)),
  // What a hold was set to, where it was adjusted.
  textStatements('holds', 'terms').map((text) => rareStatement('schema', text)),
  // Velocity limits.
  textStatements('accounts', 'limits').map((text) => rareStatement('schema', text)),
  groupStatements().map((text) => rareStatement('schema', text)),
  // What is frozen of an account.
  textStatements('accounts', 'frozen').map((text) => rareStatement('schema', text)),
  // When an account began, as it was learned, where its beginning was moved.
  textStatements('accounts', 'beginnings').map((text) => rareStatement('schema', text)),
  lastSeqStatements().map((text) => rareStatement('schema', text)),
  purseStatements().map((text) => rareStatement('schema', text)),
  scheduleStatements().map((text) => rareStatement('schema', text)),
  datedCreditStatements().map((text) => rareStatement('schema', text)),
  creditOrderStatements().map((text) => rareStatement('schema', text)),
  // What let a credit expire later.
  integerStatements('credits', 'extendedBy').map((text) => rareStatement('schema', text)),
];

/** The version of the schema that this package reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** From this version on a house has a row of its own. */
const HOUSE_ROW_VERSION = 3;

const COMMIT = rareStatement('session', 'COMMIT');
// Read from the catalog as a table: to_regclass may answer what was true before somebody was waited for.
const FIND = rareStatement(
  'schema',
  "SELECT count(*) FROM pg_tables WHERE schemaname = '@@' AND tablename = 'migrations'",
);
const READ_VERSION = rareStatement('schema', 'SELECT coalesce(max("version"), 0) FROM @migrations');
const MAKE_ROOM = [
  rareStatement('schema', 'CREATE SCHEMA IF NOT EXISTS "@@"'),
  rareStatement('schema', 'CREATE TABLE @migrations ("version" bigint NOT NULL)'),
  // Without a key, Citus cannot copy it to a node that is added later.
  rareStatement('schema', 'ALTER TABLE @migrations ADD CONSTRAINT "migrations_key" PRIMARY KEY ("version")'),
];
const SET_VERSION = rareStatement('schema', 'INSERT INTO @migrations ("version") VALUES ($1)');

/**
 * Migrates the schema to the version of this package, if it is not there already. Any number of nodes may do so at the
 * same time. It only goes forward: a schema of a later version throws `store_version`. Either all is done or nothing.
 * Returns the version that was there before; 0: there was none.
 */
export async function migrate(connection: Connection): Promise<number> {
  // Nearly always there is nothing to do, and then no right to change the schema is needed.
  const found = await reading(connection, readVersion);
  for (let version = found; version !== SCHEMA_VERSION; version = await reading(connection, readVersion)) {
    try {
      await migrateFrom(connection, version);
    } catch (error) {
      // As long as there is no row to be locked, several may make the same: the catalog lets one of them, and the others wait
      // and are refused. What it made is there now.
      if (connection.isBroken || (await reading(connection, readVersion)) === version) throw error;
    }
  }
  return found;
}

/** Only one node at a time changes the schema of a house; the others wait, and find the work done. */
async function migrateFrom(connection: Connection, before: number): Promise<void> {
  await begin(connection, 'write');
  try {
    if (before >= HOUSE_ROW_VERSION) await lockHouse(connection);
    const version = await readVersion(connection);
    if (version === 0) for (const statement of MAKE_ROOM) await connection.run(statement);
    for (const [i, statements] of MIGRATIONS.entries()) {
      if (i < version) continue;
      await Promise.all(statements.map((statement) => connection.run(statement)));
      await connection.run(SET_VERSION, integerToSql(i + 1));
    }
    await makeHouseRow(connection);
    await connection.run(COMMIT);
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

/** The version of the schema that is there; 0: there is none. */
export async function readVersion(connection: Connection): Promise<number> {
  const there = await connection.get(FIND);
  if (there?.[0] !== '1') return 0;
  const row = await connection.get(READ_VERSION);
  const version = integerFromSql(row?.[0]);
  if (version <= SCHEMA_VERSION) return version;
  const message =
    `${connection.url} has a house of schema version ${version}, and this version of tallystick reads up to ` +
    `${SCHEMA_VERSION}: take the version that made it, or a later one`;
  throw new StoreError('store_version', message);
}
