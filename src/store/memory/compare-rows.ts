import { assert } from '../../base/assert.ts';
import { compareUtf8 } from '../../base/id.ts';
import type { StoredPlace } from '../queries.ts';

/** The order of two values of a key: text by its UTF-8 bytes, numbers as such. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareUtf8(a, b);
  assert(typeof a === 'number' && typeof b === 'number', 'a key holds something that has no order');
  return a - b;
}

/** The order of rows by some of their columns, the first that differ; null counts as 0. */
export function compareBy<Row>(columns: readonly (keyof Row)[]): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const column of columns) {
      const order = compareValues(a[column] ?? 0, b[column] ?? 0);
      if (order !== 0) return order;
    }
    return 0;
  };
}

/** Where a row stands to a key: the values of those columns, or of the first of them. */
export function compareToKey<Row>(
  row: Row,
  columns: readonly (keyof Row)[],
  key: readonly (string | number)[],
): number {
  for (const [i, value] of key.entries()) {
    const column = columns[i];
    assert(column !== undefined, 'a key has more values than its rows have columns');
    const order = compareValues(row[column] ?? 0, value);
    if (order !== 0) return order;
  }
  return 0;
}

/** The order of two places in a book's history. */
export function comparePlaces(a: StoredPlace, b: StoredPlace): number {
  return a.at !== b.at ? a.at - b.at : a.order - b.order;
}
