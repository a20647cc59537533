import { describe, expect, test } from 'vitest';
import {
  AMOUNT_MAX,
  AMOUNT_MIN,
  anyAmount,
  nonNegativeAmount,
  nonZeroAmount,
  positiveAmount,
} from './amount.ts';
import { TallystickError } from './error.ts';

/** What each reader says about a value: the amount, or what it expected instead. */
const readers = { positiveAmount, nonNegativeAmount, nonZeroAmount, anyAmount };
function readAll(value: unknown): Record<string, bigint | string> {
  const answers: Record<string, bigint | string> = {};
  for (const [name, read] of Object.entries(readers)) {
    try {
      answers[name] = read('amount', value);
    } catch (error) {
      if (!(error instanceof TallystickError)) throw error;
      expect(error).toMatchObject({ code: 'bad_amount', field: 'amount', value });
      answers[name] = error.expected;
    }
  }
  return answers;
}

const POSITIVE = 'a positive integer';
const NON_NEGATIVE = 'a non-negative integer';
const NON_ZERO = 'an integer other than zero';
const BITS = 'an integer within 64 bits';
const noInteger = [POSITIVE, NON_NEGATIVE, NON_ZERO, 'an integer'] as const;

describe('reading an amount', () => {
  test.each([
    [5, [5n, 5n, 5n, 5n]],
    [5n, [5n, 5n, 5n, 5n]],
    [Number.MAX_SAFE_INTEGER, Array(4).fill(9007199254740991n)],
    [9007199254740993n, Array(4).fill(9007199254740993n)],
    [0, [POSITIVE, 0n, NON_ZERO, 0n]],
    [-0, [POSITIVE, 0n, NON_ZERO, 0n]],
    [0n, [POSITIVE, 0n, NON_ZERO, 0n]],
    [-5, [POSITIVE, NON_NEGATIVE, -5n, -5n]],
    [-5n, [POSITIVE, NON_NEGATIVE, -5n, -5n]],
    [AMOUNT_MAX, Array(4).fill(AMOUNT_MAX)],
    [AMOUNT_MAX + 1n, [BITS, BITS, BITS, BITS]],
    [AMOUNT_MIN, [POSITIVE, NON_NEGATIVE, AMOUNT_MIN, AMOUNT_MIN]],
    [AMOUNT_MIN - 1n, [POSITIVE, NON_NEGATIVE, BITS, BITS]],
    [1.5, noInteger],
    [2 ** 53, noInteger],
    [-(2 ** 53), noInteger],
    [Number.NaN, noInteger],
    [Number.POSITIVE_INFINITY, noInteger],
    ['5', noInteger],
    [null, noInteger],
    [undefined, noInteger],
    [true, noInteger],
    [[5], noInteger],
    [{ valueOf: () => 5 }, noInteger],
    [Object(5n), noInteger],
  ])('%o', (value, [positive, nonNegative, nonZero, any]) => {
    expect(readAll(value)).toEqual({
      positiveAmount: positive,
      nonNegativeAmount: nonNegative,
      nonZeroAmount: nonZero,
      anyAmount: any,
    });
  });

  test('the message names field, expectation and value', () => {
    expect(() => positiveAmount('amount', -5)).toThrow('amount: expected a positive integer, got -5');
    expect(() => positiveAmount('entries[2]', AMOUNT_MAX + 1n)).toThrow(
      'entries[2]: expected an integer within 64 bits, got 9223372036854775808n',
    );
  });
});
