import type { SQLInputValue } from 'node:sqlite';
import type { EntriesQuery, EntryRow } from '../store.ts';
import { integerFromSql, textFromSql, wideFromSql, wideToSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { ENTRY_TABLES, quoted } from './schema.ts';

/** The columns of entries, and of checkpoints too, behind the book. */
export const ENTRY_COLUMNS = '"account", "at", "order", "seq", "inflow", "outflow", "available", "incoming"';

const AHEAD = fromBoth('"book" = ?1 AND "account" = ?2 AND "at" > ?3');
const ALL = `${fromBoth('"book" = ?1')} ORDER BY "account", "at", "order", "seq" LIMIT ?2`;
const ALL_AFTER = `${fromBoth('"book" = ?1 AND ("account", "at", "order", "seq") > (?2, ?3, ?4, ?5)')}
  ORDER BY "account", "at", "order", "seq" LIMIT ?6`;

/** Rows of both tables. SQLite reads each in its order and merges them. Values are numbered: both halves take the same. */
function fromBoth(where: string): string {
  return ENTRY_TABLES.map((table) => `SELECT ${ENTRY_COLUMNS} FROM ${quoted(table)} WHERE ${where}`).join(
    ' UNION ALL ',
  );
}

export function readEntries(connection: Connection, book: string, query: EntriesQuery): EntryRow[] {
  const { after, until, knownBy, limit } = query;
  const values: SQLInputValue[] = [];
  const take = (value: SQLInputValue): string => `?${values.push(value)}`;
  let where = `"book" = ${take(book)} AND "account" = ${take(query.account)}`;
  if (after !== undefined) {
    where += ` AND ("at", "order", "seq") > (${take(after.at)}, ${take(after.order)}, ${take(after.seq)})`;
  }
  if (until !== undefined) where += ` AND ("at", "order") <= (${take(until.at)}, ${take(until.order)})`;
  if (knownBy !== undefined) where += ` AND "seq" <= ${take(knownBy)}`;
  const end = limit === undefined ? '' : ` LIMIT ${take(limit)}`;
  const sql = `${fromBoth(where)} ORDER BY "at", "order", "seq"${end}`;
  return connection.all(sql, ...values).map(entryFromSql);
}

export function readEntriesAhead(
  connection: Connection,
  book: string,
  accounts: readonly { readonly account: string; readonly frontier: number | null }[],
): EntryRow[] {
  return accounts.flatMap(({ account, frontier }) =>
    connection.all(AHEAD, book, account, frontier ?? Number.NEGATIVE_INFINITY).map(entryFromSql),
  );
}

export function readAllEntries(
  connection: Connection,
  book: string,
  query: { readonly after?: EntryRow; readonly limit: number },
): EntryRow[] {
  const { after, limit } = query;
  const rows =
    after === undefined
      ? connection.all(ALL, book, limit)
      : connection.all(ALL_AFTER, book, after.account, after.at, after.order, after.seq, limit);
  return rows.map(entryFromSql);
}

export function entryFromSql(row: SqlRow): EntryRow {
  return {
    account: textFromSql(row[0]),
    at: integerFromSql(row[1]),
    order: integerFromSql(row[2]),
    seq: integerFromSql(row[3]),
    inflow: wideFromSql(row[4]),
    outflow: wideFromSql(row[5]),
    available: wideFromSql(row[6]),
    incoming: wideFromSql(row[7]),
  };
}

/** Adds the book and the columns of a row to the values of an INSERT. */
export function putEntry(book: string, row: EntryRow, values: SQLInputValue[]): void {
  values.push(book, row.account, row.at, row.order, row.seq, wideToSql(row.inflow), wideToSql(row.outflow));
  values.push(wideToSql(row.available), wideToSql(row.incoming));
}
