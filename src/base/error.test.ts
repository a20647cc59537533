import { describe, expect, test } from 'vitest';
import { TallystickError } from './error.ts';

const messageFor = (value: unknown): string =>
  new TallystickError('bad_amount', 'amount', value, 'a positive integer').message;

describe('TallystickError', () => {
  test('carries the code, the field, the value and what was expected', () => {
    const error = new TallystickError('bad_id', 'holdId', '', 'a non-empty string');
    expect(error).toBeInstanceOf(Error);
    expect({ ...error }).toEqual({
      name: 'TallystickError',
      code: 'bad_id',
      field: 'holdId',
      value: '',
      expected: 'a non-empty string',
    });
    expect(error.message).toBe('holdId: expected a non-empty string, got ""');
    expect(String(error)).toBe('TallystickError: holdId: expected a non-empty string, got ""');
  });

  test.each([
    [-5, '-5'],
    [-5n, '-5n'],
    [0.1, '0.1'],
    [-0, '-0'],
    [Number.NaN, 'NaN'],
    [undefined, 'undefined'],
    [null, 'null'],
    [true, 'true'],
    ['12"', '"12\\""'],
    ['x'.repeat(1000), `"${'x'.repeat(40)}"... (1000 units)`],
    [10n ** 40n, `1${'0'.repeat(40)}n`],
    [10n ** 40n + 1n, 'a bigint of more than 40 digits'],
    [-(10n ** 90n), 'a bigint of more than 40 digits'],
    [Symbol('secret'), 'a symbol'],
    [() => 1, 'a function'],
    [{ toString: () => 'never called' }, 'an object'],
    [[1, 2, 3], 'an array of 3'],
    [new Map([[1, 2]]), 'a Map of 1'],
    [new Date(0), 'a Date'],
  ])('shows %o as %s', (value, shown) => {
    expect(messageFor(value)).toBe(`amount: expected a positive integer, got ${shown}`);
  });

  test('shows a value that throws at every question', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(messageFor(proxy)).toBe('amount: expected a positive integer, got an object');
  });
});
