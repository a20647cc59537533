import { WORLD } from '../../commands/field.ts';
import type { PairReason } from '../../commands/reasons.ts';
import type { BookState } from '../book-state.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Instant } from '../time/instant.ts';
import type { Account } from './account.ts';

/** The account that an id means at a place in time; `asset` says which world is meant by `world`. */
export function findAccount(
  state: BookState,
  id: string,
  instant: Instant,
  asset: string | undefined,
): Account | Rejection<'account_unknown'> {
  if (id === WORLD && asset !== undefined) return state.accounts.world(asset);
  return state.accounts.living(id, instant) ?? noAccount(state, id, instant);
}

/** The refusal of an id that has no account at a place in time, and when it has one. */
export function noAccount(state: BookState, id: string, instant: Instant): Rejection<'account_unknown'> {
  return reject('account_unknown', id, undefined, state.accounts.timesAround(id, instant));
}

/** Two accounts that money passes between: both live then and are in one asset. */
export interface Pair {
  readonly from: Account;
  readonly to: Account;
}

/** Finds a pair of accounts; when one of them is the world, it is the world of the other's asset. */
export function findPair(
  state: BookState,
  from: string,
  to: string,
  instant: Instant,
): Pair | Rejection<PairReason> {
  const { accounts } = state;
  const source = from === WORLD ? undefined : accounts.living(from, instant);
  const target = to === WORLD ? undefined : accounts.living(to, instant);
  if (from !== WORLD && source === undefined) return noAccount(state, from, instant);
  if (to !== WORLD && target === undefined) return noAccount(state, to, instant);
  const asset = (source ?? target)?.row.asset;
  // Two worlds have no asset to pass in.
  if (asset === undefined) return reject('asset_mismatch', WORLD);
  if (target !== undefined && target.row.asset !== asset) return reject('asset_mismatch', to);
  return { from: source ?? accounts.world(asset), to: target ?? accounts.world(asset) };
}
