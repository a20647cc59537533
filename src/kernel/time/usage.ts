import { countedOf, type Delta } from './delta.ts';
import { type Instant, isExpiry } from './instant.ts';

/** What velocity limits count on an account over some time: amounts, and how many commands they are of. */
export interface Usage {
  /** Taken out of what was available, and of credits. */
  readonly out: bigint;
  readonly outs: number;
  /** Brought to what a ceiling counts: posted, incoming and expected. */
  readonly in: bigint;
  readonly ins: number;
}

export const NO_USAGE: Usage = { out: 0n, outs: 0, in: 0n, ins: 0 };

/**
 * What one command that took effect at a place counts as there. What was reserved counts when it is reserved, and not again
 * when it is paid; what was promised, when it is promised. What goes back, or runs out, counts as nothing.
 */
export function usageOf(place: Instant, delta: Delta): Usage {
  if (isExpiry(place)) return NO_USAGE;
  // What goes from the one to the other, as when purses start, goes nowhere.
  const own = delta.available + delta.purse;
  const out = own < 0n ? -own : 0n;
  const counted = countedOf(delta);
  const into = counted > 0n ? counted : 0n;
  if (out === 0n && into === 0n) return NO_USAGE;
  return { out, outs: out > 0n ? 1 : 0, in: into, ins: into > 0n ? 1 : 0 };
}

export function addUsage(a: Usage, b: Usage): Usage {
  if (a === NO_USAGE) return b;
  if (b === NO_USAGE) return a;
  return { out: a.out + b.out, outs: a.outs + b.outs, in: a.in + b.in, ins: a.ins + b.ins };
}

/** By how much a usage is more than another. */
export function lessUsage(a: Usage, b: Usage): Usage {
  return { out: a.out - b.out, outs: a.outs - b.outs, in: a.in - b.in, ins: a.ins - b.ins };
}
