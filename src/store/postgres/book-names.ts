import { integerToSql, textFromSql, textsToSql, textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { HOUSE_BOOK } from './schema.ts';
import { statement } from './statements.ts';

// The names of the books stand in rows of the house besides, under its one reserved book. So the list of them is one question
// to one machine of a cluster, where the heads would have to be looked for on each.

const ADD = statement(
  'book',
  'INSERT INTO @booknames ("book", "name") VALUES ($1, $2) ON CONFLICT ("book", "name") DO NOTHING',
);
const LIST = statement(
  'book',
  'SELECT "name" FROM @booknames WHERE "book" = $1 AND "name" > $2 ORDER BY "name" LIMIT $3',
);
const FIND = statement(
  'book',
  'SELECT "name" FROM @booknames WHERE "book" = $1 AND "name" = ANY ($2::text[])',
);

/** Puts a book into the list, in the transaction that writes to it first. */
export async function addBookName(connection: Connection, book: string): Promise<void> {
  await connection.run(ADD, textToSql(HOUSE_BOOK), textToSql(book));
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

/** Those of the names that are in the list. */
export async function findBookNames(connection: Connection, names: readonly string[]): Promise<Set<string>> {
  const rows = await connection.all(FIND, textToSql(HOUSE_BOOK), textsToSql(names));
  return new Set(rows.map(([name]) => textFromSql(name)));
}
