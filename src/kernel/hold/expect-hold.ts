import { WORLD } from '../../commands/field.ts';
import type { Hold } from '../../commands/hold-commands.ts';
import type { PairReason } from '../../commands/reasons.ts';
import type { Account } from '../account/account.ts';
import { findAccount, findPair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import { lotHolder } from '../lot/draw-lots.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import { expected, type Move } from '../time/delta.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import { expectedUntil, type HoldRow, type HoldTarget, leftOf, returnOf } from './hold.ts';

/** Whose money a hold holds, and who expects it; nobody does where it pays to the world, which has no limits. */
export interface HoldParties {
  readonly holder: Account;
  readonly target: Account | undefined;
}

/** The accounts that a hold names: both live then, are in one asset, and are two. */
export function findParties(
  state: BookState,
  command: Hold,
  instant: Instant,
): HoldParties | Rejection<PairReason | 'same_account'> {
  const { account, to = WORLD } = command;
  if (account === WORLD || to === WORLD) {
    // The world holds nothing back from itself, so a hold is on a named account.
    const holder = findAccount(state, account, instant, undefined);
    return 'kind' in holder ? holder : { holder, target: undefined };
  }
  if (account === to) return reject('same_account', account);
  const pair = findPair(state, account, to, instant);
  return 'kind' in pair ? pair : { holder: pair.from, target: pair.to };
}

/** Whom a capture pays, where it does not say so itself. */
export function findTarget(
  state: BookState,
  { target, to }: HoldRow,
  instant: Instant,
  asset: string,
): Account | Rejection<'account_unknown'> {
  if (target === null) return findAccount(state, to, instant, asset);
  return state.accounts.heldBy(state.accounts.byKey(target.named), instant);
}

/**
 * Where merges known so far make one account of two, following both forward; null: nowhere before `until`.
 * O(1 + merges of both).
 */
export function foreseeMeeting(
  state: BookState,
  holder: Account,
  target: Account,
  until: Instant | undefined,
): Instant | null {
  let left = holder;
  let right = target;
  for (;;) {
    const isLeft = mergesFirst(left, right);
    const end = (isLeft ? left : right).row.ended;
    if (end === null || end.into === null) return null;
    if (until !== undefined && compareInstants(end, until) >= 0) return null;
    const into = state.accounts.byKey(end.into);
    if (isLeft) left = into;
    else right = into;
    if (left === right) return { at: end.at, order: end.order };
  }
}

/** Whether an account is merged away before another is; an account that is closed goes nowhere. */
function mergesFirst(account: Account, other: Account): boolean {
  const { ended } = account.row;
  if (ended === null || ended.into === null) return false;
  const rival = other.row.ended;
  return rival === null || rival.into === null || compareInstants(ended, rival) < 0;
}

/** Adds to `moves` that an amount of a hold is expected no longer from a place in time on, if it still was. */
export function expectLess(
  state: BookState,
  moves: Move[],
  hold: HoldRow,
  amount: bigint,
  instant: Instant,
): void {
  if (hold.target === null) return;
  const named = state.accounts.byKey(hold.target.named);
  endExpectation(state, moves, { target: named, until: expectedUntil(hold), amount }, instant);
}

/** What an account expects, and whoever it was merged into, until a place in time. */
interface Expectation {
  readonly target: Account;
  readonly until: Instant | undefined;
  readonly amount: bigint;
}

/** Adds to `moves` that something is expected until `instant` alone, if that is earlier. */
export function endExpectation(
  state: BookState,
  moves: Move[],
  { target, until, amount }: Expectation,
  instant: Instant,
): void {
  if (until !== undefined && compareInstants(until, instant) <= 0) return;
  const { accounts } = state;
  spread(state, moves, accounts.heldBy(target, instant), instant, expected(-amount));
  if (until !== undefined) spread(state, moves, accounts.heldBy(target, until), until, expected(amount));
}

/** Whom a hold is to pay by merges known now, those included behind which it had ended. */
export function targetOf(state: BookState, hold: HoldRow): HoldTarget | null {
  if (hold.target === null) return null;
  const { named } = hold.target;
  const holder = state.accounts.byKey(hold.account);
  const target = state.accounts.byKey(named);
  return {
    named,
    last: lotHolder(state, target).row.key,
    met: foreseeMeeting(state, holder, target, returnOf(hold)),
  };
}

/** A hold as it is with a capture of an amount, and as it is without. */
interface Retaken {
  readonly before: HoldRow;
  readonly again: HoldRow;
  readonly amount: bigint;
}

/** Adds to `moves` that what was captured at a place in time is expected as if it never had been. */
export function expectAgain(
  state: BookState,
  moves: Move[],
  { before, again, amount }: Retaken,
  place: Instant,
): void {
  if (before.target === null) return;
  const met = before.target.met;
  // Behind it nothing was expected of the hold any more.
  if (met !== null && compareInstants(met, place) <= 0) return;
  const target = state.accounts.byKey(before.target.named);
  const until = expectedUntil(again);
  endExpectation(state, moves, { target, until, amount: -amount }, place);
  const endedAt = expectedUntil(before);
  const left = leftOf(before);
  if (left === 0n || endedAt === undefined) return;
  // What was left when it ended earlier lasts as long as the hold does now.
  endExpectation(state, moves, { target, until, amount: -left }, endedAt);
}
