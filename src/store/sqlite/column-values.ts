import type { SQLInputValue, SQLOutputValue } from 'node:sqlite';
import type { Column, ColumnType } from '../row-columns.ts';
import type { SqlRow } from './connection.ts';
import { damaged } from './sqlite-errors.ts';

const INTEGER_MIN = -(2n ** 63n);
const INTEGER_MAX = 2n ** 63n - 1n;
const DECIMAL = /^-?[1-9][0-9]*$/;

/** How SQLite declares a column, so that a value of another type is refused. `ANY` keeps what it is given. */
export function declaredType(type: ColumnType): 'TEXT' | 'INTEGER' | 'ANY' {
  if (type === 'text') return 'TEXT';
  return type === 'wide' ? 'ANY' : 'INTEGER';
}

/** A bigint as it is kept in an `ANY` column: as an integer when it fits 64 bits, else as decimal text. */
export function wideToSql(value: bigint): SQLInputValue {
  return value >= INTEGER_MIN && value <= INTEGER_MAX ? value : value.toString();
}

export function wideFromSql(value: SQLOutputValue | undefined): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'string' && DECIMAL.test(value)) {
    const wide = BigInt(value);
    if (wide < INTEGER_MIN || wide > INTEGER_MAX) return wide;
  }
  throw damaged('an amount');
}

export function integerFromSql(value: SQLOutputValue | undefined): number {
  const integer = typeof value === 'bigint' ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(integer)) return integer;
  throw damaged('an integer');
}

export function integerOrNullFromSql(value: SQLOutputValue | undefined): number | null {
  return value === null ? null : integerFromSql(value);
}

export function textFromSql(value: SQLOutputValue | undefined): string {
  if (typeof value === 'string') return value;
  throw damaged('a text');
}

export function textOrNullFromSql(value: SQLOutputValue | undefined): string | null {
  return value === null ? null : textFromSql(value);
}

export function bytesFromSql(value: SQLOutputValue | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value;
  throw damaged('a hash');
}

export function flagFromSql(value: SQLOutputValue | undefined): boolean {
  if (value === 0n) return false;
  if (value === 1n) return true;
  throw damaged('a flag');
}

function amountFromSql(value: SQLOutputValue | undefined): bigint {
  if (typeof value === 'bigint') return value;
  throw damaged('an amount');
}

function numberFromSql(value: SQLOutputValue | undefined): number {
  if (Number.isSafeInteger(value)) return Number(value);
  throw damaged('an integer');
}

/**
 * How a column is asked for, to be read by `readerOf`. Statements give every integer as a bigint, for the sake of
 * amounts; but a safe integer that is made a float comes as a number, in half the time.
 */
export function selected(type: ColumnType, name: string): string {
  return type === 'integer' ? `CAST(${name} AS REAL)` : name;
}

type FromSql = (value: SQLOutputValue | undefined) => string | number | bigint | boolean;

const FROM_SQL: Readonly<Record<ColumnType, FromSql>> = {
  text: textFromSql,
  integer: numberFromSql,
  amount: amountFromSql,
  wide: wideFromSql,
  flag: flagFromSql,
};

/** How a value of a column is read that was asked for by `selected`. */
export function readerOf(column: Column): (value: SQLOutputValue | undefined) => unknown {
  const read = FROM_SQL[column.type];
  if (!column.isNullable) return read;
  return (value) => (value === null ? null : read(value));
}

/** Any value of a row as SQLite takes it. */
export function toSql(value: unknown): SQLInputValue {
  switch (typeof value) {
    case 'bigint':
      return wideToSql(value);
    case 'boolean':
      return value ? 1 : 0;
    case 'string':
    case 'number':
      return value;
    default:
      // Nothing else but null stands in a row, and SQLite refuses what it does not know.
      return value as SQLInputValue;
  }
}

/** SQLite's sums end at 64 bits: the upper and the lower halves of a column are summed up apart. */
export function wideSumOf(column: string): string {
  return `sum(${column} >> 32), sum(${column} & 4294967295)`;
}

/** What a row says that begins with the two halves. The sum of nothing is null. */
export function wideSum(row: SqlRow | undefined): bigint {
  if (row === undefined || row[0] === null) return 0n;
  return amountFromSql(row[0]) * 4_294_967_296n + amountFromSql(row[1]);
}
