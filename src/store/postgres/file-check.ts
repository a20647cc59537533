import { HOUSE_BOOK, isOfHouse } from '../side-rows.ts';
import { findBookNames } from './book-names.ts';
import { readHeaded } from './books.ts';
import { textFromSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { HOUSE_TABLES } from './schema.ts';
import { type Statement, statement } from './statements.ts';

/** Most books that are reported of one table. */
const PROBLEMS_PER_TABLE_MAX = 100;

/**
 * By table: the books of its rows that have no head, so that nothing ever shows these rows; of the house's own, those that are not under its name. Counters need no head: they
 * may be all that there is of a book.
 */
const HEADLESS: ReadonlyMap<string, Statement> = new Map(
  HOUSE_TABLES.filter(({ name }) => name !== 'books').map(({ name }) => [
    name,
    statement(
      'all books',
      `SELECT DISTINCT "rows"."book" FROM @${name} AS "rows" LEFT JOIN @books AS "head" ON "head"."book" = "rows"."book"
        WHERE ${isOfHouse(name) ? `"rows"."book" <> '${HOUSE_BOOK}'` : '"head"."link" IS NULL'}
        ORDER BY "rows"."book" LIMIT ${PROBLEMS_PER_TABLE_MAX}`,
    ),
  ]),
);

/** How many books are looked up in the list at once. */
const PAGE_ROWS = 1_000;

/**
 * Rows that belong to no book, and books that are not listed, in words. The files themselves are the server's to check. Cost:
 * reads all keys.
 */
export async function findStray(connection: Connection): Promise<string[]> {
  return [...(await findHeadless(connection)), ...(await findUnlisted(connection))];
}

/** Books that have a head, and are not in the list: whoever goes through all books passes them over. */
async function findUnlisted(connection: Connection): Promise<string[]> {
  const problems: string[] = [];
  for (let after = ''; problems.length < PROBLEMS_PER_TABLE_MAX; ) {
    const heads = await readHeaded(connection, after, PAGE_ROWS);
    // What has a head by now was listed with it, by its rules or by later ones.
    const listed = await findBookNames(
      connection,
      heads.map(({ book }) => book),
    );
    for (const { book, rules } of heads) {
      const found = listed.get(book);
      if (found !== undefined && found >= rules) continue;
      const what = found === undefined ? 'is not in it' : `has rules v${rules}, and v${found} there`;
      problems.push(`table booknames: the book ${JSON.stringify(book)} ${what}`);
    }
    after = heads.at(-1)?.book ?? '';
    if (heads.length < PAGE_ROWS) break;
  }
  return problems.slice(0, PROBLEMS_PER_TABLE_MAX);
}

async function findHeadless(connection: Connection): Promise<string[]> {
  const problems: string[] = [];
  for (const [table, select] of HEADLESS) {
    for (const [book] of await connection.all(select)) {
      problems.push(
        `table ${table}: rows of the book ${JSON.stringify(textFromSql(book))}, which has no head`,
      );
    }
  }
  return problems;
}
