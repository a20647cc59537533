import type { Measure } from '../../base/ordered-tree.ts';
import { countedOf, type Delta } from './delta.ts';
import type { Instant } from './instant.ts';
import type { Measured } from './timeline-form.ts';
import { addUsage, NO_USAGE, type Usage, usageOf } from './usage.ts';

/** The summary of a stretch of a timeline: its sums, how far `available` dips inside it, and what a ceiling counts peaks. */
export interface Stretch extends Delta {
  /** The least sum of `available` over all non-empty beginnings of the stretch. */
  readonly least: bigint;
  /** The greatest sum of what a ceiling counts, where there is one; else 0. */
  readonly most: bigint;
  /** What velocity limits count, where there are some; else absent. */
  readonly usage?: Usage;
}

function plus(a: bigint, b: bigint): bigint {
  // Most deltas leave most sums alone, and skipping the addition saves an allocation.
  if (b === 0n) return a;
  return a === 0n ? b : a + b;
}

/** For an account without a ceiling, which nobody asks how far anything peaks. */
const measureDips: Measure<Instant, Delta, Stretch> = {
  of: (_key, delta) => summarise(delta, delta.available, 0n),
  join(left, right) {
    const rightLeast = left.available + right.least;
    return joined(left, right, rightLeast < left.least ? rightLeast : left.least, 0n);
  },
};

/** For an account with a ceiling. */
const measureDipsAndPeaks: Measure<Instant, Delta, Stretch> = {
  of: (_key, delta) => summarise(delta, delta.available, countedOf(delta)),
  join(left, right) {
    const rightLeast = left.available + right.least;
    const rightMost = countedOf(left) + right.most;
    const least = rightLeast < left.least ? rightLeast : left.least;
    return joined(left, right, least, rightMost > left.most ? rightMost : left.most);
  },
};

type TimelineMeasure = Measure<Instant, Delta, Stretch>;

/** For an account with velocity limits. */
const [measureUsage, measurePeaksAndUsage] = [withUsage(measureDips), withUsage(measureDipsAndPeaks)];

/** The measure that sums up what the terms of an account ask for, and no more. */
export function measureFor({ hasCeiling, hasLimits }: Measured): TimelineMeasure {
  if (hasLimits) return hasCeiling ? measurePeaksAndUsage : measureUsage;
  return hasCeiling ? measureDipsAndPeaks : measureDips;
}

/** A measure that sums up what velocity limits count as well. */
function withUsage(measure: TimelineMeasure): TimelineMeasure {
  return {
    of: (place, delta) => ({ ...measure.of(place, delta), usage: usageOf(place, delta) }),
    join: (left, right) => ({
      ...measure.join(left, right),
      usage: addUsage(left.usage ?? NO_USAGE, right.usage ?? NO_USAGE),
    }),
  };
}

function summarise(delta: Delta, least: bigint, most: bigint): Stretch {
  const { inflow, outflow, available, incoming, expected, purse, spendable } = delta;
  return { inflow, outflow, available, incoming, expected, purse, spendable, least, most };
}

function joined(left: Stretch, right: Stretch, least: bigint, most: bigint): Stretch {
  return {
    inflow: plus(left.inflow, right.inflow),
    outflow: plus(left.outflow, right.outflow),
    available: left.available + right.available,
    incoming: plus(left.incoming, right.incoming),
    expected: plus(left.expected, right.expected),
    purse: plus(left.purse, right.purse),
    spendable: plus(left.spendable, right.spendable),
    least,
    most,
  };
}
