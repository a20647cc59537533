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
