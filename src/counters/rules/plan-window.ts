import { finest } from './granularity.ts';

/** Buckets of one size whose starts are in `[from, to)`. */
export interface BucketRange {
  readonly size: number;
  readonly from: number;
  readonly to: number;
}

/** A bucket of the finest size that a window cuts through: `numerator / denominator` of it is counted, rounded down. */
export interface EdgeBucket {
  readonly start: number;
  readonly numerator: number;
  readonly denominator: number;
}

/** Which buckets a half-open window consists of. */
export interface WindowPlan {
  /** Whole buckets, as coarse as they can be, so that there are few of them. */
  readonly ranges: readonly BucketRange[];
  /** None, when both ends of the window are on edges. At most two. */
  readonly edges: readonly EdgeBucket[];
}

/**
 * The buckets of `[from, to)`. What lies between the edges is covered by the coarsest buckets that fit, the rest to the
 * left and to the right of them by finer ones. A bucket that the window cuts through is taken to be spread evenly over
 * the part of it that has passed at `now`; over all of it, when none or all of it has.
 */
export function planWindow(sizes: readonly number[], from: number, to: number, now: number): WindowPlan {
  const size = finest(sizes);
  const first = bucketEdgeFrom(from, size);
  const last = bucketStart(to, size);
  const edges: EdgeBucket[] = [];
  if (from < to) {
    if (first > last) {
      edges.push(edgeBucket(last, size, from, to, now));
    } else {
      if (from < first) edges.push(edgeBucket(first - size, size, from, first, now));
      if (last < to) edges.push(edgeBucket(last, size, last, to, now));
    }
  }
  const ranges: BucketRange[] = [];
  if (first < last) cover(sizes, sizes.length - 1, first, last, ranges);
  return { ranges, edges };
}

function cover(
  sizes: readonly number[],
  index: number,
  from: number,
  to: number,
  ranges: BucketRange[],
): void {
  const size = sizes[index];
  if (size === undefined || from >= to) return;
  const first = bucketEdgeFrom(from, size);
  const last = bucketStart(to, size);
  if (first >= last) {
    cover(sizes, index - 1, from, to, ranges);
    return;
  }
  cover(sizes, index - 1, from, first, ranges);
  ranges.push({ size, from: first, to: last });
  cover(sizes, index - 1, last, to, ranges);
}

/** The part `[from, to)` of the bucket, in parts of what of it has passed. */
function edgeBucket(start: number, size: number, from: number, to: number, now: number): EdgeBucket {
  const end = start + size;
  const passed = now > start && now < end ? now : end;
  const numerator = Math.min(to, passed) - Math.min(from, passed);
  return { start, numerator, denominator: passed - start };
}

/** That part of a bucket's sum, rounded down (towards the negative): exact rational arithmetic, no floats. */
export function partOf(sum: bigint, { numerator, denominator }: EdgeBucket): bigint {
  const product = sum * BigInt(numerator);
  const divisor = BigInt(denominator);
  const quotient = product / divisor;
  // A bigint division cuts towards zero.
  return product < 0n && quotient * divisor !== product ? quotient - 1n : quotient;
}

/**
 * The start of the bucket that a moment is in: `floor(at / size) * size`, for moments before 1970 too. By the remainder,
 * which is exact; the quotient of two large numbers need not be.
 */
export function bucketStart(at: number, size: number): number {
  const past = at % size;
  // The sum turns -0 into 0.
  return (past < 0 ? at - past - size : at - past) + 0;
}

/** The first bucket edge at or after a moment. */
export function bucketEdgeFrom(at: number, size: number): number {
  const start = bucketStart(at, size);
  return start === at ? start : start + size;
}
