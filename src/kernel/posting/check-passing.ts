import type { MOVE_REASONS } from '../../commands/reasons.ts';
import type { Account } from '../account/account.ts';
import { checkFrozenPair } from '../account/check-frozen.ts';
import type { BookState } from '../book-state.ts';
import type { Rejection } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { checkBalances, type Force } from './check-balances.ts';
import { checkVelocity } from './check-velocity.ts';

/**
 * Whether money may pass, or be kept to pass, from one account to another, in the order of the reasons: neither is frozen for
 * it, balances can bear all moves at every instant, and velocity limits let it through. By force no freeze is in the way.
 */
export function checkPassing(
  state: BookState,
  pair: { readonly from: Account | undefined; readonly to: Account | undefined },
  moves: readonly Move[],
  how: Force = {},
): Rejection<(typeof MOVE_REASONS)[number]> | undefined {
  const frozen = how.force === true ? undefined : checkFrozenPair(state, pair);
  return frozen ?? checkBalances(state, moves, how) ?? checkVelocity(state, moves, how);
}
