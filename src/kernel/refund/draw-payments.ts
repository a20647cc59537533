import type { Refund } from '../../commands/lot-commands.ts';
import type { Account } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import type { Draw } from '../lot/draw.ts';
import { lotHolder } from '../lot/draw-lots.ts';
import { type Rejection, reject } from '../rejection.ts';
import { drawOrder } from './draw-order.ts';
import type { PaymentRow } from './payment.ts';
import { type Picking, pickAmong, pickPayments } from './pick-payments.ts';

type PaymentReason = 'payment_unknown' | 'payment_of_another_account' | 'payment_later';
type Drawing = Pick<
  Refund,
  'amount' | 'effectiveAt' | 'payment' | 'payments' | 'group' | 'rules' | 'proRata'
>;

/** Which payments of an account a refund draws on, and how much of each: of one, or of those that its rules choose. */
export function drawPayments(
  state: BookState,
  account: Account,
  command: Drawing,
): Draw[] | Rejection<PaymentReason | 'payment_insufficient' | 'payments_insufficient'> {
  const { payment: id, payments: ids, group, amount, effectiveAt: at } = command;
  if (id !== undefined) return drawOne(state, account, command, id);
  const order = drawOrder('rules', command.rules ?? []);
  const picking: Picking = { amount, at, order, proRata: command.proRata ?? false };
  const draws =
    ids === undefined
      ? pickPayments(state.paymentsByAccount, { account: account.row.key, group }, picking)
      : pickListed(state, account, ids, picking);
  if (typeof draws !== 'bigint') return draws;
  const { id: subject, asset } = account.row;
  return reject('payments_insufficient', subject, draws, { needed: amount, asset });
}

function drawOne(
  state: BookState,
  account: Account,
  { amount, effectiveAt }: Drawing,
  id: string,
): Draw[] | Rejection<PaymentReason | 'payment_insufficient'> {
  const payment = findPayment(state, account, id, effectiveAt);
  if ('kind' in payment) return payment;
  if (payment.remaining < amount) {
    const figures = { needed: amount, asset: account.row.asset };
    return reject('payment_insufficient', id, payment.remaining, figures);
  }
  return amount === 0n ? [] : [{ lot: id, amount }];
}

/** Each that is named must be the account's and old enough, whether or not it would give anything. */
function pickListed(
  state: BookState,
  account: Account,
  ids: readonly string[],
  picking: Picking,
): Draw[] | bigint | Rejection<PaymentReason> {
  const payments: PaymentRow[] = [];
  for (const id of ids) {
    const payment = findPayment(state, account, id, picking.at);
    if ('kind' in payment) return payment;
    payments.push(payment);
  }
  return pickAmong(payments, picking);
}

function findPayment(
  state: BookState,
  account: Account,
  id: string,
  at: number,
): PaymentRow | Rejection<PaymentReason> {
  const payment = state.payments.get(id);
  if (payment === undefined) return reject('payment_unknown', id);
  const holder = lotHolder(state, state.accounts.byKey(payment.account));
  if (holder.row.key !== account.row.key) return reject('payment_of_another_account', id);
  return payment.at > at ? reject('payment_later', id) : payment;
}
