import type { Measure } from '../../base/ordered-tree.ts';
import type { Delta } from './delta.ts';
import type { Instant } from './instant.ts';

/** The summary of a stretch of a timeline: its sums, and how far balances dip and peak inside it. */
export interface Stretch extends Delta {
  /** The least sum of `available` over all non-empty beginnings of the stretch. */
  readonly least: bigint;
  /** The greatest one. */
  readonly most: bigint;
  /** The greatest sum of what is posted (inflow less outflow) over all non-empty beginnings. */
  readonly mostPosted: bigint;
}

function plus(a: bigint, b: bigint): bigint {
  // Most deltas leave most sums alone, and skipping the addition saves an allocation.
  if (b === 0n) return a;
  return a === 0n ? b : a + b;
}

export const measureTimeline: Measure<Instant, Delta, Stretch> = {
  of(_key: Instant, delta: Delta): Stretch {
    return {
      inflow: delta.inflow,
      outflow: delta.outflow,
      available: delta.available,
      incoming: delta.incoming,
      least: delta.available,
      most: delta.available,
      mostPosted: delta.inflow - delta.outflow,
    };
  },
  join(left: Stretch, right: Stretch): Stretch {
    const rightLeast = left.available + right.least;
    const rightMost = left.available + right.most;
    const rightMostPosted = left.inflow - left.outflow + right.mostPosted;
    return {
      inflow: plus(left.inflow, right.inflow),
      outflow: plus(left.outflow, right.outflow),
      available: left.available + right.available,
      incoming: plus(left.incoming, right.incoming),
      least: rightLeast < left.least ? rightLeast : left.least,
      most: rightMost > left.most ? rightMost : left.most,
      mostPosted: rightMostPosted > left.mostPosted ? rightMostPosted : left.mostPosted,
    };
  },
};
