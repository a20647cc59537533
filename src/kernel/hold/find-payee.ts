import type { Capture } from '../../commands/hold-commands.ts';
import type { PairReason } from '../../commands/reasons.ts';
import { type Account, livesAt } from '../account/account.ts';
import { findAccount, noAccount } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Instant } from '../time/instant.ts';
import { findTarget } from './expect-hold.ts';
import type { HoldRow } from './hold.ts';

/** Who is paid, which is another account than the one that pays, and may take it as a payment of that id. */
export function findPayee(
  state: BookState,
  { to, payment }: Capture,
  hold: HoldRow,
  { row }: Account,
  instant: Instant,
): Account | Rejection<PairReason | 'same_account' | 'payment_exists'> {
  const { asset } = row;
  const target =
    to === undefined ? findTarget(state, hold, instant, asset) : findAccount(state, to, instant, asset);
  if ('kind' in target) return target;
  // Whom a hold names lives while it is active, and may have been closed since.
  if (!livesAt(target.row, instant)) return noAccount(state, target.row.id, instant);
  if (target.row.key === row.key) return reject('same_account', row.id);
  if (target.row.asset !== asset) return reject('asset_mismatch', target.row.id);
  const isTaken = payment !== undefined && state.payments.get(payment) !== undefined;
  return isTaken ? reject('payment_exists', payment) : target;
}
