import type { Column, ColumnType } from '../row-columns.ts';
import { amountArray, bytesArray, flagArray, integerArray, textArray, wideArray } from './binary-arrays.ts';
import { damaged } from './postgres-errors.ts';
import { storedText, textOfStored } from './stored-text.ts';

/** A value as it is read: always as text. */
export type SqlOutput = string | null | undefined;

/** A value as it is sent: text, or bytes in PostgreSQL's binary format. */
export type SqlInput = string | Buffer | null;

const WHOLE_NUMBER = /^-?[0-9]+$/;
const BYTES = /^\\x((?:[0-9a-f]{2})*)$/;

/** PostgreSQL's type of a column. Text is compared by its bytes, in whatever language the database was made. */
const DECLARED: Readonly<Record<ColumnType, string>> = {
  text: 'text COLLATE "C"',
  integer: 'bigint',
  amount: 'bigint',
  wide: 'numeric',
  flag: 'boolean',
};

/** The types of columns that rows have, and that of hashes. */
export type StoredType = ColumnType | 'bytes';

const ARRAY: Readonly<Record<StoredType, string>> = {
  text: 'text[]',
  integer: 'bigint[]',
  amount: 'bigint[]',
  wide: 'numeric[]',
  flag: 'boolean[]',
  bytes: 'bytea[]',
};

/** How a column is declared, so that a value of another type is refused. */
export function declaredType(type: ColumnType): string {
  return DECLARED[type];
}

/** The type of an array of a column's values. */
export function arrayType(type: StoredType): string {
  return ARRAY[type];
}

/** Makes one parameter of the values that a column has in many rows. */
export type ColumnToSql<Row> = (rows: readonly Row[]) => Buffer;

/** How a column is sent. What `of` returns must be of the column's type, or null. */
export function columnToSql<Row>(type: StoredType, of: (row: Row) => unknown): ColumnToSql<Row> {
  switch (type) {
    case 'text':
      return (rows) => textArray(rows, (row) => storedTextOrNull(of(row) as string | null));
    case 'integer':
      return (rows) => integerArray(rows, of as (row: Row) => number | null);
    case 'amount':
      return (rows) => amountArray(rows, of as (row: Row) => bigint | null);
    case 'wide':
      return (rows) => wideArray(rows, of as (row: Row) => bigint | null);
    case 'flag':
      return (rows) => flagArray(rows, of as (row: Row) => boolean | null);
    case 'bytes':
      return (rows) => bytesArray(rows, of as (row: Row) => Uint8Array | null);
  }
}

/** A list of texts as one parameter. */
export function textsToSql(values: readonly string[]): Buffer {
  return textArray(values, storedText);
}

/** A list of integers as one parameter. */
export function integersToSql(values: readonly number[]): Buffer {
  return integerArray(values, (value) => value);
}

function storedTextOrNull(value: string | null): string | null {
  return value === null ? null : storedText(value);
}

export function textToSql(value: string): string {
  return storedText(value);
}

/** A whole number, which may be without end: bounds of places are. */
export function integerToSql(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '9223372036854775807';
  if (value === Number.NEGATIVE_INFINITY) return '-9223372036854775808';
  return String(value);
}

export function integerOrNullToSql(value: number | null): string | null {
  return value === null ? null : integerToSql(value);
}

export function bytesToSql(value: Uint8Array): Buffer {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
}

export function textFromSql(value: SqlOutput): string {
  const text = typeof value === 'string' ? textOfStored(value) : undefined;
  if (text !== undefined) return text;
  throw damaged('a text');
}

export function textOrNullFromSql(value: SqlOutput): string | null {
  return value === null ? null : textFromSql(value);
}

export function integerFromSql(value: SqlOutput): number {
  const integer = typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(integer)) return integer;
  throw damaged('an integer');
}

export function integerOrNullFromSql(value: SqlOutput): number | null {
  return value === null ? null : integerFromSql(value);
}

export function amountFromSql(value: SqlOutput): bigint {
  if (typeof value === 'string' && WHOLE_NUMBER.test(value)) return BigInt(value);
  throw damaged('an amount');
}

export function flagFromSql(value: SqlOutput): boolean {
  if (value === 't') return true;
  if (value === 'f') return false;
  throw damaged('a flag');
}

export function bytesFromSql(value: SqlOutput): Uint8Array {
  const hex = typeof value === 'string' ? BYTES.exec(value)?.[1] : undefined;
  if (hex === undefined) throw damaged('a hash');
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

const READERS: Readonly<Record<ColumnType, (value: SqlOutput) => unknown>> = {
  text: textFromSql,
  integer: integerFromSql,
  amount: amountFromSql,
  wide: amountFromSql,
  flag: flagFromSql,
};

/** How a value of a column is read. */
export function readerOf(column: Column): (value: SqlOutput) => unknown {
  const read = READERS[column.type];
  if (!column.isNullable) return read;
  return (value) => (value === null ? null : read(value));
}
