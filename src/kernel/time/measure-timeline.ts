import type { Measure } from '../../base/ordered-tree.ts';
import type { Delta } from './delta.ts';
import type { Instant } from './instant.ts';

/** The summary of a stretch of a timeline: its sums, and how far `available` dips and peaks inside it. */
export interface Stretch extends Delta {
  /** The least sum of `available` over all non-empty beginnings of the stretch. */
  readonly least: bigint;
  /** The greatest one, where a ceiling asks for it; else 0. */
  readonly most: bigint;
}

function plus(a: bigint, b: bigint): bigint {
  // Most deltas leave most sums alone, and skipping the addition saves an allocation.
  if (b === 0n) return a;
  return a === 0n ? b : a + b;
}

/** For an account without a ceiling, which nobody asks how far its `available` peaks. */
export const measureDips: Measure<Instant, Delta, Stretch> = {
  of: (_key, delta) => summarise(delta, delta.available, 0n),
  join(left, right) {
    const rightLeast = left.available + right.least;
    return joined(left, right, rightLeast < left.least ? rightLeast : left.least, 0n);
  },
};

/** For an account with a ceiling. */
export const measureDipsAndPeaks: Measure<Instant, Delta, Stretch> = {
  of: (_key, delta) => summarise(delta, delta.available, delta.available),
  join(left, right) {
    const rightLeast = left.available + right.least;
    const rightMost = left.available + right.most;
    const least = rightLeast < left.least ? rightLeast : left.least;
    return joined(left, right, least, rightMost > left.most ? rightMost : left.most);
  },
};

function summarise(delta: Delta, least: bigint, most: bigint): Stretch {
  const { inflow, outflow, available, incoming } = delta;
  return { inflow, outflow, available, incoming, least, most };
}

function joined(left: Stretch, right: Stretch, least: bigint, most: bigint): Stretch {
  return {
    inflow: plus(left.inflow, right.inflow),
    outflow: plus(left.outflow, right.outflow),
    available: left.available + right.available,
    incoming: plus(left.incoming, right.incoming),
    least,
    most,
  };
}
