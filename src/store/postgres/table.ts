import { declaredType } from './column-values.ts';
import { quoted } from './statements.ts';

/** What a table is made of. Tables are made first, then their keys and indexes, each by a statement of its own. */
export interface Table {
  readonly name: string;
  /** Behind the book, as they are declared. */
  readonly columns: readonly string[];
  /** Behind the book. */
  readonly key: readonly string[];
  readonly indexes?: readonly Index[];
  /** How full, in per cent, pages are when rows are added: room for new versions of rows that change all the time. */
  readonly fillFactor?: number;
}

export interface Index {
  readonly name: string;
  /** Behind the book, as they stand in a statement. */
  readonly columns: readonly string[];
  /** Asked of all books together: then the book stands where it is listed. */
  readonly isOfAllBooks?: true;
  /** Only rows of which this is true. */
  readonly where?: string;
}

/** Rows that change with nearly every batch have room on their page for what they become. */
export const ROOMY = 50;

/** The statements that make tables, in order: tables first, keys and indexes afterwards. */
export function statementsThatMake(tables: readonly Table[]): string[] {
  return [
    ...tables.map(createTable),
    ...tables.flatMap(({ name, key }) => addKey(name, key)),
    ...tables.flatMap(createIndexes),
  ];
}

function createTable({ name, columns, fillFactor }: Table): string {
  const options = fillFactor === undefined ? '' : ` WITH (fillfactor = ${fillFactor})`;
  return `CREATE TABLE @${name} ("book" ${declaredType('text')} NOT NULL, ${columns.join(', ')})${options}`;
}

function addKey(table: string, key: readonly string[]): string {
  const columns = ['book', ...key].map(quoted).join(', ');
  return `ALTER TABLE @${table} ADD CONSTRAINT "${table}_key" PRIMARY KEY (${columns})`;
}

function createIndexes({ name, indexes = [] }: Table): string[] {
  return indexes.map((index) => createIndex(name, index));
}

export function createIndex(table: string, { name, columns, where, isOfAllBooks }: Index): string {
  const listed = [...(isOfAllBooks ? [] : ['"book"']), ...columns].join(', ');
  const condition = where === undefined ? '' : ` WHERE ${where}`;
  return `CREATE INDEX "${table}_by_${name}" ON @${table} (${listed})${condition}`;
}
