import type { BookHead } from '../store.ts';
import { bytesFromSql, integerFromSql, integerOrNullFromSql, textFromSql } from './column-values.ts';
import type { Connection } from './connection.ts';

const LINK_BYTES = 32;
const SELECT = 'SELECT "book", "seq", "link", "assignedAt", "recordedAt" FROM "books" WHERE "book" = ?';
const UPSERT = `INSERT OR REPLACE INTO "books" ("book", "seq", "link", "assignedAt", "recordedAt")
  VALUES (?, ?, ?, ?, ?)`;

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
  };
}

/** The head of a book to which nothing was ever written. */
export function emptyHead(book: string): BookHead {
  return { book, seq: 0, link: new Uint8Array(LINK_BYTES), assignedAt: null, recordedAt: null };
}

export function writeHead(connection: Connection, head: BookHead): void {
  connection.run(UPSERT, head.book, head.seq, head.link, head.assignedAt, head.recordedAt);
}
