import { CAPTURE_PLACES_MAX } from '../../base/limits.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import type { Capture } from '../../commands/hold-commands.ts';
import { checkFrozen, checkFrozenMore } from '../account/check-frozen.ts';
import type { BookState } from '../book-state.ts';
import type { HoldCaptured } from '../event.ts';
import type { Needs } from '../needs.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { checkVelocity } from '../posting/check-velocity.ts';
import { spread } from '../posting/spread-moves.ts';
import { forcedBy } from '../posting/stands-below.ts';
import { newPayment } from '../refund/pay.ts';
import { type Rejection, reject } from '../rejection.ts';
import { credit, type Move, payOut, reserve } from '../time/delta.ts';
import { compareInstants, type Instant, laterOf, placeOf, seqAt } from '../time/instant.ts';
import { decideCaptureOfOver } from './capture-by-force.ts';
import { expectLess } from './expect-hold.ts';
import { endHold, findActiveHold, needParties } from './find-hold.ts';
import { findPayee } from './find-payee.ts';
import { type CapturePlace, type HoldRow, leftOf, returnOf } from './hold.ts';
import { type Course, changeCourse, courseOf, type Deed, hasCourse, restOf } from './hold-course.ts';

/** What a capture takes, and where it ends the hold, if it does. */
interface Taking {
  readonly amount: bigint;
  readonly left: bigint;
  readonly ended: HoldCaptured['ended'];
  /** What becomes of the hold without it and with it, where that is more than so much less of it. */
  readonly courses?: readonly [before: Course, after: Course];
}

/**
 * Decides a capture: the hold is active then and, with the captures that came before in any order of time,
 * has that much left, or what it may take over that is available; it pays another account, of whose payments it may become
 * one; and everything later on the hold still succeeds.
 */
export function decideCapture(
  state: BookState,
  command: Capture,
): HoldCaptured | Rejection<RuleReason<'capture'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const hold = findActiveHold(state, command.hold, instant);
  if ('kind' in hold) {
    const over = hold.reason === 'hold_not_active' && command.force === true;
    const known = over ? state.holdsById.at(command.hold, instant) : undefined;
    return known === undefined ? hold : decideCaptureOfOver(state, command, known, instant);
  }
  const holder = state.accounts.byKey(hold.account);
  const taking = goesByCourse(hold, command, instant)
    ? takeInCourse(state, hold, command, instant, holder.row.asset)
    : take(hold, command, instant, holder.row.asset);
  if ('kind' in taking) return taking;

  const account = state.accounts.heldBy(holder, instant);
  const target = findPayee(state, command, hold, account, instant);
  if ('kind' in target) return target;
  const { payment, group, rank } = command;
  const isExpected = command.to === undefined && hold.target !== null;
  const moves: Move[] = [];
  spread(state, moves, account, instant, payOut(taking.amount));
  spread(state, moves, target, instant, credit(taking.amount));
  if (taking.courses !== undefined) {
    changeCourse(state, moves, hold, ...taking.courses);
  } else {
    takeLess(state, moves, hold, taking, instant);
    const endsHere = taking.ended !== null && hold.ended === null && command.final === true;
    if (endsHere) endHold(state, moves, hold, taking.left, instant);
  }
  // What the hold was placed for goes on; whom a capture names is given something new.
  const frozen = checkFrozenMore(state, { holder: account, target: undefined }, moves, instant);
  const named = command.to === undefined ? undefined : checkFrozen(state, target, 'credit');
  const isForced = command.force === true;
  const rejection =
    (isForced ? undefined : (frozen ?? named)) ??
    checkBalances(state, moves, command) ??
    checkVelocity(state, moves, command);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'hold_captured',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    // Whom the hold pays is whoever expects it then: a merge in between redirects the capture, too.
    names: target.row.id === WORLD || isExpected ? [] : [target.row.key],
    hold: hold.key,
    amount: taking.amount,
    ended: taking.ended,
    ...(command.final === true ? { isFinal: true } : {}),
    ...(mayTakeMore(command) ? { isOver: true } : {}),
    ...(payment === undefined
      ? {}
      : {
          payment: newPayment(
            state,
            { from: account, to: target },
            { payment, group, rank },
            taking.amount,
            instant.at,
          ),
        }),
    ...forcedBy(state, moves, instant, command),
  };
}

/** Behind the hold: whose it is, and who is paid. What is held was taken already: what changes is that it does not go back. */
export function needsOfCapture(
  needs: Needs,
  command: Pick<Capture, 'hold' | 'to' | 'over' | 'force'>,
  place: Instant,
): void {
  const { hold: id, to } = command;
  const hold = needs.has('hold', id) ? needs.state.holdsById.at(id, place) : undefined;
  if (hold === undefined) return;
  const end = returnOf(hold);
  // One that goes by its course is looked for in what was posted, and takes what is available; so it is by force, where it is over.
  const isByCourse = command.over === true || command.force === true || hasCourse(hold);
  const holder = isByCourse ? place : end && laterOf(end, place);
  needParties(needs, hold, { holder, target: place });
  if (to === undefined && hold.target === null) needs.account(hold.to, place);
}

