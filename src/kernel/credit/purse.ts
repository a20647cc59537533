import { assert } from '../../base/assert.ts';
import { WORLD } from '../../commands/field.ts';
import type { Account } from '../account/account.ts';
import type { Pair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import { type Draw, type LotChange, totalOf } from '../lot/draw.ts';
import { postedBy } from '../posting/post.ts';
import { spread } from '../posting/spread-moves.ts';
import {
  credit,
  type Delta,
  debit,
  intoPurse,
  type Move,
  NO_CHANGE,
  negateDelta,
  postedOf,
} from '../time/delta.ts';
import type { Instant } from '../time/instant.ts';
import { type CreditRow, endOfCredit, startOfCredit } from './credit.ts';

/**
 * What is left of the credits granted to an account is in its purse: it is posted, and neither available nor held. So only
 * spends, expiries and reversals touch it. A book that began under rules which knew no purses has none.
 *
 * The part of it that is spendable falls in advance where a credit's moment comes, by what is left of it now: what draws on it
 * before takes less away there, and what gives it back takes more. Where its time has not come at its grant it rises only then.
 */

/** When a credit may be spent: where it begins later than its grant, and where it ends. */
export interface WhenSpendable {
  readonly start: Instant | undefined;
  readonly end: Instant | undefined;
}

/** Adds to `moves` that an amount is granted at a place. */
export function passIntoPurse(
  state: BookState,
  moves: Move[],
  pair: Pair,
  instant: Instant,
  amount: bigint,
  { start, end }: WhenSpendable,
): void {
  spread(state, moves, pair.from, instant, debit(amount));
  const granted = state.hasPurses ? intoPurse(amount) : credit(amount);
  const isLater = start !== undefined && start.at > instant.at;
  spread(state, moves, pair.to, instant, isLater ? { ...granted, spendable: 0n } : granted);
  if (isLater) leaveAt(state, moves, pair.to, start, -amount);
  if (end !== undefined) leaveAt(state, moves, pair.to, end, amount);
}

/** Adds to `moves` that draws on credits are posted out at a place. */
export function passOutOfPurse(
  state: BookState,
  moves: Move[],
  pair: Pair,
  instant: Instant,
  draws: readonly Draw[],
): void {
  const amount = totalOf(draws);
  if (amount === 0n) return;
  if (state.hasPurses) changePurse(state, moves, pair.from, instant, { draws, sign: -1n });
  else spread(state, moves, pair.from, instant, debit(amount));
  spread(state, moves, pair.to, instant, credit(amount));
}

/** Nobody's limits ask for the past of a world, so that it may not be there; nor is it looked at for nothing. */
export function assertCovered(
  state: BookState,
  { row, timeline }: Account,
  instant: Instant,
  amount: bigint,
): void {
  if (!state.hasPurses || amount === 0n || row.id === WORLD) return;
  assert(timeline.sumsBefore(instant).purse >= amount, 'what is drawn is in the purse');
}

/** Amounts of credits, and whether they come into a purse or go out of it. */
interface Change {
  readonly draws: readonly Draw[];
  readonly sign: 1n | -1n;
}

/** Adds to `moves` that amounts of credits come into the purse of an account at a place, or go. What has not begun, or has ended, is not spendable. */
function changePurse(
  state: BookState,
  moves: Move[],
  account: Account,
  instant: Instant,
  { draws, sign }: Change,
): void {
  const amount = totalOf(draws);
  const now = totalOf(draws.filter(({ lot }) => isWithin(instant, whenOf(state, lot))));
  spread(state, moves, account, instant, { ...intoPurse(sign * amount), spendable: sign * now });
  leaveWith(state, moves, account, instant, { draws, sign });
}

/** Adds to `moves` that those amounts of credits come where each begins, and leave where it ends, behind a place; or that they do no more. */
function leaveWith(
  state: BookState,
  moves: Move[],
  account: Account,
  instant: Instant,
  { draws, sign }: Change,
): void {
  for (const { lot, amount } of draws) {
    const { start, end } = whenOf(state, lot);
    if (start !== undefined && start.at > instant.at) leaveAt(state, moves, account, start, -sign * amount);
    if (end !== undefined && end.at > instant.at) leaveAt(state, moves, account, end, sign * amount);
  }
}

/** Adds to `moves` that so much leaves what is spendable on whoever has an account's balances where that is; negative: no more. */
function leaveAt(state: BookState, moves: Move[], account: Account, end: Instant, amount: bigint): void {
  const holder = state.accounts.heldBy(account, end);
  spread(state, moves, holder, end, { ...NO_CHANGE, spendable: -amount });
}

/** Adds to `moves` that what is left of a credit leaves what is spendable at another end than it did. */
export function leaveLater(
  state: BookState,
  moves: Move[],
  { account: key, remaining, seq, expiresAt }: CreditRow,
  ends: Pick<CreditRow, 'expiresAt'>,
): void {
  if (remaining === 0n) return;
  const account = state.accounts.byKey(key);
  const before = endOfCredit({ seq, expiresAt });
  const after = endOfCredit({ seq, expiresAt: ends.expiresAt });
  if (before !== undefined) leaveAt(state, moves, account, before, -remaining);
  if (after !== undefined) leaveAt(state, moves, account, after, remaining);
}

function whenOf(state: BookState, lot: string): WhenSpendable {
  const row = state.credits.get(lot);
  assert(row !== undefined, 'a draw is on a credit in the book');
  return { start: startOfCredit(row), end: endOfCredit(row) };
}

function isWithin({ at }: Instant, { start, end }: WhenSpendable): boolean {
  return (start === undefined || start.at <= at) && (end === undefined || end.at > at);
}

/** Adds to `moves` what a reversal posts on an account of a transaction that changed it so: of credits, from and to its purse. */
export function postBack(
  state: BookState,
  moves: Move[],
  account: Account,
  instant: Instant,
  { change, lots }: { readonly change: Delta; readonly lots: LotChange },
): void {
  const back = -postedOf(change);
  if (state.hasPurses && isOfPurse(back, lots))
    changePurse(state, moves, account, instant, creditsOf(state, lots));
  else spread(state, moves, account, instant, postedBy(back));
}

/**
 * Adds to `moves` the opposite of what a transaction changed on an account at its place. What it did with credits before there
 * was a purse is of the purse now.
 */
export function takeOff(
  state: BookState,
  moves: Move[],
  account: Account,
  instant: Instant,
  { change, lots }: { readonly change: Delta; readonly lots: LotChange },
): void {
  const back = negateDelta(change);
  const amount = postedOf(back);
  if (!state.hasPurses || !isOfPurse(amount, lots)) {
    spread(state, moves, account, instant, back);
    return;
  }
  const isOfBefore = change.purse === 0n;
  const now = { ...back, available: back.available - amount, purse: amount, spendable: amount };
  spread(state, moves, account, instant, isOfBefore ? now : back);
  leaveWith(state, moves, account, instant, creditsOf(state, lots));
}

/** Whether what is posted back so is on the account whose credits they are: draws are given back, a grant is taken. */
function isOfPurse(back: bigint, lots: LotChange): boolean {
  return lots.lots === 'credits_drawn' ? back > 0n : lots.lots === 'credit_granted' && back < 0n;
}

/** What the reversal of a transaction does with credits. */
function creditsOf(state: BookState, lots: LotChange): Change {
  if (lots.lots === 'credits_drawn') return { draws: lots.draws, sign: 1n };
  assert(lots.lots === 'credit_granted', 'what a purse changes by is of credits');
  const row = state.credits.get(lots.lot);
  assert(row !== undefined, 'what was granted is in the book');
  return { draws: [{ lot: row.key, amount: row.amount }], sign: -1n };
}
