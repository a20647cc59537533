import type { SQLOutputValue } from 'node:sqlite';
import {
  columnsInSlots,
  DUE_KINDS,
  DUE_SLOTS,
  type DueKindName,
  type DueQuery,
  type DueRow,
} from '../due-rows.ts';
import { ROW_KINDS } from '../row-kinds.ts';
import { integerFromSql, textFromSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { quoted } from './schema.ts';

const ORDER = ['"due"', '"book"', '"kind"', ...DUE_SLOTS.map((_, i) => `"key${i}"`)].join(', ');

// The plus keeps SQLite from reading all rows of the book by their key.
const IN_BOOK = statementOf('+"book" = ?3');
const ANYWHERE = statementOf('TRUE');
const ELSEWHERE = statementOf('"book" NOT IN (SELECT "value" FROM json_each(?3))');

/** Each kind gives no more than what is asked for, in the order of its index: only that is merged. */
function statementOf(condition: string): string {
  const kinds = DUE_KINDS.map((kind) => `SELECT * FROM (${statementOfKind(kind, condition)})`);
  return `${kinds.join(' UNION ALL ')} ORDER BY ${ORDER} LIMIT ?2`;
}

function statementOfKind(kind: DueKindName, condition: string): string {
  const { table, key } = ROW_KINDS[kind];
  const keys = columnsInSlots(kind).map(
    (column, i) => `${column === undefined ? 'NULL' : quoted(column)} AS "key${i}"`,
  );
  return `SELECT "due", "book", '${kind}' AS "kind", ${keys.join(', ')} FROM ${quoted(table)}
    WHERE "due" IS NOT NULL AND "due" <= ?1 AND ${condition}
    ORDER BY "due", "book", ${key.map(quoted).join(', ')} LIMIT ?2`;
}

/** What is due in a book. */
export function readDue(connection: Connection, book: string, until: number, limit: number): DueRow[] {
  return connection.all(IN_BOOK, until, limit, book).map(dueFromSql);
}

/** What is due in all books. */
export function readDueAnywhere(connection: Connection, { until, except = [], limit }: DueQuery): DueRow[] {
  if (except.length === 0) return connection.all(ANYWHERE, until, limit).map(dueFromSql);
  return connection.all(ELSEWHERE, until, limit, JSON.stringify(except)).map(dueFromSql);
}

const BOOKS = booksOf('');
const OTHER_BOOKS = booksOf(' AND "book" NOT IN (SELECT "value" FROM json_each(?3))');

function booksOf(condition: string): string {
  return `SELECT "book" FROM "books" WHERE "due" IS NOT NULL AND "due" <= ?1${condition} ORDER BY "due", "book" LIMIT ?2`;
}

/** The names of books whose heads have something due, the earliest first. */
export function readDueBooks(connection: Connection, { until, except = [], limit }: DueQuery): string[] {
  const rows =
    except.length === 0
      ? connection.all(BOOKS, until, limit)
      : connection.all(OTHER_BOOKS, until, limit, JSON.stringify(except));
  return rows.map(([book]) => textFromSql(book));
}

function dueFromSql([due, book, kind, ...keys]: SqlRow): DueRow {
  return {
    book: textFromSql(book),
    kind: textFromSql(kind) as DueKindName, // As the statement names it.
    due: integerFromSql(due),
    key: keys.filter((value) => value !== null).map(keyFromSql),
  };
}

function keyFromSql(value: SQLOutputValue): string | number {
  return typeof value === 'string' ? value : integerFromSql(value);
}
