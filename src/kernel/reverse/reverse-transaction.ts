import { assert } from '../../base/assert.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import type { Reverse } from '../../commands/record-commands.ts';
import { noAccount } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import { behind, type CreditRow, cameWith, partsOfCreditKey, placeOfCredit } from '../credit/credit.ts';
import { postBack } from '../credit/purse.ts';
import { markGone } from '../credit/spend.ts';
import type { TransactionReversed } from '../event.ts';
import type { LotChange } from '../lot/draw.ts';
import { arrivalOf, restoreDraws, voidLot } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { needPayer } from '../refund/refund.ts';
import { type Rejection, reject } from '../rejection.ts';
import { type Move, postedOf } from '../time/delta.ts';
import { compareInstants, type Instant, laterOf, placeOf, seqAt } from '../time/instant.ts';
import { applyTakingBack, needTaken, takeBack } from './take-back.ts';
import type { TransactionRow } from './transaction.ts';

/**
 * Decides a reversal: the transaction posted money and was not reversed. The opposite is posted at the reversal's own
 * place, on the accounts or on what they were merged into by then; a transaction that takes effect later is taken back
 * at its own. Draws on payments and credits are restored exactly as recorded; a payment or credit itself can be reversed
 * while nothing was drawn from it.
 */
export function decideReverse(
  state: BookState,
  command: Reverse,
): TransactionReversed | Rejection<RuleReason<'reverse'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const id = command.transaction;
  const transaction = state.transactions.get(id);
  if (transaction === undefined) return reject('transaction_unknown', id);
  const postings = transaction.postings.filter(({ change }) => postedOf(change) !== 0n);
  if (postings.length === 0) return reject('not_reversible', id);
  if (transaction.closed) return reject('already_reversed', id);
  const drawn = wasDrawn(state, transaction.change) ?? notHere(state, transaction, instant);
  if (drawn !== undefined) return drawn;
  const fact = { kind: 'transaction_reversed', seq: seqAt(instant), at: instant.at, id: command.id } as const;
  if (isLater(transaction, instant)) {
    const taking = takeBack(state, transaction);
    if ('reason' in taking) return taking;
    const { moves, takenBack } = taking;
    return checkBalances(state, moves) ?? { ...fact, moves, names: [], transaction: id, takenBack };
  }
  const moves: Move[] = [];
  const names = new Set<string>();
  for (const { account: key, change } of postings) {
    const account = state.accounts.heldBy(state.accounts.byKey(key), instant);
    if (account.row.ended !== null && compareInstants(account.row.ended, instant) < 0) {
      return noAccount(state, account.row.id, instant);
    }
    names.add(account.row.key);
    postBack(state, moves, account, instant, { change, lots: transaction.change });
  }
  const rejection = checkBalances(state, moves);
  if (rejection !== undefined) return rejection;
  return { ...fact, moves, names: [...names], transaction: id };
}

/** Behind the transaction: its accounts, the lots that it drew on, and what it takes back where it takes effect later. */
export function needsOfReverse(
  needs: Needs,
  { transaction: id }: Pick<Reverse, 'transaction'>,
  place: Instant,
): void {
  const transaction = needs.has('transaction', id) ? needs.state.transactions.get(id) : undefined;
  if (transaction === undefined || transaction.closed) return;
  const from = laterOf(transaction.effective, place);
  for (const { account } of transaction.postings) needs.holders(account, from);
  const { change } = transaction;
  needLots(needs, change);
  if (needs.paysBack && change.lots === 'payments_drawn') {
    for (const { lot } of change.draws) {
      needPayer(needs, needs.has('payment', lot) ? needs.state.payments.get(lot) : undefined, place);
    }
  }
  if (isLater(transaction, place)) needTaken(needs, transaction);
}

