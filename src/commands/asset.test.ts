import { describe, expect, test } from 'vitest';
import { checkAsset, isNarrow, splitAsset, unitsMax } from './asset.ts';

describe('an asset', () => {
  test.each(['GBP/2', 'JPY/0', 'ETH/18', '1INCH/18', '123/2', 'A/0', 'ABCDEFGHIJ123456/9'])(
    'may be %s',
    (asset) => {
      expect(checkAsset('asset', asset)).toBe(asset);
    },
  );

  test.each([
    [5, 'a code and a scale such as GBP/2, got 5'],
    ['GBP', 'behind a slash, how many decimal digits its minor unit has'],
    ['/2', 'a code and a scale such as GBP/2, got'],
    ['GBP/2/3', 'a code and a scale such as GBP/2, got'],
    ['gbp/2', 'the code in capitals'],
    ['1inch/18', 'the code in capitals'],
    ['G-BP/2', 'the code of capitals and digits (A to Z, 0 to 9)'],
    ['GBP /2', 'the code of capitals and digits (A to Z, 0 to 9)'],
    ['ABCDEFGHIJ1234567/2', 'the code of at most 16 characters'],
    ['GBP/', 'the scale a whole number from 0 to 18'],
    ['GBP/02', 'the scale a whole number from 0 to 18'],
    ['GBP/19', 'the scale a whole number from 0 to 18'],
    ['GBP/2.5', 'the scale a whole number from 0 to 18'],
    ['GBP/-2', 'the scale a whole number from 0 to 18'],
  ])('is not %o, and the message says what is wrong', (asset, message) => {
    expect(() => checkAsset('asset', asset)).toThrow(message);
  });

  test('has a code and a scale, and holds so many units', () => {
    expect(splitAsset('1INCH/18')).toEqual({ code: '1INCH', scale: 18 });
    expect(unitsMax('ETH/18')).toBe(9n);
    expect(unitsMax('JPY/0')).toBe(2n ** 63n - 1n);
    expect(['X/12', 'X/13', 'X/18'].map(isNarrow)).toEqual([false, true, true]);
  });
});
