import { assert } from '../../base/assert.ts';
import { emptyHead } from '../empty-head.ts';
import type { BookHead, HeadNow } from '../store.ts';
import {
  bytesFromSql,
  bytesToSql,
  flagFromSql,
  integerFromSql,
  integerOrNullFromSql,
  integerOrNullToSql,
  integerToSql,
  textFromSql,
  textOrNullFromSql,
  textToSql,
} from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { statement } from './statements.ts';

// A row without a link is of a book to which nothing was written yet: it is there only to be locked.
const COLUMNS =
  '"book", "seq", "link", "assignedAt", "recordedAt", "rules", "lockedBefore", "hasPurses", "due", "creditOrder"';
const SELECT = statement('book', `SELECT ${COLUMNS} FROM @books WHERE "book" = $1 AND "link" IS NOT NULL`);
const LOCK = statement('book', `SELECT ${COLUMNS} FROM @books WHERE "book" = $1 FOR UPDATE`);
const ADD = statement(
  'book',
  'INSERT INTO @books ("book", "seq") VALUES ($1, 0) ON CONFLICT ("book") DO NOTHING',
);
const UPDATE = statement(
  'book',
  'UPDATE @books SET "seq" = $2, "link" = $3, "assignedAt" = $4, "recordedAt" = $5, "rules" = $6, "lockedBefore" = $7, "hasPurses" = $8, "due" = $9, "creditOrder" = $10 WHERE "book" = $1',
);
// By the clock of the server that was asked, whichever holds the book. Of its own, and not beside the lock: there it would
// be read before the lock was waited for.
const NOW = statement('session', 'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint');
const HEADED = statement(
  'all books',
  'SELECT "book", "rules" FROM @books WHERE "book" > $1 AND "link" IS NOT NULL ORDER BY "book" LIMIT $2',
);

/**
 * The books that have heads, in order of their names, behind one, and by which rules their latest batches were decided: asks
 * every machine of a cluster.
 */
export async function readHeaded(
  connection: Connection,
  after: string,
  limit: number,
): Promise<{ readonly book: string; readonly rules: number }[]> {
  const rows = await connection.all(HEADED, textToSql(after), integerToSql(limit));
  return rows.map((row) => ({ book: textFromSql(row[0]), rules: integerFromSql(row[1]) }));
}

export async function readHead(connection: Connection, book: string): Promise<BookHead | undefined> {
  const row = await connection.get(SELECT, textToSql(book));
  return row === undefined ? undefined : headFromSql(row);
}

/** The head of a book and the server's moment, in one round trip. */
export async function readHeadNow(connection: Connection, book: string): Promise<HeadNow> {
  const [head, now] = await Promise.all([readHead(connection, book), readNow(connection)]);
  return { head, now };
}

/** A book whose row is the caller's until its transaction ends. */
export interface LockedHead {
  readonly head: BookHead;
  /** Nothing was ever written to it. */
  readonly isNew: boolean;
  /** The server's moment when it was locked. */
  readonly now: number;
}

/** Locks the row of a book. One round trip; two for one that is not there yet. */
export async function lockHead(connection: Connection, book: string): Promise<LockedHead> {
  const name = textToSql(book);
  const found = await lockAndRead(connection, name);
  const [row, now] = found[0] === undefined ? await addAndLock(connection, name) : found;
  assert(row !== undefined, 'a book that was added is there');
  const isNew = row[2] === null;
  return { head: isNew ? emptyHead(book) : headFromSql(row), isNew, now };
}

function lockAndRead(connection: Connection, name: string): Promise<[SqlRow | undefined, number]> {
  // Statements of one connection are carried out one after the other: the clock is read when the lock is had.
  return Promise.all([connection.get(LOCK, name), readNow(connection)]);
}

async function addAndLock(connection: Connection, name: string): Promise<[SqlRow | undefined, number]> {
  // Whoever adds the same book at the same time goes first, and then has it locked.
  const [, found] = await Promise.all([connection.run(ADD, name), lockAndRead(connection, name)]);
  return found;
}

/** The server's moment. */
export async function readNow(connection: Connection): Promise<number> {
  const row = await connection.get(NOW);
  return integerFromSql(row?.[0]);
}

/** Writes the head of a book that is locked. */
export async function writeHead(connection: Connection, head: BookHead): Promise<void> {
  const changed = await connection.run(
    UPDATE,
    textToSql(head.book),
    integerToSql(head.seq),
    bytesToSql(head.link),
    integerOrNullToSql(head.assignedAt),
    integerOrNullToSql(head.recordedAt),
    integerToSql(head.rules),
    integerOrNullToSql(head.lockedBefore),
    String(head.hasPurses),
    integerOrNullToSql(head.due),
    head.creditOrder === null ? null : textToSql(head.creditOrder),
  );
  assert(changed === 1, 'the row of a locked book is there');
}

function headFromSql(row: SqlRow): BookHead {
  return {
    book: textFromSql(row[0]),
    seq: integerFromSql(row[1]),
    link: bytesFromSql(row[2]),
    assignedAt: integerOrNullFromSql(row[3]),
    recordedAt: integerOrNullFromSql(row[4]),
    rules: integerFromSql(row[5]),
    lockedBefore: integerOrNullFromSql(row[6]),
    hasPurses: flagFromSql(row[7]),
    due: integerOrNullFromSql(row[8]),
    creditOrder: textOrNullFromSql(row[9]),
  };
}
