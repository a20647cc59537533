import { assert } from '../../base/assert.ts';
import type { BookState } from '../book-state.ts';
import { takeOff } from '../credit/purse.ts';
import type { HoldChange, OfferChange, TransactionReversed } from '../event.ts';
import { expectAgain, targetOf } from '../hold/expect-hold.ts';
import { needParties } from '../hold/find-hold.ts';
import { type HoldRow, leftOf, returnOf } from '../hold/hold.ts';
import { type Course, changeCourse, courseOf, hasCourse, isTakenSince, restOf } from '../hold/hold-course.ts';
import type { Needs } from '../needs.ts';
import { foreseeEnd } from '../offer/foresee-end.ts';
import { freeze } from '../offer/make-offer.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import { type Delta, isNoChange, type Move, NO_CHANGE, reserve } from '../time/delta.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import type { TransactionRow } from './transaction.ts';

/** What taking a transaction back comes to. */
export interface TakingBack {
  readonly moves: Move[];
  readonly takenBack: NonNullable<TransactionReversed['takenBack']>;
}

/**
 * The opposite of a transaction at the transaction's own place, so that every balance is at every moment what it would
 * be without it: what it captured is held again, what it accepted is on offer again. O(log n) for each posting.
 */
export function takeBack(
  state: BookState,
  transaction: TransactionRow,
): TakingBack | Rejection<'transaction_later' | 'hold_exists'> {
  const { effective, postings, taken } = transaction;
  const moves: Move[] = [];
  for (const { account, change } of postings) {
    // What pays a capture may have been merged away since, before it: then the survivor pays it.
    const holder = state.accounts.heldBy(state.accounts.byKey(account), effective);
    const posted = taken?.of === 'hold' ? ofCapture(change) : change;
    if (!isNoChange(posted))
      takeOff(state, moves, holder, effective, { change: posted, lots: transaction.change });
  }
  if (taken === null) return { moves, takenBack: {} };
  if (taken.of === 'offer') return { moves, takenBack: { offer: offerAgain(state, moves, taken.offer) } };
  const hold = state.holds.get(taken.hold);
  const courses = hold && hasCourse(hold) ? coursesWithout(state, hold, effective) : undefined;
  const again = hold && holdWithout(state, hold, taken.amount, effective, courses?.[1]);
  if (hold === undefined || again === undefined) return reject('transaction_later', transaction.id);
  if (isTakenSince(state, again)) return reject('hold_exists', again.id);
  if (courses === undefined) {
    returnAgain(state, moves, hold, again);
    expectAgain(state, moves, { before: hold, again, amount: taken.amount }, effective);
  } else {
    changeCourse(state, moves, hold, ...courses);
  }
  const { key, touched, ended, target } = again;
  return { moves, takenBack: { hold: { hold: key, touched, ended, target } } };
}

/** What is looked at of a transaction that is taken back: whom it named, and the hold or the offer that it took from. */
export function needTaken(needs: Needs, { effective, names, taken }: TransactionRow): void {
  for (const name of names) needs.holders(name);
  if (taken?.of === 'hold') {
    const hold = needs.has('placed_hold', String(taken.hold)) ? needs.state.holds.get(taken.hold) : undefined;
    if (hold === undefined) return;
    needs.has('hold', hold.id);
    needParties(needs, hold, { holder: effective, target: effective });
  }
  if (taken?.of === 'offer') {
    const offer = needs.has('offer', taken.offer) ? needs.state.offers.get(taken.offer) : undefined;
    if (offer === undefined) return;
    for (const party of [offer.source, offer.target, offer.lastTarget]) needs.holders(party, effective);
  }
}

/** What a final capture gave back at its place is no part of what it took, and what is expected follows from the hold. */
function ofCapture({ inflow, outflow }: Delta): Delta {
  return { ...NO_CHANGE, inflow, outflow, available: inflow };
}

