import { ADJUSTMENTS_MAX } from '../../base/limits.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import type { AdjustHold } from '../../commands/hold-commands.ts';
import { checkFrozenMore } from '../account/check-frozen.ts';
import type { BookState } from '../book-state.ts';
import type { HoldAdjusted } from '../event.ts';
import type { Needs } from '../needs.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { checkVelocity } from '../posting/check-velocity.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { compareInstants, type Instant, laterOf, placeOf, seqAt } from '../time/instant.ts';
import { targetOf } from './expect-hold.ts';
import { findActiveHold, needParties } from './find-hold.ts';
import type { HoldRow, HoldTerms } from './hold.ts';
import {
  changeCourse,
  courseOf,
  type Deed,
  isTakenSince,
  type Rest,
  restOf,
  termsOf,
} from './hold-course.ts';

/**
 * Decides an adjustment: the hold is active then, nothing that is captured of it lacks what it takes away, everything later on it
 * still succeeds, and both accounts can bear what more is held, or held for longer.
 */
export function decideAdjustHold(
  state: BookState,
  command: AdjustHold,
): HoldAdjusted | Rejection<RuleReason<'adjust_hold'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const { amount, expiresAt } = command;
  const hold = findActiveHold(state, command.hold, instant);
  if ('kind' in hold) return hold;
  const rest = restOf(state, hold, instant);
  if (rest === undefined) return reject('hold_changed_later', hold.id);
  const set = {
    ...(amount === undefined ? {} : { amount }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  const deed: Deed = { what: 'adjusted', at: instant.at, order: instant.order, ...set };
  const course = courseOf(hold.placed, { ...rest, deeds: [deed, ...rest.deeds] });
  if (course.failed?.why === 'too_little') {
    const { asset } = state.accounts.byKey(hold.account).row;
    return reject('hold_insufficient', hold.id, undefined, { needed: leastAmount(rest), asset });
  }
  if (course.failed !== undefined) return reject('hold_changed_later', hold.id);

  const { ended } = course;
  const terms = termsWith(hold, { ...instant, ...set });
  const again = { ...hold, ...termsOf(terms, hold), ended };
  if (isTakenSince(state, again)) return reject('hold_exists', hold.id);
  const moves: Move[] = [];
  changeCourse(state, moves, hold, courseOf(hold.placed, rest), course);
  const { accounts } = state;
  const parties = {
    holder: accounts.heldBy(accounts.byKey(hold.account), instant),
    target: hold.target === null ? undefined : accounts.heldBy(accounts.byKey(hold.target.named), instant),
  };
  const rejection =
    checkFrozenMore(state, parties, moves, instant) ??
    checkBalances(state, moves) ??
    checkVelocity(state, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'hold_adjusted',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [],
    hold: hold.key,
    ...set,
    ended,
    target: targetOf(state, again),
  };
}

/** Whether a hold is to end before it is adjusted, or at that very moment. */
export function endsAtOnce({ expiresAt = null, effectiveAt }: AdjustHold): boolean {
  return expiresAt !== null && expiresAt <= effectiveAt;
}

/** Behind the hold: whose it is, and who expects it, with their pasts from there on. */
export function needsOfAdjustHold(
  needs: Needs,
  { hold: id }: Pick<AdjustHold, 'hold'>,
  place: Instant,
): void {
  const hold = needs.has('hold', id) ? needs.state.holdsById.at(id, place) : undefined;
  if (hold !== undefined) needParties(needs, hold, { holder: place, target: place });
}

/** What was captured by a place, or is later, before an amount is set again. */
function leastAmount({ captured, deeds }: Rest): bigint {
  let least = captured;
  for (const deed of deeds) {
    if (deed.what === 'adjusted' && deed.amount !== undefined) return least;
    if (deed.what === 'captured' && !deed.isOver) least += deed.amount;
  }
  return least;
}

/** All that a hold was set to, in order of time, with something more. */
function termsWith({ terms, placed, amount, expiresAt }: HoldRow, more: HoldTerms): HoldTerms[] {
  const known = terms === undefined || terms.length === 0 ? [{ ...placed, amount, expiresAt }] : terms;
  return [...known, more].sort(compareInstants);
}

export function applyHoldAdjusted(state: BookState, event: HoldAdjusted): void {
  const hold = state.holds.get(event.hold);
  if (hold === undefined) return;
  const { amount, expiresAt, ended, target } = event;
  if (ended !== null && !state.keepsHistory) {
    state.holds.remove(hold.key);
    return;
  }
  const place = placeOf(event.at, event.seq);
  const set = {
    ...(amount === undefined ? {} : { amount }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  const terms = termsWith(hold, { ...place, ...set });
  const isTooMany = hold.terms?.length === 0 || terms.length > ADJUSTMENTS_MAX + 1;
  const now = termsOf(terms, hold);
  // Whoever listens was told of an end that is none any more.
  const isLonger = hold.expiresAt !== null && (now.expiresAt === null || now.expiresAt > hold.expiresAt);
  state.holds.put(hold.key, {
    ...hold,
    ...now,
    touched: laterOf(hold.touched, place),
    ended,
    target,
    isAnnounced: hold.isAnnounced && !isLonger,
    terms: isTooMany || !state.keepsHistory ? [] : terms,
  });
}
