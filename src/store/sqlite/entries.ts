import type { SQLInputValue } from 'node:sqlite';
import type { EntriesQuery, EntryRow, EntrySpan } from '../store.ts';
import type { ArrivedEntries } from './arrived-entries.ts';
import type { Connection } from './connection.ts';
import { compareInAccount, compareInBook, isAskedFor } from './entry-order.ts';
import { ENTRY_COLUMNS, entryFromSql } from './entry-row.ts';
import { ORDERED_ENTRY_TABLES, quoted } from './schema.ts';
import { merge } from './sorted-arrays.ts';

// Account, moment, place, number. The bound of the moment alone is what the index ends by.
const OF_ACCOUNTS = ORDERED_ENTRY_TABLES.map(
  (table) => `SELECT ${ENTRY_COLUMNS} FROM json_each(?2) AS "wanted" CROSS JOIN ${quoted(table)}
    WHERE "book" = ?1 AND "account" = "wanted"."value"->>0
    AND "at" > "wanted"."value"->>1 AND "at" <= "wanted"."value"->>2
    AND ("at", "order") <= ("wanted"."value"->>2, "wanted"."value"->>3) AND "seq" <= "wanted"."value"->>4`,
).join(' UNION ALL ');

/** Before and behind every number that an entry can have. */
const BEFORE_ALL = Number.MIN_SAFE_INTEGER - 1;
const BEHIND_ALL = Number.MAX_SAFE_INTEGER + 1;

const ALL = `${fromBoth('"book" = ?1')} ORDER BY "account", "at", "order", "seq" LIMIT ?2`;
const ALL_AFTER = `${fromBoth('"book" = ?1 AND ("account", "at", "order", "seq") > (?2, ?3, ?4, ?5)')}
  ORDER BY "account", "at", "order", "seq" LIMIT ?6`;

/** Rows of both tables that are in order; SQLite merges them. Values are numbered, because both halves take the same. */
function fromBoth(where: string): string {
  return ORDERED_ENTRY_TABLES.map(
    (table) => `SELECT ${ENTRY_COLUMNS} FROM ${quoted(table)} WHERE ${where}`,
  ).join(' UNION ALL ');
}

export function readEntries(
  connection: Connection,
  arrived: ArrivedEntries,
  book: string,
  query: EntriesQuery,
): EntryRow[] {
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
  const rows = connection.all(sql, ...values).map(entryFromSql);
  const others = arrived.ofAccount(book, query.account, (entry) => isAskedFor(entry, query));
  if (others.length === 0) return rows;
  return merge(rows, others.sort(compareInAccount), compareInAccount).slice(0, limit);
}

/** The entries of many accounts. */
export function readEntriesOf(
  connection: Connection,
  arrived: ArrivedEntries,
  book: string,
  spans: readonly EntrySpan[],
): EntryRow[] {
  const wanted = spans.map(({ account, after, until, knownBy }) => [
    account,
    after ?? BEFORE_ALL,
    Math.min(until?.at ?? BEHIND_ALL, BEHIND_ALL),
    Math.min(until?.order ?? BEHIND_ALL, BEHIND_ALL),
    knownBy ?? BEHIND_ALL,
  ]);
  const rows = connection.all(OF_ACCOUNTS, book, JSON.stringify(wanted)).map(entryFromSql);
  for (const { after, ...span } of spans) {
    const isWanted = (entry: EntryRow): boolean =>
      (after === null || entry.at > after) && isAskedFor(entry, span);
    for (const entry of arrived.ofAccount(book, span.account, isWanted)) rows.push(entry);
  }
  return rows;
}

export function readAllEntries(
  connection: Connection,
  arrived: ArrivedEntries,
  book: string,
  query: { readonly after?: EntryRow; readonly limit: number },
): EntryRow[] {
  const { after, limit } = query;
  const rows =
    after === undefined
      ? connection.all(ALL, book, limit)
      : connection.all(ALL_AFTER, book, after.account, after.at, after.order, after.seq, limit);
  return merge(rows.map(entryFromSql), arrived.ofBook(book, after, limit), compareInBook).slice(0, limit);
}
