import type { Refund } from '../../src/commands/lot-commands.ts';
import type { Reason } from '../../src/commands/reasons.ts';
import { drawInOrder, drawPro, type PlainDraw, type PlainPayment, sortPayments } from './plain-book-picks.ts';

/** What a refund draws on an account's own payments, or all that stands against that. */
export function refundDraws(
  command: Refund,
  own: readonly PlainPayment[],
  all: readonly PlainPayment[],
): PlainDraw<PlainPayment>[] | Reason[] {
  const { payment, payments, group, rules = [], amount, effectiveAt } = command;
  const ids = payment === undefined ? payments : [payment];
  const against = (ids ?? []).flatMap((id): Reason[] => {
    const named = all.find((each) => each.id === id);
    if (named === undefined) return ['payment_unknown'];
    if (!own.includes(named)) return ['payment_of_another_account'];
    return named.at > effectiveAt ? ['payment_later'] : [];
  });
  // They are looked at one by one.
  if (against.length > 0) return against.slice(0, 1);
  const eligible = own.filter(
    (each) =>
      each.at <= effectiveAt &&
      (ids === undefined || ids.includes(each.id)) &&
      (group === undefined || each.group === group),
  );
  const sorted = sortPayments(eligible, rules);
  const draws = command.proRata === true ? drawPro(sorted, amount) : drawInOrder(sorted, amount);
  if (typeof draws !== 'bigint') return draws;
  return [payment === undefined ? 'payments_insufficient' : 'payment_insufficient'];
}

/** Whether those are draws, and no reasons. */
export function isDraws<Draw extends object>(
  drawn: readonly Draw[] | readonly Reason[],
): drawn is readonly Draw[] {
  return drawn.every((each) => typeof each === 'object');
}
