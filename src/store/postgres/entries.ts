import type { EntriesQuery, EntryRow } from '../store.ts';
import { integersToSql, integerToSql, textsToSql, textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { ENTRY_COLUMNS, ENTRY_INSERT, entryFromSql } from './entry-row.ts';
import { insertMany, insertOf, type Sending } from './insert-many.ts';
import { statement } from './statements.ts';

const INSERT = insertOf('entries', ENTRY_INSERT);

// One statement for every query: what is not asked for is a bound that nothing lies beyond. LIMIT NULL is no limit.
const OF_ACCOUNT = statement(
  'book',
  `SELECT ${ENTRY_COLUMNS} FROM @entries WHERE "book" = $1 AND "account" = $2
    AND ("at", "order", "seq") > ($3, $4, $5) AND ("at", "order") <= ($6, $7) AND "seq" <= $8
    ORDER BY "at", "order", "seq" LIMIT $9`,
);
const OF_BOOK = statement(
  'book',
  `SELECT ${ENTRY_COLUMNS} FROM @entries WHERE "book" = $1
    AND ("account", "at", "order", "seq") > ($2, $3, $4, $5) ORDER BY "account", "at", "order", "seq" LIMIT $6`,
);
// OFFSET 0 keeps the subquery what it is: each account is looked up in the index, and nothing else is ever read.
const AHEAD = statement(
  'book',
  `SELECT "found".* FROM unnest($2::text[], $3::bigint[]) AS "wanted" ("account", "frontier") CROSS JOIN LATERAL (
    SELECT ${ENTRY_COLUMNS} FROM @entries WHERE "book" = $1
      AND "account" = "wanted"."account" AND "at" > "wanted"."frontier" OFFSET 0
  ) AS "found"`,
);

const BEFORE_ALL = { at: Number.NEGATIVE_INFINITY, order: Number.NEGATIVE_INFINITY };
const BEHIND_ALL = { at: Number.POSITIVE_INFINITY, order: Number.POSITIVE_INFINITY };
/** Before every moment that an entry can have. */
const BEFORE_ALL_TIME = Number.MIN_SAFE_INTEGER - 1;

export async function readEntries(
  connection: Connection,
  book: string,
  query: EntriesQuery,
): Promise<EntryRow[]> {
  const after = query.after ?? { ...BEFORE_ALL, seq: 0 };
  const until = query.until ?? BEHIND_ALL;
  const rows = await connection.all(
    OF_ACCOUNT,
    textToSql(book),
    textToSql(query.account),
    integerToSql(after.at),
    integerToSql(after.order),
    integerToSql(after.seq),
    integerToSql(until.at),
    integerToSql(until.order),
    integerToSql(query.knownBy ?? Number.POSITIVE_INFINITY),
    query.limit === undefined ? null : integerToSql(query.limit),
  );
  return rows.map(entryFromSql);
}

/** The entries of each account behind its frontier, or all. */
export async function readEntriesAhead(
  connection: Connection,
  book: string,
  accounts: readonly { readonly account: string; readonly frontier: number | null }[],
): Promise<EntryRow[]> {
  if (accounts.length === 0) return [];
  const rows = await connection.all(
    AHEAD,
    textToSql(book),
    textsToSql(accounts.map(({ account }) => account)),
    integersToSql(accounts.map(({ frontier }) => frontier ?? BEFORE_ALL_TIME)),
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
