import type { RuleReason } from '../../commands/command-table.ts';
import { SOURCE, WORLD } from '../../commands/field.ts';
import type { Refund } from '../../commands/lot-commands.ts';
import type { Account } from '../account/account.ts';
import { findAccount, findPair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { PaymentRefunded } from '../event.ts';
import type { Draw } from '../lot/draw.ts';
import { takeDraws } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { checkPassing } from '../posting/check-passing.ts';
import { pass } from '../posting/transfer.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import { OLDEST_FIRST } from './draw-order.ts';
import { drawPayments } from './draw-payments.ts';
import { type Paid, payBack } from './pay-back.ts';
import type { PaymentRow } from './payment.ts';

/**
 * Decides a refund: its id is free, one payment or those that its rules choose cover it, and the
 * account can bear it. What remains of payments is as of the refund's arrival; its date says only which
 * payments are old enough. With m payments in d draw orders: by id
 * O(d log m), by rules O(d k log m) for k payments drawn. Source: spec `refunds`.
 */
export function decideRefund(
  state: BookState,
  command: Refund,
): PaymentRefunded | Rejection<RuleReason<'refund'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const parties = findParties(state, command, instant);
  if ('kind' in parties) return parties;
  const { from, to } = parties;
  if (state.refunds.get(command.refund) !== undefined) return reject('refund_exists', command.refund);
  if (from.row.ended?.into) return reject('account_merged_since', command.account);
  const draws = drawPayments(state, from, command);
  if ('kind' in draws) return draws;
  const paid =
    to === undefined
      ? payBack(state, from, draws, instant)
      : payTo(state, from, to, command.amount, draws, instant);
  if ('kind' in paid) return paid;
  // What goes back to whoever paid it gives back.
  const rejection = checkPassing(state, { from, to }, paid.moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'payment_refunded',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves: paid.moves,
    names: [from.row.key, ...paid.receivers],
    refund: command.refund,
    account: from.row.key,
    draws: paid.draws,
  };
}

/** Whose payments give, and who gets it all; nobody, where each draw goes back to where its payment came from. */
interface Parties {
  readonly from: Account;
  readonly to?: Account;
}

function findParties(
  state: BookState,
  { account, to = WORLD }: Refund,
  instant: Instant,
): Parties | Rejection<RuleReason<'refund'>> {
  if (to !== SOURCE) {
    return to === account ? reject('same_account', to) : findPair(state, account, to, instant);
  }
  // Nobody on the other side says which world is meant.
  if (account === WORLD) return reject('asset_mismatch', WORLD);
  const from = findAccount(state, account, instant, undefined);
  return 'kind' in from ? from : { from };
}

function payTo(
  state: BookState,
  from: Account,
  to: Account,
  amount: bigint,
  draws: readonly Draw[],
  instant: Instant,
): Paid {
  const moves: Move[] = [];
  if (amount > 0n) pass(state, moves, from, to, instant, amount);
  return { moves, draws, receivers: [to.row.key] };
}

/** The payments that are named, and whose they are; or all that the account, or the group, has; and who is paid back. */
export function needsOfRefund(
  needs: Needs,
  command: Omit<Refund, 'effectiveAt'> & { readonly effectiveAt?: number | undefined },
  place: Instant,
): void {
  const { account, to = WORLD, payment, payments, group } = command;
  const ids = payment === undefined ? payments : [payment];
  const { state } = needs;
  if (ids !== undefined) {
    for (const id of ids) {
      const row = needs.has('payment', id) ? state.payments.get(id) : undefined;
      if (row !== undefined) needs.holders(row.account);
    }
  } else if (group !== undefined) {
    needs.has('payments_in', group);
  } else {
    for (const key of needs.lotAccounts(account, to, place)) needs.has('payments_of', key);
  }
  if (to === SOURCE && !needs.lacks) needPayers(needs, { ...command, effectiveAt: place.at }, place);
}

/** Those of the payments that it would draw on as things are; in a group, where others come before it, of all that may give. */
function needPayers(needs: Needs, command: Refund, place: Instant): void {
  const { state } = needs;
  const account = needs.life(command.account, place);
  if (account === undefined) return;
  if (!needs.isInGroup) {
    const draws = drawPayments(state, account, command);
    if ('kind' in draws) return;
    for (const { lot } of draws) needPayer(needs, state.payments.get(lot), place);
    return;
  }
  const ids = command.payment === undefined ? command.payments : [command.payment];
  if (ids !== undefined) {
    for (const id of ids) needPayer(needs, state.payments.get(id), place);
    return;
  }
  const scope = { account: account.row.key, group: command.group };
  for (const { key } of state.paymentsByAccount.inOrder(scope, OLDEST_FIRST).entries()) {
    needPayer(needs, key, place);
  }
}

/** The account that paid, and whoever it was merged into, with their pasts from a place on. */
export function needPayer(needs: Needs, payment: PaymentRow | undefined, place: Instant): void {
  if (payment !== undefined) needs.holders(payment.from, place);
}

export function applyPaymentRefunded(state: BookState, event: PaymentRefunded): void {
  const { refund: id, account, at, draws, seq } = event;
  const taken = draws.map(({ lot, amount }) => ({ lot, amount }));
  state.refunds.put(id, { id, account, at, draws: taken, seq });
  takeDraws(state.payments, draws);
}
