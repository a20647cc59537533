import { assert } from '../../base/assert.ts';
import type { Draw } from '../lot/draw.ts';
import type { PaymentRow } from './payment.ts';

/**
 * Takes an amount from all payments in proportion to what is left of each: its share rounded down, and one unit more for
 * those that rounding took most from, where these tie for the first in the list, until nothing is left over. None gives
 * more than it has, and no unit is lost. Shares of nothing are left out. O(n log n).
 *
 * @param payments in the order of drawing
 * @param total what is left of them together, no less than the amount
 */
export function shareOut(payments: readonly PaymentRow[], amount: bigint, total: bigint): Draw[] {
  if (amount === 0n) return [];
  assert(amount <= total, 'what is shared out is there');
  let leftOver = amount;
  const shares = payments.map(({ id, remaining }, i) => {
    const share = (amount * remaining) / total;
    leftOver -= share;
    return { lot: id, amount: share, lost: (amount * remaining) % total, i };
  });
  const byLoss = shares.toSorted((a, b) => (a.lost === b.lost ? a.i - b.i : a.lost > b.lost ? -1 : 1));
  const oneMore = new Set<number>();
  for (const { i } of byLoss) {
    if (leftOver === 0n) break;
    leftOver -= 1n;
    oneMore.add(i);
  }
  return shares.flatMap(({ lot, amount: share, i }) => {
    const taken = oneMore.has(i) ? share + 1n : share;
    return taken === 0n ? [] : [{ lot, amount: taken }];
  });
}
