import { type Clock, clockAtMost, joinClocks, orderClocks } from '../../base/clock.ts';
import { compareUtf8 } from '../../base/id.ts';
import type { Measure } from '../../base/ordered-tree.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import { type CreditRow, placeOfCredit } from './credit.ts';

/**
 * The name of the order in which credits are spent, recorded with each spend: soonest expiry first, by the
 * sum of the clock's components; then lexicographic over process ids in UTF-8 byte order, missing = 0; then
 * credit id in UTF-8 byte order; never-expiring last. A linear extension of the causal order: if u <= v
 * componentwise and u is not v, then u's sum is less. Source: spec `credits`.
 */
export const SPEND_POLICY = 'rank-lex-id/v1';

export function compareCredits(a: CreditRow, b: CreditRow): number {
  const byExpiry = compareExpiries(a.expiry, b.expiry);
  if (byExpiry !== 0) return byExpiry;
  // Two accounts' credits may share an id after a merge; their keys still differ.
  return compareUtf8(a.id, b.id) || compareUtf8(a.key, b.key);
}

function compareExpiries(a: Clock | null, b: Clock | null): number {
  if (a === null) return b === null ? 0 : 1;
  return b === null ? -1 : orderClocks(a, b);
}

/**
 * A subtree's latest expiry: the componentwise maximum, or null when something in it never expires. The
 * subtree holds a credit that is live at a clock exactly when this is: a component in which the maximum
 * exceeds the clock comes from some credit, and that credit is not at or before the clock.
 */
export interface Expiring {
  readonly expiry: Clock | null;
}

/** And from where on something in it is there. That one need not be live: only a search finds out whether both are true of one. */
export interface Spendable extends Expiring {
  readonly earliest: Instant;
}

export const measureCredits: Measure<CreditRow, CreditRow, Spendable> = {
  // A row that is replaced where it is keeps the key of the one before.
  of: (_key, credit) => ({ expiry: credit.expiry, earliest: placeOfCredit(credit) }),
  join(left, right) {
    const { expiry } = left;
    const isLatest = expiry === null || right.expiry === null;
    return {
      expiry: isLatest ? null : joinClocks(expiry, right.expiry),
      earliest: compareInstants(left.earliest, right.earliest) <= 0 ? left.earliest : right.earliest,
    };
  },
};

/** True when something with that expiry can be spent at that clock. */
export function isLive({ expiry }: Expiring, clock: Clock): boolean {
  return expiry === null || !clockAtMost(expiry, clock);
}

/** True when it may be drawn at that place: it was granted, and had come to whoever has it. */
export function isHere(credit: CreditRow, place: Instant): boolean {
  return compareInstants(placeOfCredit(credit), place) <= 0;
}

/** True when two credits expire at the same clock, or both never. */
export function haveSameExpiry(a: Expiring, b: Expiring): boolean {
  return compareExpiries(a.expiry, b.expiry) === 0;
}