function take(
  hold: HoldRow,
  command: Capture,
  instant: Instant,
  asset: string,
): Taking | Rejection<'hold_insufficient' | 'hold_changed_later'> {
  const remaining = leftOf(hold);
  const amount = command.amount ?? remaining;
  if (amount > remaining || amount === 0n) {
    const needed = command.amount ?? 1n; // All that is left is at least so much.
    return reject('hold_insufficient', hold.id, remaining, { needed, asset });
  }
  const left = remaining - amount;
  const isLate = compareInstants(hold.touched, instant) > 0;
  if (command.final === true) {
    // The later capture or release would find no active hold.
    if (isLate) return reject('hold_changed_later', hold.id);
    return { amount, left, ended: { ...instant, by: 'captured' } };
  }
  if (left > 0n) return { amount, left, ended: hold.ended };
  // Nothing is left to release later; a later capture only took what it was asked for.
  if (hold.ended?.by === 'released') return reject('hold_changed_later', hold.id);
  const last = isLate ? hold.touched : instant;
  return { amount, left, ended: { at: last.at, order: last.order, by: 'captured' } };
}

/** Whether a capture may take more than is left: what has happened may be more than was authorised. */
function mayTakeMore({ amount, over, force }: Capture): boolean {
  return over === true || (force === true && amount !== undefined);
}

/** Whether a capture may take from what is available, or comes before others that may, or before an adjustment. */
function goesByCourse(hold: HoldRow, command: Capture, instant: Instant): boolean {
  return mayTakeMore(command) || (hasCourse(hold) && compareInstants(hold.touched, instant) > 0);
}

function takeInCourse(
  state: BookState,
  hold: HoldRow,
  command: Capture,
  instant: Instant,
  asset: string,
): Taking | Rejection<'hold_insufficient' | 'hold_changed_later'> {
  const { amount: asked, final = false } = command;
  const rest = restOf(state, hold, instant);
  if (rest === undefined) return reject('hold_changed_later', hold.id);
  const before = courseOf(hold.placed, rest);
  const amount = asked ?? before.least;
  const deed: Deed = { ...instant, what: 'captured', amount, isFinal: final, isOver: mayTakeMore(command) };
  const after = courseOf(hold.placed, { ...rest, deeds: [deed, ...rest.deeds] });
  if (amount === 0n || after.failed?.why === 'too_little') {
    const needed = asked ?? 1n; // All that is left is at least so much.
    return reject('hold_insufficient', hold.id, before.least, { needed, asset });
  }
  if (after.failed !== undefined) return reject('hold_changed_later', hold.id);
  return { amount, left: 0n, ended: after.ended, courses: [before, after] };
}

/** Less is expected and, where what is left of the hold was to go back, less goes back: that much was captured. */
function takeLess(
  state: BookState,
  moves: Move[],
  hold: HoldRow,
  { amount }: Taking,
  instant: Instant,
): void {
  expectLess(state, moves, hold, amount, instant);
  const end = returnOf(hold);
  if (end === undefined) return;
  const account = state.accounts.heldBy(state.accounts.byKey(hold.account), end);
  spread(state, moves, account, end, reserve(-amount));
}

export function applyHoldCaptured(state: BookState, event: HoldCaptured): void {
  if (event.payment !== undefined) state.payments.put(event.payment.id, { ...event.payment, seq: event.seq });
  if (event.isBeside === true) return;
  const hold = state.holds.get(event.hold);
  if (hold === undefined) return;
  if (event.ended !== null && !state.keepsHistory) {
    state.holds.remove(hold.key);
    return;
  }
  const instant = placeOf(event.at, event.seq);
  state.holds.put(hold.key, {
    ...hold,
    captured: hold.captured + event.amount,
    touched: compareInstants(hold.touched, instant) > 0 ? hold.touched : instant,
    ended: event.ended,
    captures: state.rules === 1 ? null : placesWith(hold, captureIn(event, instant)),
  });
}

function captureIn({ isFinal, isOver }: HoldCaptured, instant: Instant): CapturePlace {
  return { ...instant, isFinal: isFinal === true, ...(isOver === true ? { isOver: true } : {}) };
}

function placesWith(hold: HoldRow, capture: CapturePlace): HoldRow['captures'] {
  const places = hold.captures ?? (hold.captured === 0n ? [] : null);
  return places === null || places.length === CAPTURE_PLACES_MAX ? null : [...places, capture];
}
