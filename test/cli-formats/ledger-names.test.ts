import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isInPath } from '../../src/base/path.ts';
import {
  beancountAccount,
  beancountCommodity,
  hledgerAccount,
  hledgerCommodity,
  safeWord,
} from '../../src/cli/export/ledger-names.ts';
import { dayOf } from '../../src/cli/time-zone.ts';

/** Ids that try to be taken for each other, or for syntax. */
const hardId = fc.oneof(
  fc.string({
    minLength: 1,
    maxLength: 6,
    unit: fc.constantFrom(
      'a',
      'u',
      'A',
      '-',
      'I',
      'd',
      '2',
      'D',
      '%',
      ' ',
      ':',
      ';',
      '"',
      '\\',
      '\n',
      'é',
      '💷',
      '_',
    ),
  }),
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }).filter((id) => id.isWellFormed()),
  fc.constantFrom(
    'Id-a',
    'a',
    'Id-Id-a',
    '-u41-',
    'A',
    '-u2D-u',
    'world:x',
    '  a',
    'a  b',
    '(a)',
    '* a',
    '=',
    '\t',
  ),
);

describe('names', () => {
  test('different accounts have different names, which hledger and beancount can read', () => {
    const asset = fc.constantFrom('GBP/2', 'GBP/3', 'X/0');
    fc.assert(
      fc.property(asset, asset, hardId, hardId, (assetA, assetB, idA, idB) => {
        const isSame = assetA === assetB && idA === idB;
        expect(hledgerAccount(assetA, idA) === hledgerAccount(assetB, idB)).toBe(isSame);
        expect(beancountAccount(assetA, idA) === beancountAccount(assetB, idB)).toBe(isSame);
        expect(beancountAccount(assetA, idA)).toMatch(/^Assets:[A-Z0-9]+-\d+(?::[A-Z0-9][A-Za-z0-9-]*)+$/);
        expect(hledgerAccount(assetA, idA)).toMatch(/^[A-Z0-9]+\/\d+(?::[\p{L}\p{M}\p{N}_.@+/%-]+)+$/u);
      }),
      { numRuns: 5_000 },
    );
  });

  test('an account is under another one exactly when its id is', () => {
    fc.assert(
      fc.property(hardId, hardId, (id, path) => {
        if (path.endsWith(':') || path === 'world' || id === 'world') return;
        const isUnder = isInPath(id, path) && id !== path;
        for (const nameOf of [hledgerAccount, beancountAccount]) {
          expect(nameOf('X/0', id).startsWith(`${nameOf('X/0', path)}:`)).toBe(isUnder);
        }
      }),
      { numRuns: 5_000 },
    );
    expect(hledgerAccount('X/0', 'a:b:c').startsWith(`${hledgerAccount('X/0', 'a:b')}:`)).toBe(true);
  });

  test('can be read back', () => {
    fc.assert(
      fc.property(hardId, (id) => {
        expect(decodeURIComponent(safeWord(id))).toBe(id);
        expect(decodeURIComponent(hledgerAccount('GBP/2', id))).toBe(`GBP/2:${id}`);
        const name = beancountAccount('GBP/2', id).slice('Assets:GBP-2:'.length);
        const decoded = name
          .replace(/(?<=^|:)Id-/g, '')
          .replace(/-u([0-9A-F]+)-/g, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)));
        expect(decoded).toBe(id);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['alice', 'GBP/2:alice', 'Assets:GBP-2:Id-alice'],
    ['Alice', 'GBP/2:Alice', 'Assets:GBP-2:Alice'],
    ['customer-12', 'GBP/2:customer-12', 'Assets:GBP-2:Id-customer-12'],
    ['42', 'GBP/2:42', 'Assets:GBP-2:42'],
    ['user:é b', 'GBP/2:user:é%20b', 'Assets:GBP-2:Id-user:Id--uE9--u20-b'],
    ['assets:Cash:1', 'GBP/2:assets:Cash:1', 'Assets:GBP-2:Id-assets:Cash:1'],
    ['a::b:', 'GBP/2:a:%3Ab%3A', 'Assets:GBP-2:Id-a:Id--u3A-b-u3A-'],
    [':a', 'GBP/2:%3Aa', 'Assets:GBP-2:Id--u3A-a'],
    ['Id-x', 'GBP/2:Id-x', 'Assets:GBP-2:Id-Id-x'],
    ["o'neill;", 'GBP/2:o%27neill%3B', 'Assets:GBP-2:Id-o-u27-neill-u3B-'],
    ['a-user', 'GBP/2:a-user', 'Assets:GBP-2:Id-a-u2D-user'],
    ['world', 'GBP/2:world', 'Equity:World:GBP-2'],
  ])('%s', (id, hledger, beancount) => {
    expect(hledgerAccount('GBP/2', id)).toBe(hledger);
    expect(beancountAccount('GBP/2', id)).toBe(beancount);
  });

  test('commodities are the codes, apart from what would not be read as one', () => {
    const assets = ['GBP/2', 'X/0', 'X2/3', 'TRUE/0', 'ETH/18', '1INCH/18', '12/0'];
    expect(assets.map(hledgerCommodity)).toEqual(['GBP', '"X"', '"X2"', 'TRUE', 'ETH', '"1INCH"', '"12"']);
    expect(assets.map(beancountCommodity)).toEqual(['GBP', 'X.1', 'X2', 'TRUE.1', 'ETH', 'X.1INCH', 'X.12']);
  });

  test.each([
    [0, '1970-01-01'],
    [-1, '1969-12-31'],
    [86_399_999, '1970-01-01'],
    [951_782_400_000, '2000-02-29'],
    [-62_135_596_800_000, '0001-01-01'],
    [-62_135_596_800_001, '0001-01-01'],
    [Number.MIN_SAFE_INTEGER, '0001-01-01'],
    [253_402_300_799_999, '9999-12-31'],
    [Number.MAX_SAFE_INTEGER, '9999-12-31'],
  ])('the day of %d', (moment, day) => {
    expect(dayOf(moment, 'UTC')).toBe(day);
  });
});
