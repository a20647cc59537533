import { assert } from '../../base/assert.ts';
import type { Account } from '../account/account.ts';
import { noAccount } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { Draw } from '../lot/draw.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import { credit, debit, type Move } from '../time/delta.ts';
import { compareInstants, type Instant } from '../time/instant.ts';

/** What a refund moves and draws, and the keys of who gets it. */
export interface Paid {
  readonly moves: Move[];
  readonly draws: readonly Draw[];
  readonly receivers: readonly string[];
}

/**
 * Gives each draw back to where its payment came from: to the account that paid it, or to what that was merged into by
 * then. Refused when it was closed, and when it was merged into the very account that pays back. One entry for each
 * account, however many draws it gets.
 */
export function payBack(
  state: BookState,
  from: Account,
  draws: readonly Draw[],
  instant: Instant,
): Paid | Rejection<'account_unknown' | 'same_account'> {
  const sums = new Map<string, { readonly receiver: Account; amount: bigint }>();
  const directed: Draw[] = [];
  let total = 0n;
  for (const draw of draws) {
    const receiver = payerThen(state, draw, instant);
    if ('kind' in receiver) return receiver;
    const { key } = receiver.row;
    if (key === from.row.key) return reject('same_account', from.row.id);
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { receiver, amount: draw.amount });
    else sum.amount += draw.amount;
    directed.push({ ...draw, to: key });
    total += draw.amount;
  }
  const moves: Move[] = [];
  if (total > 0n) spread(state, moves, from, instant, debit(total));
  for (const { receiver, amount } of sums.values()) spread(state, moves, receiver, instant, credit(amount));
  return { moves, draws: directed, receivers: [...sums.keys()] };
}

/** The account that has what the payer of a payment had, at a place in time. */
function payerThen(
  state: BookState,
  { lot }: Draw,
  instant: Instant,
): Account | Rejection<'account_unknown'> {
  const payment = state.payments.get(lot);
  assert(payment !== undefined, 'a draw is on a payment in the book');
  const account = state.accounts.heldBy(state.accounts.byKey(payment.from), instant);
  const { ended, id } = account.row;
  return ended !== null && compareInstants(ended, instant) < 0 ? noAccount(state, id, instant) : account;
}
