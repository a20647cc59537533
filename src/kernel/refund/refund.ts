import type { RuleReason } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import type { Refund } from '../../commands/lot-commands.ts';
import type { Account } from '../account/account.ts';
import { findPair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { PaymentRefunded } from '../event.ts';
import type { Draw } from '../lot/draw.ts';
import { lotHolder, takeDraws } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { checkVelocity } from '../posting/check-velocity.ts';
import { pass } from '../posting/transfer.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import { drawOrder } from './draw-order.ts';
import { pickPayments } from './pick-payments.ts';

/**
 * Decides a refund: its id is free, one payment or the payments that its rules choose cover it, and the
 * account can bear it. What remains of payments is as of the refund's arrival; its date says only which
 * payments are old enough. With m payments in d draw orders: by id
 * O(d log m), by rules O(d k log m) for k payments drawn. Source: spec `refunds`.
 */
export function decideRefund(
  state: BookState,
  command: Refund,
): PaymentRefunded | Rejection<RuleReason<'refund'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const receiver = command.to ?? WORLD;
  if (receiver === command.account) return reject('same_account', receiver);
  const pair = findPair(state, command.account, receiver, instant);
  if ('kind' in pair) return pair;
  if (state.refunds.get(command.refund) !== undefined) return reject('refund_exists', command.refund);
  if (pair.from.row.ended?.into) return reject('account_merged_since', command.account);
  const draws =
    command.payment === undefined
      ? drawByRules(state, pair.from, command)
      : drawById(state, pair.from, command, command.payment);
  if ('kind' in draws) return draws;
  const moves: Move[] = [];
  if (command.amount > 0n) pass(state, moves, pair.from, pair.to, instant, command.amount);
  const rejection = checkBalances(state, moves) ?? checkVelocity(state, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'payment_refunded',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [pair.from.row.key, pair.to.row.key],
    refund: command.refund,
    account: pair.from.row.key,
    draws,
  };
}

/** The payment, and whose it is; or all that the account has. */
export function needsOfRefund(
  needs: Needs,
  { account, to = WORLD, payment: id }: Pick<Refund, 'account' | 'to' | 'payment'>,
  place: Instant,
): void {
  if (id === undefined) {
    for (const key of needs.lotAccounts(account, to, place)) needs.has('payments_of', key);
    return;
  }
  const payment = needs.has('payment', id) ? needs.state.payments.get(id) : undefined;
  if (payment !== undefined) needs.holders(payment.account);
}

function drawById(
  state: BookState,
  account: Account,
  command: Refund,
  id: string,
):
  | Draw[]
  | Rejection<'payment_unknown' | 'payment_of_another_account' | 'payment_later' | 'payment_insufficient'> {
  const payment = state.payments.get(id);
  if (payment === undefined) return reject('payment_unknown', id);
  const holder = lotHolder(state, state.accounts.byKey(payment.account));
  if (holder !== account) return reject('payment_of_another_account', id);
  if (payment.at > command.effectiveAt) return reject('payment_later', id);
  if (payment.remaining < command.amount) {
    const figures = { needed: command.amount, asset: account.row.asset };
    return reject('payment_insufficient', id, payment.remaining, figures);
  }
  return command.amount === 0n ? [] : [{ lot: id, amount: command.amount }];
}

function drawByRules(
  state: BookState,
  account: Account,
  command: Refund,
): Draw[] | Rejection<'payments_insufficient'> {
  const order = drawOrder('rules', command.rules ?? []);
  const { key, id, asset } = account.row;
  const draws = pickPayments(state.paymentsByAccount, key, command.amount, command.effectiveAt, order);
  return typeof draws === 'bigint'
    ? reject('payments_insufficient', id, draws, { needed: command.amount, asset })
    : draws;
}

export function applyPaymentRefunded(state: BookState, event: PaymentRefunded): void {
  const { refund: id, account, at, draws, seq } = event;
  state.refunds.put(id, { id, account, at, draws, seq });
  takeDraws(state.payments, draws);
}
