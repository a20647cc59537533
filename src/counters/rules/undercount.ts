/** How many new events approximate dedup may have taken for repeats. */
export interface Undercount {
  /** About how many, or fewer. */
  readonly expected: number;
  /** No more than that, but for one run in a billion. */
  readonly bound: number;
  /** The greatest value, positive or negative, of any event: a sum is wrong by at most `bound` times that. */
  readonly valueMax: number;
}

/** ln(10^9): the bound fails once in a billion runs. */
const LOG_ODDS = 9 * Math.LN10;

/**
 * A number that a sum of independent chances with that expectation stays at or below, but for one run in a billion:
 * Bernstein's inequality for sums of chances, which needs no more than their expectation. Rounded up.
 */
export function undercountBound(expected: number): number {
  if (expected === 0) return 0;
  return Math.ceil(expected + LOG_ODDS / 3 + Math.sqrt((LOG_ODDS / 3) ** 2 + 2 * LOG_ODDS * expected));
}
