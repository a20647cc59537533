import { assert } from '../../base/assert.ts';
import { WORLD } from '../../commands/field.ts';
import type { Account } from '../account/account.ts';
import type { Pair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { LotChange } from '../lot/draw.ts';
import { postedBy } from '../posting/post.ts';
import { spread } from '../posting/spread-moves.ts';
import { credit, type Delta, debit, intoPurse, type Move, negateDelta, postedOf } from '../time/delta.ts';
import type { Instant } from '../time/instant.ts';

/**
 * What is left of the credits granted to an account is in its purse: it is posted, and neither available nor held. So only
 * spends, expiries and reversals touch it. A book that began under rules which knew no purses has none.
 */

/** Adds to `moves` that an amount is granted at a place. */
export function passIntoPurse(
  state: BookState,
  moves: Move[],
  pair: Pair,
  instant: Instant,
  amount: bigint,
): void {
  spread(state, moves, pair.from, instant, debit(amount));
  spread(state, moves, pair.to, instant, state.hasPurses ? intoPurse(amount) : credit(amount));
}

/** Adds to `moves` that an amount of credits is posted out at a place. */
export function passOutOfPurse(
  state: BookState,
  moves: Move[],
  pair: Pair,
  instant: Instant,
  amount: bigint,
): void {
  spread(state, moves, pair.from, instant, state.hasPurses ? intoPurse(-amount) : debit(amount));
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

/** What a reversal posts on an account of a transaction that changed it so: what was done with credits, from and to its purse. */
export function postedBack(state: BookState, change: Delta, { lots }: LotChange): Delta {
  const back = -postedOf(change);
  return state.hasPurses && isOfPurse(back, lots) ? intoPurse(back) : postedBy(back);
}

/** The opposite of what a transaction changed on an account. What it did with credits before there was a purse is of the purse now. */
export function takenOff(state: BookState, change: Delta, { lots }: LotChange): Delta {
  const back = negateDelta(change);
  const amount = postedOf(back);
  if (!state.hasPurses || change.purse !== 0n || !isOfPurse(amount, lots)) return back;
  return { ...back, available: back.available - amount, purse: amount, spendable: amount };
}

/** Whether what is posted back so is on the account whose credits they are: draws are given back, a grant is taken. */
function isOfPurse(back: bigint, lots: LotChange['lots']): boolean {
  return lots === 'credits_drawn' ? back > 0n : lots === 'credit_granted' && back < 0n;
}
