import { HOUSE_BOOK } from '../side-rows.ts';
import {
  integerFromSql,
  integerOrNullFromSql,
  integerToSql,
  textFromSql,
  textsToSql,
  textToSql,
} from './column-values.ts';
import type { Connection } from './connection.ts';
import { statement } from './statements.ts';

// What is asked of all books together stands in rows of the house besides, under its one reserved book: their names, and by
// which rules they were written. So it is one question to one machine of a cluster, where the heads would have to be looked
// for on each.

const PUT = statement(
  'book',
  `INSERT INTO @booknames ("book", "name", "rules") VALUES ($1, $2, $3)
    ON CONFLICT ("book", "name") DO UPDATE SET "rules" = excluded."rules"`,
);
const LIST = statement(
  'book',
  'SELECT "name" FROM @booknames WHERE "book" = $1 AND "name" > $2 ORDER BY "name" LIMIT $3',
);
const FIND = statement(
  'book',
  'SELECT "name", "rules" FROM @booknames WHERE "book" = $1 AND "name" = ANY ($2::text[])',
);
const LATEST_RULES = statement(
  'book',
  'SELECT "rules" FROM @booknames WHERE "book" = $1 ORDER BY "rules" DESC LIMIT 1',
);

/** Lists a book, in the transaction that writes to it first, or first by other rules. */
export async function putBookName(connection: Connection, book: string, rules: number): Promise<void> {
  await connection.run(PUT, textToSql(HOUSE_BOOK), textToSql(book), integerToSql(rules));
}

/** The names in order, behind one. */
export async function readBookNames(
  connection: Connection,
  query: { readonly after?: string; readonly limit: number },
): Promise<string[]> {
  // Every name is behind the empty one: a book's name is never empty.
  const [after, limit] = [textToSql(query.after ?? ''), integerToSql(query.limit)];
  const rows = await connection.all(LIST, textToSql(HOUSE_BOOK), after, limit);
  return rows.map(([name]) => textFromSql(name));
}

/** Those of the names that are in the list, and by which rules they were written. */
export async function findBookNames(
  connection: Connection,
  names: readonly string[],
): Promise<Map<string, number>> {
  const rows = await connection.all(FIND, textToSql(HOUSE_BOOK), textsToSql(names));
  return new Map(rows.map(([name, rules]) => [textFromSql(name), integerFromSql(rules)]));
}

/** The latest version of the rules that something in a book was decided by; 1 where there is none. */
export async function readRulesVersion(connection: Connection): Promise<number> {
  const row = await connection.get(LATEST_RULES, textToSql(HOUSE_BOOK));
  return integerOrNullFromSql(row?.[0] ?? null) ?? 1;
}
