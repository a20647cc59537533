import type { Account } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import { type Delta, type Move, moveOf, negateDelta } from '../time/delta.ts';
import { compareInstants, type Instant } from '../time/instant.ts';

/**
 * Adds to `moves` a delta on an account, and what follows from it through later merges: where the account
 * was merged away at or after that place, the delta is carried there into the survivor, and so on.
 * Source: spec `bank`, a change of x on an account merged at m is a change of x on the survivor from m on.
 * O(1 + later merges).
 */
export function spread(
  state: BookState,
  moves: Move[],
  account: Account,
  instant: Instant,
  delta: Delta,
): void {
  moves.push(moveOf(account.row.key, instant, delta));
  let holder = account;
  let from = instant;
  while (holder.row.ended !== null && holder.row.ended.into !== null) {
    if (compareInstants(from, holder.row.ended) > 0) return;
    from = holder.row.ended;
    moves.push(moveOf(holder.row.key, from, negateDelta(delta)));
    holder = state.accounts.byKey(holder.row.ended.into);
    moves.push(moveOf(holder.row.key, from, delta));
  }
}
