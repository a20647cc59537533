import { type Clock, clockAtMost, joinClocks, orderClocks } from '../../base/clock.ts';
import { compareUtf8 } from '../../base/id.ts';
import type { Measure } from '../../base/ordered-tree.ts';
import { type CreditOrder, DEFAULT_CREDIT_ORDER, PRIORITY_ORDER } from '../../commands/credit-orders.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import { type CreditRow, drawnFrom, placeOfCredit } from './credit.ts';

/**
 * The orders in which credits are spent, recorded by name with each spend. What a credit has says which is meant, so that those of one
 * book, which are all of one order, compare without it.
 *
 * Soonest expiry first is: by the sum of the clock's components; then lexicographic over process ids in UTF-8 byte order, missing = 0;
 * behind all that expire at clocks those that expire at a moment, the soonest first; never-expiring last. A linear extension of the
 * causal order: if u <= v componentwise and u is not v, then u's sum is less. Source: spec `credits`.
 *
 * - `rank-lex-id/v1`: by that, then credit id in UTF-8 byte order.
 * - `priority-expiry/v1`: the lowest priority first; then by that; then in the order of granting.
 */
export function compareCredits(a: CreditRow, b: CreditRow): number {
  const byPriority = (a.priority ?? 0) - (b.priority ?? 0);
  if (byPriority !== 0) return byPriority;
  const byExpiry = compareExpiries(a, b);
  if (byExpiry !== 0) return byExpiry;
  const byGrant = a.priority === undefined ? 0 : (a.seq ?? 0) - (b.seq ?? 0);
  // Two accounts' credits may share an id after a merge; their keys still differ.
  return byGrant || compareUtf8(a.id, b.id) || compareUtf8(a.key, b.key);
}

/** The order in which the credits of the book of one are spent. */
export function orderOf({ priority }: Pick<CreditRow, 'priority'>): CreditOrder {
  return priority === undefined ? DEFAULT_CREDIT_ORDER : PRIORITY_ORDER;
}

function compareExpiries(a: Expiring, b: Expiring): number {
  if (a.expiry === null) return b.expiry === null ? momentOf(a) - momentOf(b) || 0 : 1;
  return b.expiry === null ? -1 : orderClocks(a.expiry, b.expiry);
}

function momentOf({ expiresAt = NEVER }: Expiring): number {
  return expiresAt;
}

/** As the moment of what no moment ends: after all that there are. */
const NEVER = Number.MAX_VALUE;

/** When something expires: at a clock, at a moment, or never. */
export interface Expiring {
  readonly expiry: Clock | null;
  readonly expiresAt?: number | undefined;
}

/**
 * The latest expiries in a subtree: of what expires at clocks their componentwise maximum, null where nothing does; of all else
 * the latest moment. The subtree holds a credit that is live at a clock and a moment exactly when one of these is: a component in
 * which the maximum exceeds the clock comes from some credit, and that credit is not at or before the clock.
 *
 * And from where on something in it may be drawn. That one need not be live: only a search finds out whether both are true of one.
 */
export interface Spendable {
  readonly clocks: Clock | null;
  readonly until: number;
  readonly earliest: Instant;
}

export const measureCredits: Measure<CreditRow, CreditRow, Spendable> = {
  // A row that is replaced where it is keeps the key of the one before.
  of: (_key, credit) => ({
    clocks: credit.expiry,
    until: credit.expiry === null ? momentOf(credit) : Number.NEGATIVE_INFINITY,
    earliest: drawnFrom(credit),
  }),
  join(left, right) {
    const [a, b] = [left.clocks, right.clocks];
    return {
      clocks: a === null || b === null ? (a ?? b) : joinClocks(a, b),
      until: Math.max(left.until, right.until),
      earliest: compareInstants(left.earliest, right.earliest) <= 0 ? left.earliest : right.earliest,
    };
  },
};

/** True when something that expires so can be spent at that clock and moment. */
export function isLive(credit: Expiring, clock: Clock, at: number): boolean {
  return credit.expiry === null ? at < momentOf(credit) : !clockAtMost(credit.expiry, clock);
}

/** True when something in the subtree may be spent at that clock and place. */
export function mayBeLive({ clocks, until, earliest }: Spendable, clock: Clock, place: Instant): boolean {
  if (compareInstants(earliest, place) > 0) return false;
  return place.at < until || (clocks !== null && !clockAtMost(clocks, clock));
}

/** True when whoever has it has it at that place: it was granted, and had come to them. */
export function isHere(credit: CreditRow, place: Instant): boolean {
  return compareInstants(placeOfCredit(credit), place) <= 0;
}

/** True when a spend may draw on it at that place: it is here, and its time has come. */
export function mayBeDrawn(credit: CreditRow, place: Instant): boolean {
  return compareInstants(drawnFrom(credit), place) <= 0;
}

/** True when something that expires so expires later than it did, by a clock or by a moment as before, or never. */
export function isLaterExpiry(before: Expiring, after: Expiring): boolean {
  const isNever = after.expiry === null && after.expiresAt === undefined;
  if (isNever) return before.expiry !== null || before.expiresAt !== undefined;
  if (after.expiry === null) return before.expiresAt !== undefined && momentOf(before) < momentOf(after);
  return (
    before.expiry !== null &&
    orderClocks(before.expiry, after.expiry) !== 0 &&
    clockAtMost(before.expiry, after.expiry)
  );
}

/** True when two credits expire at the same clock, at the same moment, or both never. */
export function haveSameExpiry(a: Expiring, b: Expiring): boolean {
  return compareExpiries(a, b) === 0;
}
