import {
  columnsInSlots,
  DUE_KINDS,
  DUE_SLOTS,
  type DueKindName,
  type DueQuery,
  type DueRow,
} from '../due-rows.ts';
import { ROW_KINDS } from '../row-kinds.ts';
import { integerFromSql, integerToSql, textFromSql, textsToSql, textToSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { quoted, type Statement, statement } from './statements.ts';

const ORDER = ['"due"', '"book"', '"kind"', ...DUE_SLOTS.map((_, i) => `"key${i}"`)].join(', ');

const IN_BOOK = statement('book', textOf('"book" = $1 AND "due" IS NOT NULL AND "due" <= $2', 3));
const ANYWHERE = statement('all books', textOf('"due" IS NOT NULL AND "due" <= $1', 2));
const ELSEWHERE = statement(
  'all books',
  textOf('"due" IS NOT NULL AND "due" <= $1 AND "book" <> ALL ($2::text[])', 3),
);

/** Each kind gives no more than what is asked for, in the order of its index: only that is merged. */
function textOf(condition: string, limit: number): string {
  const kinds = DUE_KINDS.map((kind) => {
    const { table, key } = ROW_KINDS[kind];
    const shown = ['"due"', '"book"', `'${kind}' COLLATE "C" AS "kind"`, ...keysOf(kind)].join(', ');
    const order = ['due', 'book', ...key].map(quoted).join(', ');
    return `(SELECT ${shown} FROM @${table} WHERE ${condition} ORDER BY ${order} LIMIT $${limit})`;
  });
  return `${kinds.join(' UNION ALL ')} ORDER BY ${ORDER} LIMIT $${limit}`;
}

function keysOf(kind: DueKindName): string[] {
  return columnsInSlots(kind).map((column, i) => {
    const nothing = DUE_SLOTS[i]?.type === 'text' ? `NULL::text COLLATE "C"` : 'NULL::bigint';
    return `${column === undefined ? nothing : quoted(column)} AS "key${i}"`;
  });
}

/** What is due in a book. */
export async function readDue(
  connection: Connection,
  book: string,
  until: number,
  limit: number,
): Promise<DueRow[]> {
  return (await connection.all(IN_BOOK, textToSql(book), integerToSql(until), integerToSql(limit))).map(
    dueFromSql,
  );
}

/** What is due in all books. */
export async function readDueAnywhere(
  connection: Connection,
  { until, except = [], limit }: DueQuery,
): Promise<DueRow[]> {
  const [end, most] = [integerToSql(until), integerToSql(limit)];
  const rows =
    except.length === 0
      ? await connection.all(ANYWHERE, end, most)
      : await connection.all(ELSEWHERE, end, textsToSql(except), most);
  return rows.map(dueFromSql);
}

const BOOKS = booksOf('', 2);
const OTHER_BOOKS = booksOf(' AND "book" <> ALL ($2::text[])', 3);

function booksOf(condition: string, limit: number): Statement {
  const where = `"due" IS NOT NULL AND "due" <= $1${condition}`;
  return statement(
    'all books',
    `SELECT "book" FROM @books WHERE ${where} ORDER BY "due", "book" LIMIT $${limit}`,
  );
}

/** The names of books whose heads have something due, the earliest first. */
export async function readDueBooks(
  connection: Connection,
  { until, except = [], limit }: DueQuery,
): Promise<string[]> {
  const [end, most] = [integerToSql(until), integerToSql(limit)];
  const rows =
    except.length === 0
      ? await connection.all(BOOKS, end, most)
      : await connection.all(OTHER_BOOKS, end, textsToSql(except), most);
  return rows.map(([book]) => textFromSql(book ?? null));
}

function dueFromSql([due, book, kind, ...keys]: SqlRow): DueRow {
  const key = keys.flatMap((value, i) => {
    if (value === null) return [];
    return [DUE_SLOTS[i]?.type === 'text' ? textFromSql(value) : integerFromSql(value)];
  });
  // The kind is as the statement names it.
  return { book: textFromSql(book), kind: textFromSql(kind) as DueKindName, due: integerFromSql(due), key };
}
