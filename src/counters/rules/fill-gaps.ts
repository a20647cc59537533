import { bucketStart } from './plan-window.ts';

/** One window of a series, half-open. */
export interface WindowCount {
  /** Where it begins, in milliseconds, itself included. */
  readonly start: number;
  /** Where it ends, in milliseconds, itself excluded. */
  readonly end: number;
  /** The sum of what its events count. */
  readonly count: bigint;
}

/**
 * The windows of `[from, to)`, both on edges of `size`: each with the sum of the buckets whose starts are in it, 0 where
 * there is none.
 */
export function fillGaps(
  buckets: Iterable<{ readonly start: number; readonly sum: bigint }>,
  size: number,
  from: number,
  to: number,
): WindowCount[] {
  const sums = new Map<number, bigint>();
  for (const { start, sum } of buckets) {
    const window = bucketStart(start, size);
    sums.set(window, (sums.get(window) ?? 0n) + sum);
  }
  const windows: WindowCount[] = [];
  for (let start = from; start < to; start += size) {
    windows.push({ start, end: start + size, count: sums.get(start) ?? 0n });
  }
  return windows;
}
