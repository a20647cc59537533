import { arrayType, type ColumnToSql, columnToSql, type StoredType, textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { INSERT_ROWS_MAX } from './connection-limits.ts';
import { quoted, type Statement, statement } from './statements.ts';

/** One INSERT for any number of rows of one book: each column is one parameter. */
export interface Insert<Row> {
  readonly statement: Statement;
  /** In the order of the parameters behind the book. */
  readonly columns: readonly ColumnToSql<Row>[];
}

export interface InsertColumn<Row> {
  readonly name: string;
  readonly type: StoredType;
  readonly of: (row: Row) => unknown;
}

/** `tail` goes on behind the rows. */
export function insertOf<Row>(table: string, columns: readonly InsertColumn<Row>[], tail = ''): Insert<Row> {
  const names = columns.map(({ name }) => quoted(name)).join(', ');
  const arrays = columns.map(({ type }, i) => `$${i + 2}::${arrayType(type)}`).join(', ');
  const text = `INSERT INTO @${table} ("book", ${names}) SELECT $1::text, * FROM unnest(${arrays})${tail}`;
  return {
    statement: statement('book', text),
    columns: columns.map(({ type, of }) => columnToSql(type, of)),
  };
}

/** What sends one statement; its promise is the answer. */
export type Sending = () => Promise<unknown>;

/** What inserts the rows: as many statements as it takes. */
export function insertMany<Row>(
  connection: Connection,
  { statement, columns }: Insert<Row>,
  book: string,
  rows: readonly Row[],
): Sending[] {
  const sendings: Sending[] = [];
  for (let at = 0; at < rows.length; at += INSERT_ROWS_MAX) {
    sendings.push(() => {
      const some = rows.length <= INSERT_ROWS_MAX ? rows : rows.slice(at, at + INSERT_ROWS_MAX);
      return connection.run(statement, textToSql(book), ...columns.map((toSql) => toSql(some)));
    });
  }
  return sendings;
}
