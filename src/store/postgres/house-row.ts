import { randomBytes } from 'node:crypto';
import { HOUSE_BOOK } from '../side-rows.ts';
import type { StoreInfo } from '../store-info.ts';
import { readRulesVersion } from './book-names.ts';
import { textFromSql, textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { damaged } from './postgres-errors.ts';
import { rareStatement, statement } from './statements.ts';

const INSERT = statement(
  'book',
  'INSERT INTO @house ("book", "id") VALUES ($1, $2) ON CONFLICT ("book") DO NOTHING',
);
const SELECT = statement('book', 'SELECT "id" FROM @house WHERE "book" = $1');
const LOCK = rareStatement('book', 'SELECT "id" FROM @house WHERE "book" = $1 FOR UPDATE');

/** Gives a house an id, unless it has one. */
export async function makeHouseRow(connection: Connection): Promise<void> {
  await connection.run(INSERT, textToSql(HOUSE_BOOK), textToSql(randomBytes(16).toString('hex')));
}

/**
 * Waits until nobody else changes the schema of the house, and lets nobody do so until the transaction is over. It is a row,
 * and no advisory lock: those are of one server and one session, so that they keep apart neither the coordinators of a
 * cluster nor the clients of a pooler.
 */
export async function lockHouse(connection: Connection): Promise<void> {
  await Promise.all([makeHouseRow(connection), connection.get(LOCK, textToSql(HOUSE_BOOK))]);
}

/** What the house says of itself. What it was restored from is for the database to know. */
export async function readInfo(connection: Connection, schemaVersion: number): Promise<StoreInfo> {
  const [row, rulesVersion] = await Promise.all([
    connection.get(SELECT, textToSql(HOUSE_BOOK)),
    readRulesVersion(connection),
  ]);
  if (row === undefined) throw damaged('a house with an id');
  return { id: textFromSql(row[0]), schemaVersion, rulesVersion, restores: [] };
}