/** What becomes of a hold with what is captured at a place, and without it; undefined where it does not remember all of it. */
function coursesWithout(
  state: BookState,
  hold: HoldRow,
  place: Instant,
): [before: Course, after: Course] | undefined {
  const rest = restOf(state, hold, place);
  if (rest === undefined) return undefined;
  const deeds = rest.deeds.filter((deed) => compareInstants(deed, place) !== 0);
  return [courseOf(hold.placed, rest), courseOf(hold.placed, { ...rest, deeds })];
}

/** A hold as it is without one of its captures; undefined where it does not remember where that was. */
function holdWithout(
  state: BookState,
  hold: HoldRow,
  amount: bigint,
  place: Instant,
  course: Course | undefined,
): HoldRow | undefined {
  if (hasCourse(hold) && course === undefined) return undefined;
  const captures = hold.captures?.filter((capture) => compareInstants(capture, place) !== 0);
  if (captures === undefined || captures.length === hold.captures?.length) return undefined;
  const final = captures.find(({ isFinal }) => isFinal);
  const plainEnd =
    hold.ended?.by === 'released' ? hold.ended : final && ({ ...final, by: 'captured' } as const);
  const ended = course === undefined ? plainEnd : (course.ended ?? undefined);
  const touches = [hold.placed, ...captures, ...(hold.terms ?? []), ...(ended === undefined ? [] : [ended])];
  const last = touches.reduce((latest, each) => (compareInstants(each, latest) > 0 ? each : latest));
  const again: HoldRow = {
    ...hold,
    captured: hold.captured - amount,
    captures,
    touched: { at: last.at, order: last.order },
    ended: ended === undefined ? null : { at: ended.at, order: ended.order, by: ended.by },
  };
  return { ...again, target: targetOf(state, again) };
}

/** Adds to `moves` that what is left of a hold goes back where it does now, and no longer where it did. */
function returnAgain(state: BookState, moves: Move[], before: HoldRow, now: HoldRow): void {
  for (const [hold, sign] of [
    [before, -1n],
    [now, 1n],
  ] as const) {
    const end = returnOf(hold);
    const left = leftOf(hold);
    if (end === undefined || left === 0n) continue;
    const account = state.accounts.heldBy(state.accounts.byKey(hold.account), end);
    spread(state, moves, account, end, reserve(sign * left));
  }
}

/** An offer as it is when nobody accepts it. Adds to `moves` that it ends so. */
function offerAgain(state: BookState, moves: Move[], id: string): OfferChange {
  const offer = state.offers.get(id);
  assert(offer !== undefined, 'an accepted offer was made');
  const source = state.accounts.byKey(offer.source);
  const target = state.accounts.heldBy(state.accounts.byKey(offer.target), offer.made);
  const { end, lastTarget } = foreseeEnd(state, source, target, offer.made, offer.expiresAt);
  if (end !== null) freeze(state, moves, source, lastTarget, end, -offer.amount);
  return { offer: id, lastTarget: lastTarget.row.key, end };
}

/** Puts the hold or the offer as it is without the transaction, which names nobody any more. */
export function applyTakingBack(
  state: BookState,
  transaction: TransactionRow,
  takenBack: TakingBack['takenBack'],
): void {
  const { effective, names, taken } = transaction;
  for (const name of names) state.accounts.toChange(name).timeline.names.free(effective.at);
  if (takenBack.hold !== undefined && taken?.of === 'hold')
    putHold(state, takenBack.hold, taken.amount, effective);
  if (takenBack.offer === undefined) return;
  const { offer: id, lastTarget, end } = takenBack.offer;
  const offer = state.offers.get(id);
  assert(offer !== undefined, 'an accepted offer was made');
  state.offers.put(id, { ...offer, lastTarget, end });
}

function putHold(
  state: BookState,
  { hold: key, touched, ended, target }: HoldChange,
  amount: bigint,
  place: Instant,
): void {
  const hold = state.holds.get(key);
  assert(hold !== undefined, 'a captured hold was placed');
  const captures = hold.captures?.filter((capture) => compareInstants(capture, place) !== 0) ?? null;
  state.holds.put(key, { ...hold, captured: hold.captured - amount, captures, touched, ended, target });
}
