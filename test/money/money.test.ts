import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AMOUNT_MAX, AMOUNT_MIN, formatMoney, parseMoney } from '../../src/money-entry.ts';

const amounts = fc.oneof(
  fc.bigInt({ min: AMOUNT_MIN, max: AMOUNT_MAX }),
  fc.constantFrom(AMOUNT_MIN, AMOUNT_MAX, 0n, 1n, -1n, 10n, -10n, 99n, 100n, 10n ** 18n),
);
const SCALES = Array.from({ length: 19 }, (_, scale) => scale);

describe.each(SCALES)('at scale %i', (scale) => {
  const asset = `1A/${scale}`;

  test('every amount is a text with all decimals, which is read back', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        const text = formatMoney(amount, asset);
        expect(text).toMatch(scale === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${scale}}$`));
        expect(parseMoney(text, asset)).toBe(amount);
      }),
    );
  });

  test('fewer decimals mean the same, and one more is refused', () => {
    const unit = 10n ** BigInt(scale);
    expect([parseMoney('7', asset), parseMoney('-7', asset), parseMoney('0', asset)]).toEqual([
      7n * unit,
      -7n * unit,
      0n,
    ]);
    if (scale > 0) expect(parseMoney('0.1', asset)).toBe(unit / 10n);
    expect(() => parseMoney(`0.${'0'.repeat(scale)}1`, asset)).toThrow(/amount: expected .*decimal/);
  });

  test('what lies beyond 64 bits is refused', () => {
    for (const amount of [AMOUNT_MAX + 1n, AMOUNT_MIN - 1n]) {
      expect(() => formatMoney(amount, asset)).toThrow(/64 bits/);
      const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, '0');
      const text = `${amount < 0n ? '-' : ''}${digits.slice(0, digits.length - scale)}${scale > 0 ? '.' : ''}${digits.slice(digits.length - scale)}`;
      expect(() => parseMoney(text, asset)).toThrow(/64 bits/);
    }
  });
});

test.each([
  '',
  ' 1',
  '1 ',
  '+1',
  '1e3',
  '1,000.00',
  '.5',
  '5.',
  '01',
  '-',
  '--1',
  '1.2.3',
  'NaN',
  '٣',
  '1_0',
])('no amount: %o', (text) => {
  expect(() => parseMoney(text, 'GBP/2')).toThrow(expect.objectContaining({ code: 'bad_amount' }));
});

test.each([12, 12.5, 5n, null, undefined, {}, [], new String('1')])('no text: %o', (text) => {
  expect(() => parseMoney(text as string, 'GBP/2')).toThrow(expect.objectContaining({ code: 'bad_amount' }));
});

test('a long text is refused without being made a number of', () => {
  expect(() => parseMoney('9'.repeat(1_000_000), 'GBP/2')).toThrow(/units of the asset/);
});

describe('in the way of a language', () => {
  test('a currency has its sign, other codes stand behind, and every digit is exact', () => {
    const text = (amount: bigint, asset: string, locale: string) =>
      formatMoney(amount, asset, { locale }).replaceAll(/\s/g, ' ');
    expect(text(125_000n, 'GBP/2', 'en-GB')).toBe('£1,250.00');
    expect(text(-125_000n, 'EUR/2', 'de-DE')).toBe('-1.250,00 €');
    expect(text(125_000n, 'JPY/0', 'en-US')).toBe('¥125,000');
    expect(text(AMOUNT_MAX, 'GBP/2', 'en-GB')).toBe('£92,233,720,368,547,758.07');
    expect(text(AMOUNT_MIN, 'ETH/18', 'en-GB')).toBe('-ETH 9.223372036854775808');
    expect(text(125_000n, '1INCH/2', 'en-GB')).toBe('1,250.00 1INCH');
  });

  test('a locale that is none is refused, and so are other options and assets', () => {
    expect(() => formatMoney(1n, 'GBP/2', { locale: 'not a locale' })).toThrow(
      /options.locale|locale: expected/,
    );
    expect(() => formatMoney(1n, 'GBP/2', { lang: 'en' } as object)).toThrow(/lang/);
    expect(() => formatMoney(1n, 'gbp/2')).toThrow(/in capitals/);
    expect(() => formatMoney(1.5, 'GBP/2')).toThrow(/amount/);
  });
});
