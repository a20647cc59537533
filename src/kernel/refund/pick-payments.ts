import type { Draw } from '../lot/draw.ts';
import type { DrawOrder } from './draw-order.ts';
import type { PaymentRow } from './payment.ts';
import type { PaymentsByAccount, Refundable } from './payments-by-account.ts';

/**
 * Which payments a refund by rules draws on: those of the account dated at or before the refund with
 * something remaining, greedily in the rules' order until it is covered; or, when they cannot cover it, how
 * much they have. O(k log m) for k payments drawn; a lack of money is found in O(log m).
 */
export function pickPayments(
  payments: PaymentsByAccount,
  account: string,
  amount: bigint,
  at: number,
  order: DrawOrder,
): Draw[] | bigint {
  const refundable = refundableAt(payments, account, at);
  if (refundable < amount) return refundable;
  const tree = payments.inOrder(account, order);
  const isOldEnough = (summary: Refundable): boolean => summary.earliestAt <= at;
  const draws: Draw[] = [];
  let wanted = amount;
  let after: PaymentRow | undefined;
  while (wanted > 0n) {
    const next = tree.find(isOldEnough, after);
    if (next === undefined) return refundable;
    const payment = next.value;
    const taken = payment.remaining < wanted ? payment.remaining : wanted;
    draws.push({ lot: payment.id, amount: taken });
    wanted -= taken;
    after = payment;
  }
  return draws;
}

/** What remains of the account's payments dated at or before a moment. O(log m). */
function refundableAt(payments: PaymentsByAccount, account: string, at: number): bigint {
  // In oldest-first order, everything up to `at` is a beginning: it ends before the first later payment.
  const tree = payments.oldestFirst(account);
  const firstLater = { id: '', account, from: '', amount: 0n, remaining: 0n, seq: null, at: at + 1 };
  return tree.between(undefined, firstLater)?.remaining ?? 0n;
}
