import type { StoredPlace } from '../queries.ts';
import type { Changes, CheckpointRow } from '../store.ts';
import type { Connection } from './connection.ts';
import { ENTRY_COLUMNS, ENTRY_WIDTH, entryFromSql, putEntry } from './entry-row.ts';
import { insertMany, insertOf } from './insert-many.ts';

const SELECT = `SELECT ${ENTRY_COLUMNS} FROM "checkpoints" WHERE "book" = ?`;
const UPSERT = insertOf(`INSERT OR REPLACE INTO "checkpoints" ("book", ${ENTRY_COLUMNS})`, ENTRY_WIDTH + 1);
const DELETE_FROM_PLACE = `DELETE FROM "checkpoints" WHERE "book" = ? AND "account" = ? AND ("at", "order") >= (?, ?)`;
const LAST_BEFORE = `${SELECT} AND "account" = ? AND ("at", "order") <= (?, ?)`;
const NEAREST_FIRST = 'ORDER BY "at" DESC, "order" DESC LIMIT 1';

export function readCheckpoint(
  connection: Connection,
  book: string,
  account: string,
  until: StoredPlace,
  knownBy: number | undefined,
): CheckpointRow | undefined {
  const row =
    knownBy === undefined
      ? connection.get(`${LAST_BEFORE} ${NEAREST_FIRST}`, book, account, until.at, until.order)
      : connection.get(
          `${LAST_BEFORE} AND "seq" <= ? ${NEAREST_FIRST}`,
          book,
          account,
          until.at,
          until.order,
          knownBy,
        );
  return row === undefined ? undefined : entryFromSql(row);
}

export function readCheckpoints(
  connection: Connection,
  book: string,
  query: { readonly after?: CheckpointRow; readonly limit: number },
): CheckpointRow[] {
  const order = 'ORDER BY "account", "at", "order" LIMIT ?';
  const { after, limit } = query;
  const rows =
    after === undefined
      ? connection.all(`${SELECT} ${order}`, book, limit)
      : connection.all(
          `${SELECT} AND ("account", "at", "order") > (?, ?, ?) ${order}`,
          book,
          after.account,
          after.at,
          after.order,
          limit,
        );
  return rows.map(entryFromSql);
}

/** Deletes those that are wrong from a place on. Do it before the new ones are written: some may be at that place. */
export function deleteStaleCheckpoints(
  connection: Connection,
  book: string,
  stale: Changes['staleCheckpoints'],
): void {
  const statement = connection.statement(DELETE_FROM_PLACE);
  for (const { account, at, order } of stale) statement.run(book, account, at, order);
}

export function writeCheckpoints(
  connection: Connection,
  book: string,
  checkpoints: readonly CheckpointRow[],
): void {
  insertMany(connection, UPSERT, checkpoints, (row, values) => putEntry(book, row, values));
}

export function deleteAllCheckpoints(connection: Connection, book: string): void {
  connection.run('DELETE FROM "checkpoints" WHERE "book" = ?', book);
}
