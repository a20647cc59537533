import type { EdgeBucket } from './plan-window.ts';

/** That part of a bucket's sum, rounded down (towards the negative): exact rational arithmetic, no floats. */
export function partOf(sum: bigint, { numerator, denominator }: EdgeBucket): bigint {
  const product = sum * BigInt(numerator);
  const divisor = BigInt(denominator);
  const quotient = product / divisor;
  // A bigint division cuts towards zero.
  return product < 0n && quotient * divisor !== product ? quotient - 1n : quotient;
}
