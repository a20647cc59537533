import type { SQLInputValue } from 'node:sqlite';
import type { Connection, SqlRow } from './connection.ts';

/** Rows of one statement. Measured: 32 take half the time of 32 statements of one row, and more gain nothing. */
const ROWS_PER_STATEMENT = 32;

/** An INSERT, made once for one row and once for many. */
export interface Insert {
  readonly one: string;
  readonly many: string;
}

/** `head` reads up to VALUES, `tail` goes on behind the rows, each of which has `width` values. */
export function insertOf(head: string, width: number, tail = ''): Insert {
  const row = `(?${', ?'.repeat(width - 1)})`;
  return {
    one: `${head} VALUES ${row} ${tail}`,
    many: `${head} VALUES ${row}${`, ${row}`.repeat(ROWS_PER_STATEMENT - 1)} ${tail}`,
  };
}

/** Inserts all rows. `put` adds the values of one row to a list, in the order of the columns. */
export function insertMany<Row>(
  connection: Connection,
  insert: Insert,
  rows: readonly Row[],
  put: (row: Row, values: SQLInputValue[]) => void,
): void {
  visitStatements(insert, rows, put, (sql, values) => connection.run(sql, ...values));
}

/** Inserts rows by statements that return something; calls back with what each returned for the rows that it was given. */
export function insertReturning<Row>(
  connection: Connection,
  insert: Insert,
  rows: readonly Row[],
  put: (row: Row, values: SQLInputValue[]) => void,
  visit: (returned: readonly SqlRow[], from: number, to: number) => void,
): void {
  visitStatements(insert, rows, put, (sql, values, from, to) => {
    visit(connection.all(sql, ...values), from, to);
  });
}

/** The statements that insert all rows, each with its values and with which rows those are. */
function visitStatements<Row>(
  insert: Insert,
  rows: readonly Row[],
  put: (row: Row, values: SQLInputValue[]) => void,
  visit: (sql: string, values: readonly SQLInputValue[], from: number, to: number) => void,
): void {
  let at = 0;
  const values: SQLInputValue[] = [];
  while (at < rows.length) {
    const isMany = rows.length - at >= ROWS_PER_STATEMENT;
    values.length = 0;
    const from = at;
    const to = from + (isMany ? ROWS_PER_STATEMENT : 1);
    for (; at < to; at += 1) {
      const row = rows[at];
      if (row !== undefined) put(row, values);
    }
    visit(isMany ? insert.many : insert.one, values, from, to);
  }
}