/** The lots that a transaction drew on or made, and whose they are. */
export function needLots(needs: Needs, change: LotChange): void {
  const { payments, credits } = needs.state;
  switch (change.lots) {
    case 'none':
      return;
    case 'payment_made':
      needs.has('payment', change.lot);
      return;
    case 'credit_granted':
      needs.has('credit', change.lot);
      return;
    default: {
      const [kind, table] =
        change.lots === 'payments_drawn' ? (['payment', payments] as const) : (['credit', credits] as const);
      for (const { lot } of change.draws) {
        const row = needs.has(kind, lot) ? table.get(lot) : undefined;
        if (row !== undefined) needs.holders(row.account);
      }
    }
  }
}

/** Whether a transaction takes effect after its reversal, which then leaves nothing of it at any moment. */
function isLater(transaction: Pick<TransactionRow, 'effective'>, reversal: Instant): boolean {
  return compareInstants(transaction.effective, reversal) > 0;
}

function wasDrawn(
  state: BookState,
  change: LotChange,
): Rejection<'payment_drawn' | 'credit_drawn'> | undefined {
  if (change.lots === 'payment_made') {
    const payment = state.payments.get(change.lot);
    if (payment?.remaining !== payment?.amount) return reject('payment_drawn', change.lot);
  } else if (change.lots === 'credit_granted') {
    const credit = state.credits.get(change.lot);
    if (credit?.remaining !== credit?.amount) return reject('credit_drawn', credit?.id);
  }
  return undefined;
}

/**
 * A grant cannot be reversed at a place before the credit was given back what had been drawn from it: there it was not all in
 * the purse.
 */
function notHere(
  state: BookState,
  { change, effective }: TransactionRow,
  instant: Instant,
): Rejection<'credit_not_here'> | undefined {
  if (!state.hasPurses || change.lots !== 'credit_granted') return undefined;
  const credit = creditIn(state, change.lot);
  const { account } = partsOfCreditKey(credit.key);
  const from = arrivalOf(state, account, laterOf(effective, instant));
  return compareInstants(placeOfCredit(credit), from) > 0 ? reject('credit_not_here', credit.id) : undefined;
}

/** Gives back to credits what a transaction drew, from where they are again. */
function restoreCredits(
  state: BookState,
  { change, postings, effective }: TransactionRow,
  reversal: Instant,
): void {
  if (change.lots !== 'credits_drawn') return;
  // Taken back, nothing is left of the draw, and so nothing was given back either: unless it was drawn where there was no purse.
  const isGone = isLater({ effective }, reversal) && postings.some((posting) => posting.change.purse !== 0n);
  for (const { lot } of state.hasPurses ? change.draws : []) {
    const credit = creditIn(state, lot);
    const place = placeOfCredit(credit);
    const given = arrivalOf(state, credit.account, laterOf(place, laterOf(effective, reversal)));
    const hereFrom = isGone ? cameWith(place, arrivalOf(state, credit.account, place)) : behind(given);
    state.credits.put(lot, { ...credit, hereFrom });
  }
  restoreDraws(state, state.credits, change.draws);
}

function creditIn(state: BookState, lot: string): CreditRow {
  const credit = state.credits.get(lot);
  assert(credit !== undefined, 'what was granted, or drawn on, is in the book');
  return credit;
}

export function applyTransactionReversed(state: BookState, event: TransactionReversed): void {
  const transaction = state.transactions.get(event.transaction);
  assert(transaction !== undefined && !transaction.closed, 'what is reversed is in the book, and open');
  state.transactions.put(transaction.id, { ...transaction, closed: true });
  if (event.takenBack !== undefined) applyTakingBack(state, transaction, event.takenBack);
  const { change } = transaction;
  if (change.lots === 'payments_drawn') restoreDraws(state, state.payments, change.draws);
  else if (change.lots === 'credits_drawn') restoreCredits(state, transaction, placeOf(event.at, event.seq));
  else if (change.lots === 'payment_made') voidLot(state.payments, change.lot);
  else if (change.lots === 'credit_granted') {
    voidLot(state.credits, change.lot);
    markGone(state, change.lot, event.at);
  }
}
