import fc from 'fast-check';
import { expect, test } from 'vitest';
import { AMOUNT_MAX, AMOUNT_MIN } from '../base/amount.ts';
import { readMinor } from './parse-money.ts';

test('minor units are read back as they are written, for every amount', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: AMOUNT_MIN, max: AMOUNT_MAX }), (amount) => {
      expect(readMinor('amountMinor', `${amount}`)).toBe(amount);
    }),
    { examples: [[AMOUNT_MIN], [AMOUNT_MAX], [0n], [-1n]] },
  );
});

test.each([
  '',
  '-',
  '-0',
  '+1',
  '01',
  '-01',
  ' 1',
  '1 ',
  '1\n',
  '1.0',
  '1e3',
  '0x10',
  '1_000',
  '1,000',
  '１',
  'NaN',
  '1n',
  12,
  5n,
])('no minor units: %o', (text) => {
  expect(() => readMinor('amountMinor', text)).toThrow(
    /^amountMinor: expected minor units, as text of digits/,
  );
});

test.each(['9223372036854775808', '-9223372036854775809'])('%s is beyond 64 bits', (text) => {
  expect(() => readMinor('amountMinor', text)).toThrow(/^amountMinor: expected an amount within 64 bits/);
});
