import type { Draw } from '../lot/draw.ts';
import { type DrawOrder, OLDEST_FIRST } from './draw-order.ts';
import type { PaymentRow } from './payment.ts';
import type { PaymentScope, PaymentsByAccount, Refundable } from './payments-by-account.ts';
import { shareOut } from './share-out.ts';

/** How a refund draws on several payments. */
export interface Picking {
  readonly amount: bigint;
  /** Later payments do not give. */
  readonly at: number;
  readonly order: DrawOrder;
  /** True: all that may give do so in proportion to what is left of them; else one after the other. */
  readonly proRata: boolean;
}

/**
 * Which payments a refund by rules draws on: those of the scope dated at or before the refund with
 * something remaining, greedily in the rules' order until it is covered, or each in proportion; or, when they cannot
 * cover it, how much they have. O(k log m) for k of m payments drawn, in proportion O(m log m); a lack of money is
 * found in O(log m).
 */
export function pickPayments(
  payments: PaymentsByAccount,
  scope: PaymentScope,
  picking: Picking,
): Draw[] | bigint {
  const { amount, at, order, proRata } = picking;
  const refundable = refundableAt(payments, scope, at);
  if (refundable < amount) return refundable;
  const tree = payments.inOrder(scope, order);
  if (proRata) {
    const eligible = [...tree.entries()].flatMap(({ value }) => (value.at <= at ? value : []));
    return shareOut(eligible, amount, refundable);
  }
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

/** The same of payments that are at hand, all of them old enough. O(n log n). */
export function pickAmong(payments: readonly PaymentRow[], picking: Picking): Draw[] | bigint {
  const refundable = payments.reduce((sum, { remaining }) => sum + remaining, 0n);
  if (refundable < picking.amount) return refundable;
  const open = payments.filter(({ remaining }) => remaining > 0n).sort(picking.order.compare);
  if (picking.proRata) return shareOut(open, picking.amount, refundable);
  const draws: Draw[] = [];
  let wanted = picking.amount;
  for (const { id, remaining } of open) {
    if (wanted === 0n) break;
    const taken = remaining < wanted ? remaining : wanted;
    draws.push({ lot: id, amount: taken });
    wanted -= taken;
  }
  return draws;
}

/** What remains of a scope's payments dated at or before a moment. O(log m). */
export function refundableAt(payments: PaymentsByAccount, scope: PaymentScope, at: number): bigint {
  // In oldest-first order, everything up to `at` is a beginning: it ends before the first later payment.
  const tree = payments.inOrder(scope, OLDEST_FIRST);
  const { account } = scope;
  const firstLater = { id: '', account, from: '', amount: 0n, remaining: 0n, seq: null, at: at + 1 };
  return tree.between(undefined, firstLater)?.remaining ?? 0n;
}
