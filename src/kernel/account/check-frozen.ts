import type { BookState } from '../book-state.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import type { Account } from './account.ts';

/** What a command would do with an account: take from it, give to it, or act for it. */
export type Direction = 'debit' | 'credit' | 'act';

/**
 * Whether an account, or one that it was merged into, is frozen for what a command would do with it now. What was begun before
 * goes on, and is not asked here: captures of what was held, releases, expiries, reversals. O(1 + merges behind it).
 */
export function checkFrozen(
  state: BookState,
  account: Account | undefined,
  direction: Direction,
): Rejection<'account_frozen'> | undefined {
  for (let holder = account; holder !== undefined; ) {
    const { id, frozen, ended } = holder.row;
    if (frozen === 'all' || (frozen === 'debits' && direction !== 'credit'))
      return reject('account_frozen', id);
    if (ended === null || ended.into === null) return undefined;
    holder = state.accounts.byKey(ended.into);
  }
  return undefined;
}

/** The same of the two sides of what passes from one account to another. */
export function checkFrozenPair(
  state: BookState,
  { from, to }: { readonly from: Account | undefined; readonly to: Account | undefined },
): Rejection<'account_frozen'> | undefined {
  return checkFrozen(state, from, 'debit') ?? checkFrozen(state, to, 'credit');
}

/** The same of what goes on with a hold, where more of it is taken at a place than was held there. */
export function checkFrozenMore(
  state: BookState,
  { holder, target }: { readonly holder: Account; readonly target: Account | undefined },
  moves: readonly Move[],
  instant: Instant,
): Rejection<'account_frozen'> | undefined {
  let change = 0n;
  for (const move of moves) {
    if (move.account === holder.row.key && compareInstants(move, instant) === 0) change += move.available;
  }
  return change < 0n ? checkFrozenPair(state, { from: holder, to: target }) : undefined;
}
