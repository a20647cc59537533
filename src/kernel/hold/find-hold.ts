import type { BookState } from '../book-state.ts';
import type { Needs } from '../needs.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import { type Move, reserve } from '../time/delta.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import { expectLess } from './expect-hold.ts';
import { type HoldRow, isActive, returnOf } from './hold.ts';

/** The hold of that key among those that have had an id. */
export function findHold(state: BookState, id: string, key: number): HoldRow | undefined {
  let found: HoldRow | undefined;
  state.holdsById.some(id, (hold) => {
    if (hold.key === key) found = hold;
    return hold.key === key;
  });
  return found;
}

/** The hold that the id means at a place in time, which must be active then. */
export function findActiveHold(
  state: BookState,
  id: string,
  instant: Instant,
): HoldRow | Rejection<'hold_unknown' | 'hold_not_active'> {
  const hold = state.holdsById.at(id, instant);
  if (hold === undefined || compareInstants(hold.placed, instant) > 0) return reject('hold_unknown', id);
  return isActive(hold, instant) ? hold : reject('hold_not_active', id);
}

/** What a hold's accounts are to whoever does something with it: nobody looks at the past of who holds, or is paid, before there. */
export interface PartiesFrom {
  readonly holder?: Instant | undefined;
  readonly target?: Instant | undefined;
}

/** Whose money a hold holds, and who expects it. */
export function needParties(needs: Needs, { account, target }: HoldRow, from: PartiesFrom = {}): void {
  needs.holders(account, from.holder);
  if (target !== null) needs.holders(target.named, from.target);
}

/** Adds to `moves` that `amount`, still held, goes back at a place in time instead of at the hold's expiry, and is expected no longer. */
export function endHold(
  state: BookState,
  moves: Move[],
  hold: HoldRow,
  amount: bigint,
  instant: Instant,
): void {
  if (amount === 0n) return;
  expectLess(state, moves, hold, amount, instant);
  const placedOn = state.accounts.byKey(hold.account);
  spread(state, moves, state.accounts.heldBy(placedOn, instant), instant, reserve(amount));
  const expiry = returnOf(hold);
  if (expiry === undefined) return;
  spread(state, moves, state.accounts.heldBy(placedOn, expiry), expiry, reserve(-amount));
}
