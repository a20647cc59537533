import { TallystickError } from './error.ts';

/** The greatest amount, in minor units: the signed 64-bit range of the stores. */
export const AMOUNT_MAX = 2n ** 63n - 1n;
/** The least amount, in minor units. */
export const AMOUNT_MIN = -(2n ** 63n);

/** How a caller may give an amount of minor units: a bigint, or a number that is a safe integer. */
export type AmountInput = bigint | number;

/** The amount as a bigint from 1 to AMOUNT_MAX. Anything else throws `bad_amount`. */
export function positiveAmount(field: string, value: unknown): bigint {
  const amount = toBigint(value);
  if (amount === undefined || amount <= 0n) refuse(field, value, 'a positive integer');
  return inRange(field, amount);
}

/** The amount as a bigint from 0 to AMOUNT_MAX. Anything else throws `bad_amount`. */
export function nonNegativeAmount(field: string, value: unknown): bigint {
  const amount = toBigint(value);
  if (amount === undefined || amount < 0n) refuse(field, value, 'a non-negative integer');
  return inRange(field, amount);
}

/** The amount, of either sign but not zero, within 64 bits. Anything else throws `bad_amount`. */
export function nonZeroAmount(field: string, value: unknown): bigint {
  const amount = toBigint(value);
  if (amount === undefined || amount === 0n) refuse(field, value, 'an integer other than zero');
  return inRange(field, amount);
}

/** The amount, of either sign or zero, within 64 bits. Anything else throws `bad_amount`. */
export function anyAmount(field: string, value: unknown): bigint {
  const amount = toBigint(value);
  if (amount === undefined) refuse(field, value, 'an integer');
  return inRange(field, amount);
}

/** A bigint for a bigint or a safe integer; undefined for everything else, 1.5 and 2 ** 53 among it. */
function toBigint(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined; // isSafeInteger holds for numbers only.
}

function inRange(field: string, amount: bigint): bigint {
  if (amount > AMOUNT_MAX || amount < AMOUNT_MIN) refuse(field, amount, 'an integer within 64 bits');
  return amount;
}

function refuse(field: string, value: unknown, expected: string): never {
  throw new TallystickError('bad_amount', field, value, expected);
}
