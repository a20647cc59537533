import { amountFromSql } from './column-values.ts';
import type { SqlRow } from './connection.ts';

/** SQLite's sums end at 64 bits: the upper and the lower halves of a column are summed up apart. */
export function wideSumOf(column: string): string {
  return `sum(${column} >> 32), sum(${column} & 4294967295)`;
}

/** What a row says that begins with the two halves. The sum of nothing is null. */
export function wideSum(row: SqlRow | undefined): bigint {
  if (row === undefined || row[0] === null) return 0n;
  return amountFromSql(row[0]) * 4_294_967_296n + amountFromSql(row[1]);
}
