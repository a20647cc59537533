import { assert } from '../../base/assert.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import type { ExpectHold } from '../../commands/own-command.ts';
import type { BookState } from '../book-state.ts';
import type { HoldExpected } from '../event.ts';
import { lotHolder } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import { expected, type Move } from '../time/delta.ts';
import { seqAt } from '../time/instant.ts';
import { endExpectation, foreseeMeeting } from './expect-hold.ts';
import { findHold, needParties } from './find-hold.ts';
import { type HoldRow, isActive, leftOf, returnOf } from './hold.ts';

/**
 * Decides that the target of a hold expects what is left of it, from its placing to its end, where it was placed before
 * targets were looked at and its target is one that it could have been placed for. No ceiling refuses it: the hold is there.
 */
export function decideExpectHold(
  state: BookState,
  command: ExpectHold,
): HoldExpected | Rejection<RuleReason<'expect_hold'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const hold = findHold(state, command.subject, command.key);
  if (hold === undefined) return reject('hold_unknown', command.subject);
  if (!mayBeExpected(hold) || !isActive(hold, instant)) return reject('hold_not_active', hold.id);
  const { accounts } = state;
  const holder = accounts.byKey(hold.account);
  const target = accounts.living(hold.to, hold.placed);
  if (target === undefined) return reject('account_unknown', hold.to);
  if (target === holder) return reject('same_account', hold.to);
  if (target.row.asset !== holder.row.asset) return reject('asset_mismatch', hold.to);
  const last = lotHolder(state, target);
  // Nobody looked at what was to come to an account that was closed.
  if (last.row.ended !== null) return reject('account_unknown', last.row.id);
  const amount = leftOf(hold);
  const end = returnOf(hold);
  const met = foreseeMeeting(state, holder, target, end);
  const moves: Move[] = [];
  spread(state, moves, target, hold.placed, expected(amount));
  const until = met ?? end;
  if (until !== undefined) endExpectation(state, moves, { target, until: undefined, amount }, until);
  return {
    kind: 'hold_expected',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [],
    hold: hold.key,
    target: { named: target.row.key, last: last.row.key, met },
  };
}

/** The hold; behind it whose it is, and who is to expect it. */
export function needsOfExpectHold(needs: Needs, { subject, key }: ExpectHold): void {
  const hold = needs.has('hold', subject) ? findHold(needs.state, subject, key) : undefined;
  if (hold === undefined) return;
  needParties(needs, hold);
  const target = needs.life(hold.to, hold.placed);
  if (target !== undefined) needs.holders(target.row.key);
}

/** Whether a hold was placed before targets were looked at, and is to pay to somebody. */
function mayBeExpected({ target, to }: HoldRow): boolean {
  return target === null && to !== WORLD;
}

export function applyHoldExpected(state: BookState, event: HoldExpected): void {
  const hold = state.holds.get(event.hold);
  assert(hold !== undefined, 'a hold that is expected was placed');
  state.holds.put(hold.key, { ...hold, target: event.target });
}
