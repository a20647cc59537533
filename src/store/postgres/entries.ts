import type { EntriesQuery, EntrySpan, JournalQuery } from '../queries.ts';
import type { EntryRow } from '../store.ts';
import { integerFromSql, integersToSql, integerToSql, textsToSql, textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { ENTRY_COLUMNS, ENTRY_INSERT, entryFromSql } from './entry-row.ts';
import { insertMany, insertOf, type Sending } from './insert-many.ts';
import { boundsToSql } from './journal.ts';
import { type Statement, statement } from './statements.ts';

const INSERT = insertOf('entries', ENTRY_INSERT);

// One statement for every query: what is not asked for is a bound that nothing lies beyond. LIMIT NULL is no limit.
const ofAccount = (bound: string, order: string): Statement =>
  statement(
    'book',
    `SELECT ${ENTRY_COLUMNS} FROM @entries WHERE "book" = $1 AND "account" = $2
    AND ("at", "order", "seq") > ($3, $4, $5)${bound} AND ("at", "order") <= ($6, $7) AND "seq" <= $8
    ORDER BY "at"${order}, "order"${order}, "seq"${order} LIMIT $9`,
  );
const OF_ACCOUNT = ofAccount('', '');
const OF_ACCOUNT_BACKWARDS = ofAccount(' AND ("at", "order", "seq") < ($10, $11, $12)', ' DESC');
// Each account is looked up in the index on numbers, from one end, and no more of it is read than is asked for.
const eventsOf = (order: string): Statement =>
  statement(
    'book',
    `SELECT DISTINCT "found"."seq" FROM unnest($2::text[]) AS "wanted" ("account") CROSS JOIN LATERAL (
      SELECT DISTINCT "seq" FROM @entries WHERE "book" = $1 AND ("account" || '') = "wanted"."account"
        AND "seq" > $3 AND "seq" <= $4 ORDER BY "seq" ${order} LIMIT $5
    ) AS "found" ORDER BY "found"."seq" ${order} LIMIT $5`,
  );
const OLDEST_EVENTS = eventsOf('ASC');
const NEWEST_EVENTS = eventsOf('DESC');
const OF_BOOK = statement(
  'book',
  `SELECT ${ENTRY_COLUMNS} FROM @entries WHERE "book" = $1
    AND ("account", "at", "order", "seq") > ($2, $3, $4, $5) ORDER BY "account", "at", "order", "seq" LIMIT $6`,
);
// OFFSET 0 keeps the subquery what it is: each account is looked up in the index, and nothing else is ever read.
const OF_ACCOUNTS = statement(
  'book',
  `SELECT "found".* FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
      AS "wanted" ("account", "after", "at", "order", "seq") CROSS JOIN LATERAL (
    SELECT ${ENTRY_COLUMNS} FROM @entries WHERE "book" = $1 AND "account" = "wanted"."account"
      AND "at" > "wanted"."after" AND "at" <= "wanted"."at"
      AND ("at", "order") <= ("wanted"."at", "wanted"."order") AND "seq" <= "wanted"."seq" OFFSET 0
  ) AS "found" LIMIT $7`,
);

const BEFORE_ALL = { at: Number.NEGATIVE_INFINITY, order: Number.NEGATIVE_INFINITY };
const BEHIND_ALL = { at: Number.POSITIVE_INFINITY, order: Number.POSITIVE_INFINITY };
/** Before and behind every number that an entry can have, as numbers that arrays hold. */
const LEAST = Number.MIN_SAFE_INTEGER - 1;
const GREATEST = Number.MAX_SAFE_INTEGER + 1;

export async function readEntries(
  connection: Connection,
  book: string,
  query: EntriesQuery,
): Promise<EntryRow[]> {
  const after = query.after ?? { ...BEFORE_ALL, seq: 0 };
  const until = query.until ?? BEHIND_ALL;
  const { before } = query;
  const rows = await connection.all(
    before === undefined ? OF_ACCOUNT : OF_ACCOUNT_BACKWARDS,
    textToSql(book),
    textToSql(query.account),
    integerToSql(after.at),
    integerToSql(after.order),
    integerToSql(after.seq),
    integerToSql(until.at),
    integerToSql(until.order),
    integerToSql(query.knownBy ?? Number.POSITIVE_INFINITY),
    query.limit === undefined ? null : integerToSql(query.limit),
    ...(before === undefined ? [] : [before.at, before.order, before.seq].map(integerToSql)),
  );
  return rows.map(entryFromSql);
}

/** The numbers of the events that changed something on any of the accounts, each once. */
export async function readEvents(
  connection: Connection,
  book: string,
  accounts: readonly string[],
  query: JournalQuery,
): Promise<number[]> {
  const events = query.order === 'newest' ? NEWEST_EVENTS : OLDEST_EVENTS;
  const rows = await connection.all(events, textToSql(book), textsToSql(accounts), ...boundsToSql(query));
  return rows.map(([seq]) => integerFromSql(seq));
}

/** The entries of many accounts. */
export async function readEntriesOf(
  connection: Connection,
  book: string,
  spans: readonly EntrySpan[],
  limit?: number,
): Promise<EntryRow[]> {
  if (spans.length === 0) return [];
  const upTo = (bound: number | undefined): number => Math.min(bound ?? GREATEST, GREATEST);
  const rows = await connection.all(
    OF_ACCOUNTS,
    textToSql(book),
    textsToSql(spans.map(({ account }) => account)),
    integersToSql(spans.map(({ after }) => after ?? LEAST)),
    integersToSql(spans.map(({ until }) => upTo(until?.at))),
    integersToSql(spans.map(({ until }) => upTo(until?.order))),
    integersToSql(spans.map(({ knownBy }) => upTo(knownBy))),
    limit === undefined ? null : integerToSql(limit),
  );
  return rows.map(entryFromSql);
}

export async function readAllEntries(
  connection: Connection,
  book: string,
  query: { readonly after?: EntryRow; readonly limit: number },
): Promise<EntryRow[]> {
  // Every account is behind the empty one.
  const { account, at, order, seq } = query.after ?? { ...BEFORE_ALL, account: '', seq: 0 };
  const rows = await connection.all(
    OF_BOOK,
    textToSql(book),
    textToSql(account),
    integerToSql(at),
    integerToSql(order),
    integerToSql(seq),
    integerToSql(query.limit),
  );
  return rows.map(entryFromSql);
}

/** Sends them account by account, so that those that go side by side in the index come one after another. */
export function insertEntries(connection: Connection, book: string, entries: readonly EntryRow[]): Sending[] {
  return insertMany(connection, INSERT, book, sortedByAccount(entries));
}

/** The entries of each account in the order in which they were: those nearly always come in order already. */
function sortedByAccount(entries: readonly EntryRow[]): EntryRow[] {
  const byAccount = Map.groupBy(entries, ({ account }) => account);
  const sorted: EntryRow[] = [];
  for (const account of [...byAccount.keys()].sort()) {
    for (const entry of byAccount.get(account) ?? []) sorted.push(entry);
  }
  return sorted;
}
