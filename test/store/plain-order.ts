import { ROW_KINDS, type RowKindName } from '../../src/store/row-kinds.ts';

/** A row of any kind, column by column. */
export type PlainRow = Readonly<Record<string, unknown>>;

export const PLACE = ['at', 'order'];

/** The key of a row as one text. */
export function keyOf(kind: RowKindName, row: object): string {
  return JSON.stringify(ROW_KINDS[kind].key.map((column) => columnOf(row, column)));
}

/** The order of two rows by those columns. */
export function compare(a: object, b: object, columns: readonly string[]): number {
  for (const column of columns) {
    const order = compareValues(columnOf(a, column), columnOf(b, column));
    if (order !== 0) return order;
  }
  return 0;
}

export function columnOf(row: object, column: string): unknown {
  // Any object may be asked for any of its members; null counts as 0, where it counts.
  return (row as PlainRow)[column] ?? (column === 'at' ? 0 : undefined);
}

/** Text by its UTF-8 bytes, made and compared as such; numbers by size, the infinite ones too. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return Buffer.compare(Buffer.from(a), Buffer.from(b));
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  throw new Error(`${String(a)} and ${String(b)} have no order`);
}

/** The order of two lists of values: by the first that differ, and no further. */
export function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [i, value] of a.entries()) {
    const order = compareValues(value, b[i]);
    if (order !== 0) return order;
  }
  return 0;
}
