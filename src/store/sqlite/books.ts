import type { BookHead } from '../store.ts';
import {
  bytesFromSql,
  integerFromSql,
  integerOrNullFromSql,
  textFromSql,
  textOrNullFromSql,
} from './column-values.ts';
import type { Connection } from './connection.ts';

const COLUMNS =
  '"book", "seq", "link", "assignedAt", "recordedAt", "rules", "lockedBefore", "hasPurses", "due", "creditOrder"';
const SELECT = `SELECT ${COLUMNS} FROM "books" WHERE "book" = ?`;
const UPSERT = `INSERT OR REPLACE INTO "books" (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function readBooks(
  connection: Connection,
  query: { readonly after?: string; readonly limit: number },
): string[] {
  // Every name is behind the empty one: a book's name is never empty.
  const sql = 'SELECT "book" FROM "books" WHERE "book" > ? ORDER BY "book" LIMIT ?';
  return connection.all(sql, query.after ?? '', query.limit).map((row) => textFromSql(row[0]));
}

export function readHead(connection: Connection, book: string): BookHead | undefined {
  const row = connection.get(SELECT, book);
  if (row === undefined) return undefined;
  return {
    book: textFromSql(row[0]),
    seq: integerFromSql(row[1]),
    link: bytesFromSql(row[2]),
    assignedAt: integerOrNullFromSql(row[3]),
    recordedAt: integerOrNullFromSql(row[4]),
    rules: integerFromSql(row[5]),
    lockedBefore: integerOrNullFromSql(row[6]),
    hasPurses: integerFromSql(row[7]) === 1,
    due: integerOrNullFromSql(row[8]),
    creditOrder: textOrNullFromSql(row[9]),
  };
}

export function writeHead(connection: Connection, head: BookHead): void {
  const { book, seq, link, assignedAt, recordedAt, rules, lockedBefore, due, creditOrder } = head;
  const hasPurses = head.hasPurses ? 1 : 0;
  connection.run(
    UPSERT,
    book,
    seq,
    link,
    assignedAt,
    recordedAt,
    rules,
    lockedBefore,
    hasPurses,
    due,
    creditOrder,
  );
}
