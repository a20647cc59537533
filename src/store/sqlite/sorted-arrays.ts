/** How many of the sorted rows are at or before one. Cost: O(log n) comparisons. */
export function countUpTo<Row, Place>(
  rows: readonly Row[],
  last: Place,
  compare: (row: Row, last: Place) => number,
): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = rows[middle];
    if (row !== undefined && compare(row, last) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** One list in order, out of two that are in order. */
export function merge<Row>(a: readonly Row[], b: readonly Row[], compare: (a: Row, b: Row) => number): Row[] {
  const merged: Row[] = [];
  let at = 0;
  for (const row of a) {
    for (let other = b[at]; other !== undefined && compare(other, row) < 0; other = b[at]) {
      merged.push(other);
      at += 1;
    }
    merged.push(row);
  }
  return [...merged, ...b.slice(at)];
}
