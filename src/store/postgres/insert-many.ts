import { assert } from '../../base/assert.ts';
import {
  arrayType,
  type ColumnToSql,
  columnToSql,
  integerToSql,
  type SqlInput,
  type StoredType,
  textToSql,
} from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { INSERT_ROWS_MAX } from './connection-limits.ts';
import { quoted, type Statement, statement } from './statements.ts';

// Rows are inserted beside a row of their book that the transaction has locked: the book's name comes out of that row, and
// not out of a parameter. So Citus sees that they all go where that row is, and hands the whole statement over to that
// machine. What it cannot see through it would carry out itself, by a COPY and a commit in two phases.

/** The row that an INSERT is joined to: the head of the book, or one of the gates of its counters. */
type Anchor = 'head' | 'gate';

const ANCHORS: Readonly<
  Record<Anchor, { readonly from: string; readonly where: string; readonly values: number }>
> = {
  head: { from: '@books', where: '"anchor"."book" = $1', values: 1 },
  gate: { from: '@countergates', where: '"anchor"."book" = $1 AND "anchor"."gate" = $2', values: 2 },
};

/** A gate of a book's counters that the transaction has locked. */
export interface Gate {
  readonly book: string;
  readonly number: number;
}

/** One INSERT for any number of rows of one book: each column is one parameter. */
export interface Insert<Row> {
  readonly statement: Statement;
  readonly anchor: Anchor;
  /** In the order of the parameters behind those of the anchor. */
  readonly columns: readonly ColumnToSql<Row>[];
  /** Whether every row that is sent is written: none is left out because it is there. */
  readonly isWhole: boolean;
}

export interface InsertColumn<Row> {
  readonly name: string;
  readonly type: StoredType;
  readonly of: (row: Row) => unknown;
}

/** Into a book whose head is locked. `tail` goes on behind the rows. */
export function insertOf<Row>(table: string, columns: readonly InsertColumn<Row>[], tail = ''): Insert<Row> {
  return insertBeside('head', table, columns, tail);
}

/** Into the counters of a book of which a gate is locked. */
export function insertBehindGate<Row>(
  table: string,
  columns: readonly InsertColumn<Row>[],
  tail: string,
): Insert<Row> {
  return insertBeside('gate', table, columns, tail);
}

function insertBeside<Row>(
  anchor: Anchor,
  table: string,
  columns: readonly InsertColumn<Row>[],
  tail: string,
): Insert<Row> {
  const { from, where, values } = ANCHORS[anchor];
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  const arrays = columns.map(({ type }, i) => `$${i + values + 1}::${arrayType(type)}`).join(', ');
  const text =
    `INSERT INTO @${table} ("book", ${names}) SELECT "anchor"."book", "row".* ` +
    `FROM ${from} AS "anchor" CROSS JOIN unnest(${arrays}) AS "row" WHERE ${where}${tail}`;
  return {
    statement: statement('book', text),
    anchor,
    columns: columns.map(({ type, of }) => columnToSql(type, of)),
    isWhole: !tail.includes('DO NOTHING'),
  };
}

/** What sends one statement; its promise is the answer. */
export type Sending = () => Promise<unknown>;

/** What inserts the rows: as many statements as it takes. */
export function insertMany<Row>(
  connection: Connection,
  insert: Insert<Row>,
  beside: string | Gate,
  rows: readonly Row[],
): Sending[] {
  const sendings: Sending[] = [];
  for (let at = 0; at < rows.length; at += INSERT_ROWS_MAX) {
    sendings.push(async () => {
      const some = rows.length <= INSERT_ROWS_MAX ? rows : rows.slice(at, at + INSERT_ROWS_MAX);
      const written = await connection.run(insert.statement, ...valuesOf(insert, beside, some));
      // Who has locked a row keeps it to the end: without it nothing would be written, silently.
      assert(!insert.isWhole || written === some.length, 'rows are written beside a row that is locked');
    });
  }
  return sendings;
}

/** Inserts rows, as many as one statement takes; returns what the tail of the statement returns. */
export async function insertReturning<Row>(
  connection: Connection,
  insert: Insert<Row>,
  beside: string | Gate,
  rows: readonly Row[],
): Promise<SqlRow[]> {
  assert(rows.length <= INSERT_ROWS_MAX, 'one statement has a bounded number of rows');
  return await connection.all(insert.statement, ...valuesOf(insert, beside, rows));
}

function valuesOf<Row>(
  { anchor, columns }: Insert<Row>,
  beside: string | Gate,
  rows: readonly Row[],
): SqlInput[] {
  assert(
    (anchor === 'gate') === (typeof beside === 'object'),
    'rows are written beside what they are made for',
  );
  const place =
    typeof beside === 'string' ? [textToSql(beside)] : [textToSql(beside.book), integerToSql(beside.number)];
  return [...place, ...columns.map((toSql) => toSql(rows))];
}
