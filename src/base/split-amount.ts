import { assert } from './assert.ts';

/**
 * Splits an amount by weights, whose sum must not be zero: each part is its share of the amount rounded down, and the units
 * that this leaves go one by one to the parts with the largest remainders; of equal remainders to the earlier part. The parts
 * sum to the amount. O(n log n).
 */
export function splitAmount(amount: bigint, weights: readonly bigint[]): bigint[] {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n);
  assert(
    amount >= 0n && whole > 0n && weights.every((weight) => weight >= 0n),
    'there is something to split by',
  );
  const parts = weights.map((weight) => (amount * weight) / whole);
  const left = amount - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = weights
    .map((weight, i) => ({ i, remainder: (amount * weight) % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.i - b.i : a.remainder > b.remainder ? -1 : 1));
  for (const { i } of byRemainder.slice(0, Number(left))) parts[i] = (parts[i] ?? 0n) + 1n;
  return parts;
}
