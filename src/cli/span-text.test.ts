import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSpan, spanText } from './span-text.ts';

test('lengths of time are read', () => {
  const read = ['90s', '15m', '1h', '7d', '250ms', '60000', 'minute', 'hour', 'day', '0'].map((text) =>
    readSpan('--window', text),
  );
  expect(read).toEqual([
    90_000, 900_000, 3_600_000, 604_800_000, 250, 60_000, 60_000, 3_600_000, 86_400_000, 0,
  ]);
});

test.each(['', 'm', '1.5h', '-1h', '1 h', '1H', '01m', '1w', '1h30m', '999999999999999d', 'toString', '1e3'])(
  '%j is none, and the option is named',
  (text) => {
    expect(() => readSpan('--window', text)).toThrow(/^--window: expected a length of time such as 90s, /);
  },
);

test('are written in the largest unit that fits, and read back', () => {
  expect([0, 1, 90_000, 900_000, 5_400_000, 86_400_000, 604_800_000].map(spanText)).toEqual([
    '0ms',
    '1ms',
    '90s',
    '15m',
    '90m',
    '1d',
    '7d',
  ]);
  fc.assert(
    fc.property(fc.nat(10 ** 12), (span) => {
      expect(readSpan('x', spanText(span))).toBe(span);
    }),
  );
});
