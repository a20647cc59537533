import { SUM_NAMES } from '../../kernel/time/delta.ts';
import type { Changes, CheckpointRow } from '../store.ts';
import { integersToSql, integerToSql, textsToSql, textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { ENTRY_COLUMNS, ENTRY_INSERT, entryFromSql } from './entry-row.ts';
import { insertMany, insertOf, type Sending } from './insert-many.ts';
import { statement } from './statements.ts';

const SUMS = ['seq', ...SUM_NAMES].map((name) => `"${name}" = excluded."${name}"`);
const UPSERT = insertOf(
  'checkpoints',
  ENTRY_INSERT,
  ` ON CONFLICT ("book", "account", "at", "order") DO UPDATE SET ${SUMS.join(', ')}`,
);
const LIST = statement(
  'book',
  `SELECT ${ENTRY_COLUMNS} FROM @checkpoints WHERE "book" = $1
    AND ("account", "at", "order") > ($2, $3, $4) ORDER BY "account", "at", "order" LIMIT $5`,
);
// The accounts are named twice: whatever way the server joins, it looks at no others.
const DELETE_STALE = statement(
  'book',
  `DELETE FROM @checkpoints AS "kept"
    USING unnest($2::text[], $3::bigint[], $4::bigint[]) AS "stale" ("account", "at", "order")
    WHERE "kept"."book" = $1 AND "kept"."account" = ANY ($2::text[]) AND "kept"."account" = "stale"."account"
    AND ("kept"."at", "kept"."order") >= ("stale"."at", "stale"."order")`,
);
const DELETE_ALL = statement('book', 'DELETE FROM @checkpoints WHERE "book" = $1');

export async function readCheckpoints(
  connection: Connection,
  book: string,
  query: { readonly after?: CheckpointRow; readonly limit: number },
): Promise<CheckpointRow[]> {
  const { after, limit } = query;
  const rows = await connection.all(
    LIST,
    textToSql(book),
    // Every account is behind the empty one.
    textToSql(after?.account ?? ''),
    integerToSql(after?.at ?? 0),
    integerToSql(after?.order ?? 0),
    integerToSql(limit),
  );
  return rows.map(entryFromSql);
}

/** Deletes those that are wrong from a place on. Do it before the new ones are written: some may be at that place. */
export function deleteStaleCheckpoints(
  connection: Connection,
  book: string,
  stale: Changes['staleCheckpoints'],
): Sending[] {
  if (stale.length === 0) return [];
  const accounts = textsToSql(stale.map(({ account }) => account));
  const moments = stale.map(({ at }) => at);
  const orders = stale.map(({ order }) => order);
  const places = [integersToSql(moments), integersToSql(orders)];
  return [() => connection.run(DELETE_STALE, textToSql(book), accounts, ...places)];
}

export function writeCheckpoints(
  connection: Connection,
  book: string,
  checkpoints: readonly CheckpointRow[],
): Sending[] {
  return insertMany(connection, UPSERT, book, checkpoints);
}

export async function deleteAllCheckpoints(connection: Connection, book: string): Promise<void> {
  await connection.run(DELETE_ALL, textToSql(book));
}
