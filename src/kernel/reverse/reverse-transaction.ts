import { assert } from '../../base/assert.ts';
import { noAccount } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { Reverse } from '../command.ts';
import type { TransactionReversed } from '../event.ts';
import type { LotChange } from '../lot/draw.ts';
import { restoreDraws, voidLot } from '../lot/draw-lots.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { postedBy } from '../posting/post.ts';
import { spread } from '../posting/spread-moves.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { compareInstants, seqAt } from '../time/instant.ts';

/**
 * Decides a reversal: the transaction posted money, takes effect no later, and was not reversed. The opposite
 * is posted on the accounts, or on what they were merged into by then; draws on payments and credits are
 * restored exactly as recorded; a payment or credit itself can be reversed while nothing was drawn from it.
 */
export function decideReverse(state: BookState, command: Reverse): TransactionReversed | Rejection {
  const instant = state.nextInstant(command.effectiveAt);
  const id = command.transaction;
  const transaction = state.transactions.get(id);
  if (transaction === undefined) return reject('transaction_unknown', id);
  if (compareInstants(transaction.effective, instant) > 0) return reject('transaction_later', id);
  if (transaction.postings.length === 0) return reject('not_reversible', id);
  if (transaction.closed)
    return reject(transaction.kind === 'transaction_reversed' ? 'not_reversible' : 'already_reversed', id);
  const drawn = wasDrawn(state, transaction.change);
  if (drawn !== undefined) return drawn;
  const moves: Move[] = [];
  const names = new Set<string>();
  for (const { account: key, amount } of transaction.postings) {
    const account = state.accounts.heldBy(state.accounts.byKey(key), instant);
    if (account.row.ended !== null && compareInstants(account.row.ended, instant) < 0) {
      return noAccount(state, account.row.id, instant);
    }
    names.add(account.row.key);
    spread(state, moves, account, instant, postedBy(-amount));
  }
  const rejection = checkBalances(state, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'transaction_reversed',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [...names],
    transaction: id,
  };
}

function wasDrawn(state: BookState, change: LotChange): Rejection | undefined {
  if (change.lots === 'payment_made') {
    const payment = state.payments.get(change.lot);
    if (payment?.remaining !== payment?.amount) return reject('payment_drawn', change.lot);
  } else if (change.lots === 'credit_granted') {
    const credit = state.credits.get(change.lot);
    if (credit?.remaining !== credit?.amount) return reject('credit_drawn', credit?.id);
  }
  return undefined;
}

export function applyTransactionReversed(state: BookState, event: TransactionReversed): void {
  const transaction = state.transactions.get(event.transaction);
  assert(transaction !== undefined && !transaction.closed, 'what is reversed is in the book, and open');
  state.transactions.put(transaction.id, { ...transaction, closed: true });
  const { change } = transaction;
  if (change.lots === 'payments_drawn') restoreDraws(state, state.payments, change.draws);
  else if (change.lots === 'credits_drawn') restoreDraws(state, state.credits, change.draws);
  else if (change.lots === 'payment_made') voidLot(state.payments, change.lot);
  else if (change.lots === 'credit_granted') voidLot(state.credits, change.lot);
}
