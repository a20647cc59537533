import { assert } from '../../base/assert.ts';
import type { Account } from '../account/account.ts';
import type { Pair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { TargetChange } from '../event.ts';
import { endExpectation, expectLess, foreseeMeeting } from '../hold/expect-hold.ts';
import { findHold, needParties } from '../hold/find-hold.ts';
import { type HoldRow, leftOf, returnOf } from '../hold/hold.ts';
import { lotHolder } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { type Rejection, reject } from '../rejection.ts';
import { balancesOf, type Move } from '../time/delta.ts';
import { compareInstants, type Instant, justAfter } from '../time/instant.ts';

/** A hold that a merge touches, as it will be. */
export interface RedirectedHold {
  readonly hold: HoldRow;
  /** Who expects it from the merge on. */
  readonly target: Account;
  readonly change: TargetChange;
}

/**
 * What a merge does to the holds that it touches: those that `from` expects are expected by `to`; where holder and
 * target become one account, then or by merges known, a hold comes to pay to itself. Refused when something is
 * done with such a hold later still, or when a later capture from `from` would pay to itself.
 * O(1 + holds of the target + later captures), in logarithms of all.
 */
export function redirectHolds(
  state: BookState,
  pair: Pair,
  instant: Instant,
): RedirectedHold[] | Rejection<'hold_changed_later'> {
  if (capturesToItself(state, pair, instant)) return reject('hold_changed_later', pair.from.row.id);
  const redirected: RedirectedHold[] = [];
  for (const hold of holdsTouched(state, pair, instant)) {
    const next = redirectOne(state, hold, pair, instant);
    if (next === undefined) continue;
    const { met } = next.change;
    if (met !== null && compareInstants(hold.touched, met) > 0) return reject('hold_changed_later', hold.id);
    redirected.push(next);
  }
  return redirected;
}

/** The holds that a merge touches, active then. */
function holdsTouched(state: BookState, pair: Pair, instant: Instant): HoldRow[] {
  return expecting(state, pair, instant).flatMap((key) => state.holdsByTarget.activeTo(key, instant));
}

/** Behind the accounts of a merge: the holds that it may touch, and whose they are. */
export function needTouchedHolds(needs: Needs, { from, to }: Pair, place: Instant): void {
  const { state } = needs;
  if (!needs.isInGroup && (from.timeline.lacksPast(place) || to.timeline.lacksPast(place))) return;
  // In a group their balances may be others by then.
  const keys = needs.isInGroup
    ? [from.row.key, ...keysThrough(state, to)]
    : expecting(state, { from, to }, place);
  for (const key of keys) {
    if (!needs.has('holds_to', key)) continue;
    for (const hold of state.holdsByTarget.openBehind(key, needs.since(place))) {
      needs.has('hold', hold.id);
      needParties(needs, hold);
    }
  }
}

/** Keys of an account and of those that it was merged into. */
function keysThrough(state: BookState, account: Account): string[] {
  const keys: string[] = [];
  for (let key: string | null = account.row.key; key !== null; ) {
    keys.push(key);
    key = state.accounts.byKey(key).row.ended?.into ?? null;
  }
  return keys;
}

/**
 * Keys of the accounts that expect the holds that `from` expects then, and those that it might come to pay itself: whoever
 * has its balances later expects these by then. Where balances show that there are none, they are not looked up.
 */
function expecting(state: BookState, { from, to }: Pair, instant: Instant): string[] {
  const { expected, held } = balancesOf(from.timeline.sumsBefore(instant));
  const own = expected === 0n ? [] : [from.row.key];
  // What it does not expect then, it can only come to expect by a later merge, which names it.
  const { row, timeline } = to;
  const mayExpect = timeline.isNamedAfter(instant.at) || timeline.sumsBefore(instant).expected !== 0n;
  return held === 0n || (row.ended === null && !mayExpect) ? own : own.concat(keysThrough(state, to));
}

function redirectOne(
  state: BookState,
  hold: HoldRow,
  { from, to }: Pair,
  instant: Instant,
): RedirectedHold | undefined {
  if (hold.target === null || hold.target.met !== null) return undefined;
  const { accounts } = state;
  const holderThen = accounts.heldBy(accounts.byKey(hold.account), instant);
  const targetThen = accounts.heldBy(accounts.byKey(hold.target.named), instant);
  if (holderThen !== from && targetThen !== from) return undefined;
  const holder = holderThen === from ? to : holderThen;
  const target = targetThen === from ? to : targetThen;
  const met =
    holder === target
      ? { at: instant.at, order: instant.order }
      : foreseeMeeting(state, holder, target, returnOf(hold));
  const last = targetThen === from ? lotHolder(state, to).row.key : hold.target.last;
  if (met === null && last === hold.target.last) return undefined;
  return { hold, target, change: { hold: hold.key, id: hold.id, last, met } };
}

/** Whether a later capture of a hold on `from`, which does not name it, pays whoever has its balances then. */
function capturesToItself(state: BookState, { from, to }: Pair, instant: Instant): boolean {
  for (const [place, { outflow }] of from.timeline.after(instant)) {
    if (outflow === 0n) continue;
    const { timeline } = state.accounts.heldBy(to, place);
    if (timeline.sumsBefore(justAfter(place)).inflow !== timeline.sumsBefore(place).inflow) return true;
  }
  return false;
}

/** Adds to `moves` that what pays nobody from the merge on is expected no longer; before balances pass on. */
export function endMetHere(
  state: BookState,
  moves: Move[],
  redirected: readonly RedirectedHold[],
  instant: Instant,
): void {
  for (const { hold, change } of redirected) {
    const { met } = change;
    if (met === null || compareInstants(met, instant) !== 0) continue;
    expectLess(state, moves, hold, leftOf(hold), instant);
  }
}

/** The same of what pays nobody from a later merge on; after balances have passed on. */
export function endMetLater(
  state: BookState,
  moves: Move[],
  redirected: readonly RedirectedHold[],
  instant: Instant,
): void {
  for (const { hold, target, change } of redirected) {
    const { met } = change;
    if (met === null || compareInstants(met, instant) === 0) continue;
    const amount = leftOf(hold);
    endExpectation(state, moves, { target, until: returnOf(hold), amount }, met);
  }
}

export function applyTargetChanges(state: BookState, changes: readonly TargetChange[]): void {
  for (const { hold: key, id, last, met } of changes) {
    const hold = findHold(state, id, key);
    assert(hold?.target, 'a hold that a merge touches was placed for somebody');
    state.holds.put(key, { ...hold, target: { ...hold.target, last, met } });
  }
}
