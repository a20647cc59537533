import { expect, test } from 'vitest';
import { TallystickError } from './error.ts';
import { BEGINNING, nonNegativeDuration, timestamp } from './timestamp.ts';

test('every safe integer is a timestamp', () => {
  for (const value of [0, 1, -1, 86_400_000, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    expect(timestamp('at', value)).toBe(value);
  }
  expect(timestamp('at', BEGINNING)).toBe(Number.MIN_SAFE_INTEGER);
});

test('-0 becomes 0', () => {
  expect(Object.is(timestamp('at', -0), 0)).toBe(true);
  expect(Object.is(nonNegativeDuration('ttl', -0), 0)).toBe(true);
});

test.each([
  0.5,
  2 ** 53,
  -(2 ** 53),
  Number.NaN,
  Number.NEGATIVE_INFINITY,
  5n,
  '5',
  null,
  undefined,
  new Date(0),
])('%o is neither a timestamp nor a duration', (value) => {
  for (const read of [timestamp, nonNegativeDuration]) {
    expect(() => read('at', value)).toThrow(TallystickError);
    expect(() => read('at', value)).toThrow(
      expect.objectContaining({ code: 'bad_timestamp', field: 'at', value }),
    );
  }
});

test('the message names field, expectation and value', () => {
  expect(() => timestamp('timestampMs', 1.5)).toThrow('timestampMs: expected a safe integer, got 1.5');
  expect(() => nonNegativeDuration('ttlMs', -1)).toThrow(
    'ttlMs: expected a non-negative safe integer, got -1',
  );
});

test('a duration is zero or more', () => {
  expect(nonNegativeDuration('ttlMs', 0)).toBe(0);
  expect(nonNegativeDuration('ttlMs', Number.MAX_SAFE_INTEGER)).toBe(Number.MAX_SAFE_INTEGER);
});
