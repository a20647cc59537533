import type { SQLInputValue } from 'node:sqlite';
import {
  type EntriesQuery,
  type EntrySpan,
  firstInOrder,
  type JournalQuery,
  type StoredPlace,
} from '../queries.ts';
import type { EntryRow } from '../store.ts';
import type { ArrivedEntries } from './arrived-entries.ts';
import { integerFromSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { compareInAccount, compareInBook, isAskedFor } from './entry-order.ts';
import { ENTRY_COLUMNS, entryFromSql } from './entry-row.ts';
import { NO_LIMIT } from './rows.ts';
import { ORDERED_ENTRY_TABLES, quoted } from './schema.ts';
import { merge } from './sorted-arrays.ts';

// Account, moment, place, number. The bound of the moment alone is what the index ends by.
const OF_ACCOUNTS = ORDERED_ENTRY_TABLES.map(
  (table) => `SELECT ${ENTRY_COLUMNS} FROM json_each(?2) AS "wanted" CROSS JOIN ${quoted(table)}
    WHERE "book" = ?1 AND "account" = "wanted"."value"->>0
    AND "at" > "wanted"."value"->>1 AND "at" <= "wanted"."value"->>2
    AND ("at", "order") <= ("wanted"."value"->>2, "wanted"."value"->>3) AND +"seq" <= "wanted"."value"->>4`,
)
  .join(' UNION ALL ')
  .concat(' LIMIT ?3');

/** Before and behind every number that an entry can have. */
const BEFORE_ALL = Number.MIN_SAFE_INTEGER - 1;
const BEHIND_ALL = Number.MAX_SAFE_INTEGER + 1;

/** By an index on the numbers, which each table has; arrived entries are in memory. */
const eventsFrom = (order: string): string[] =>
  ORDERED_ENTRY_TABLES.map(
    (table) => `SELECT DISTINCT "seq" FROM ${quoted(table)} WHERE "book" = ?1 AND "account" = ?2
    AND "seq" > ?3 AND "seq" <= ?4 ORDER BY "seq" ${order} LIMIT ?5`,
  );
const OLDEST_EVENTS = eventsFrom('ASC');
const NEWEST_EVENTS = eventsFrom('DESC');

type EntryPlace = StoredPlace & { readonly seq: number };

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
  const { after, before, until, knownBy, limit } = query;
  const values: SQLInputValue[] = [];
  const take = (value: SQLInputValue): string => `?${values.push(value)}`;
  const place = ({ at, order, seq }: EntryPlace): string => `(${take(at)}, ${take(order)}, ${take(seq)})`;
  let where = `"book" = ${take(book)} AND "account" = ${take(query.account)}`;
  if (after !== undefined) where += ` AND ("at", "order", "seq") > ${place(after)}`;
  if (before !== undefined) where += ` AND ("at", "order", "seq") < ${place(before)}`;
  if (until !== undefined) where += ` AND ("at", "order") <= (${take(until.at)}, ${take(until.order)})`;
  if (knownBy !== undefined) where += ` AND +"seq" <= ${take(knownBy)}`;
  const end = limit === undefined ? '' : ` LIMIT ${take(limit)}`;
  const [inOrder, compare] =
    before === undefined
      ? ['"at", "order", "seq"', compareInAccount]
      : ['"at" DESC, "order" DESC, "seq" DESC', backwards];
  const rows = connection.all(`${fromBoth(where)} ORDER BY ${inOrder}${end}`, ...values).map(entryFromSql);
  const others = arrived.ofAccount(book, query.account, (entry) => isAskedFor(entry, query));
  if (others.length === 0) return rows;
  return merge(rows, others.sort(compare), compare).slice(0, limit);
}

function backwards(a: EntryPlace, b: EntryPlace): number {
  return compareInAccount(b, a);
}

/** The numbers of the events that changed something on any of the accounts, each once. */
export function readEvents(
  connection: Connection,
  arrived: ArrivedEntries,
  book: string,
  accounts: readonly string[],
  query: JournalQuery,
): number[] {
  const { after = BEFORE_ALL, until = BEHIND_ALL, order, limit } = query;
  const isAsked = ({ seq }: EntryRow): boolean => seq > after && seq <= until;
  const statements = order === 'newest' ? NEWEST_EVENTS : OLDEST_EVENTS;
  const seqs = connection.readTogether(() =>
    accounts.flatMap((account) => [
      ...statements
        .flatMap((sql) => connection.all(sql, book, account, after, until, limit))
        .map((row) => integerFromSql(row[0])),
      ...arrived.ofAccount(book, account, isAsked).map(({ seq }) => seq),
    ]),
  );
  return firstInOrder(seqs, order, limit);
}

/** The entries of many accounts. */
export function readEntriesOf(
  connection: Connection,
  arrived: ArrivedEntries,
  book: string,
  spans: readonly EntrySpan[],
  limit?: number,
): EntryRow[] {
  const wanted = spans.map(({ account, after, until, knownBy }) => [
    account,
    after ?? BEFORE_ALL,
    Math.min(until?.at ?? BEHIND_ALL, BEHIND_ALL),
    Math.min(until?.order ?? BEHIND_ALL, BEHIND_ALL),
    knownBy ?? BEHIND_ALL,
  ]);
  const rows = connection.all(OF_ACCOUNTS, book, JSON.stringify(wanted), limit ?? NO_LIMIT).map(entryFromSql);
  for (const { after, ...span } of spans) {
    if (limit !== undefined && rows.length >= limit) break;
    const isWanted = (entry: EntryRow): boolean =>
      (after === null || entry.at > after) && isAskedFor(entry, span);
    for (const entry of arrived.ofAccount(book, span.account, isWanted)) rows.push(entry);
  }
  return limit === undefined ? rows : rows.slice(0, limit);
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
