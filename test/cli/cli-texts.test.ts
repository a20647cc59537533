import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AMOUNT_MAX, AMOUNT_MIN } from '../../src/base/amount.ts';
import { clockText, readClock, readClockOrNever } from '../../src/cli/clock-text.ts';
import { splitEntry } from '../../src/cli/entry-text.ts';
import { houseUrl } from '../../src/cli/house-url.ts';
import { countsLine, jsonLine } from '../../src/cli/json-line.ts';
import { ANY_TIME, momentText, readMoment, readMomentOrNever } from '../../src/cli/moment-text.ts';
import { type AmountOptions, moneyText, readAmountOptions } from '../../src/cli/money-text.ts';
import { type Column, plainTable } from '../../src/cli/plain-table.ts';
import { printableText } from '../../src/cli/printable-text.ts';
import { readPairs } from '../../src/cli/shared-options.ts';
import { shellWord } from '../../src/cli/shell-word.ts';

describe('amounts', () => {
  const NAMES = { amount: '--amount', minor: '--minor' };
  const read = (given: AmountOptions, asset: string | null) =>
    readAmountOptions(given, NAMES, async () => asset);

  test.each([
    ['1250', 'GBP/2', 125_000n],
    ['12.50', 'GBP/2', 1250n],
    ['12.5', 'GBP/2', 1250n],
    ['0.05', 'GBP/2', 5n],
    ['-0.05', 'GBP/2', -5n],
    ['-0.00', 'GBP/2', 0n],
    ['12', 'JPY/0', 12n],
    ['0.000000000000000001', 'ETH/18', 1n],
    ['92233720368547758.07', 'GBP/2', AMOUNT_MAX],
    ['-92233720368547758.08', 'GBP/2', AMOUNT_MIN],
  ])('%s in %s is %s', async (text, asset, amount) => {
    expect(await read({ amount: text }, asset)).toBe(amount);
    expect(await read({ minor: String(amount) }, null)).toBe(amount);
  });

  test.each([
    [{ amount: '12.505' }, 'GBP/2', /--amount: expected at most 2 decimals \(GBP\/2\), got "12.505"/],
    [{ amount: '1.0' }, 'JPY/0', /no decimals \(JPY\/0\)/],
    [
      { amount: '12.50' },
      null,
      /--amount: expected an account that is there and tells the asset, or minor units by --minor/,
    ],
    [{ amount: '12' }, null, /or minor units by --minor/],
    [{ amount: '92233720368547758.08' }, 'GBP/2', /within 64 bits/],
    [{ amount: '92233720368547759' }, 'GBP/2', /within 64 bits/],
    [{ minor: '9223372036854775808' }, 'GBP/2', /within 64 bits/],
    ...['.5', '5.', '01.50', '1,000.00', '1.5e3', '+1', '1e3', '', '--from', 'x'].map(
      (amount) => [{ amount }, null, /--amount: expected units of the asset/] as const,
    ),
    ...['1.5', '01', '+1', '1e3', '', '-0', '1_0'].map(
      (minor) => [{ minor }, 'GBP/2', /--minor: expected minor units/] as const,
    ),
    [{ amount: '1', minor: '100' }, 'GBP/2', /--minor: expected none beside --amount/],
  ] as const)('%o in %s is refused', async (given, asset, message) => {
    await expect(read(given, asset)).rejects.toThrow(message);
  });

  test('are shown with their code, or as minor units', () => {
    expect(moneyText(1250n, 'GBP/2')).toBe('12.50 GBP');
    expect(moneyText(-5n, 'GBP/2')).toBe('-0.05 GBP');
    expect(moneyText(5n, 'JPY/0')).toBe('5 JPY');
    expect([moneyText(5n, null), moneyText(1n, null)]).toEqual(['5 minor units', '1 minor unit']);
  });
});

describe('moments', () => {
  test.each([
    ['2026-11-21T10:00Z', Date.UTC(2026, 10, 21, 10)],
    ['2026-11-21T10:00:30Z', Date.UTC(2026, 10, 21, 10, 0, 30)],
    ['2026-11-21T10:00:30.5Z', Date.UTC(2026, 10, 21, 10, 0, 30, 500)],
    ['2026-11-21T10:00+02:00', Date.UTC(2026, 10, 21, 8)],
    ['2026-11-21T10:00-05:30', Date.UTC(2026, 10, 21, 15, 30)],
    ['2026-11-21', Date.UTC(2026, 10, 21)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['1763719200000', 1763719200000],
    ['-5', -5],
    ['0', 0],
  ])('%s', (text, at) => {
    expect(readMoment('--at', text, ANY_TIME)).toBe(at);
  });

  test.each([
    '2026-11-21T10:00',
    '2026-11-21 10:00Z',
    '2026-02-29',
    '2026-02-30T00:00Z',
    '2026-13-01',
    '2026-11-21T24:00Z',
    '2026-11-21T10:60Z',
    '2026-11-21T10:00+24:00',
    '21.11.2026',
    'now',
    '1e3',
    '1.5',
    '-0',
    '9007199254740993',
    '',
  ])('%j is refused', (text) => {
    expect(() => readMoment('--at', text, ANY_TIME)).toThrow(
      /^--at: expected a time such as 2026-11-21T10:00Z/,
    );
  });

  test('never', () => {
    expect(readMomentOrNever('--expires-at', 'never', ANY_TIME, 'next')).toBeNull();
    expect(() => readMomentOrNever('--expires-at', 'Never', ANY_TIME, 'next')).toThrow(
      /expected "never", or a time/,
    );
    expect(readMomentOrNever('--expires-at', '5', ANY_TIME, 'next')).toBe(5);
  });

  test('what is shown is read back', () => {
    expect(momentText(Date.UTC(2026, 10, 21, 10))).toBe('2026-11-21T10:00:00Z');
    expect(momentText(Date.UTC(2026, 10, 21, 10) + 7)).toBe('2026-11-21T10:00:00.007Z');
    expect(momentText(Number.MAX_SAFE_INTEGER)).toBe('9007199254740991');
    fc.assert(
      fc.property(fc.maxSafeInteger(), (at) => {
        expect(readMoment('a', momentText(at), ANY_TIME)).toBe(at);
      }),
    );
  });
});

describe('clocks', () => {
  test('are read and shown', () => {
    expect(readClock('--clock', 'node-1=3,node-2=5')).toEqual(
      new Map([
        ['node-1', 3n],
        ['node-2', 5n],
      ]),
    );
    expect(readClock('--clock', 'a=b=3')).toEqual(new Map([['a=b', 3n]]));
    expect(readClock('--clock', 'none')).toEqual(new Map());
    expect(readClockOrNever('--expiry', 'never')).toBeNull();
    expect(clockText({ b: 2n, a: 1n })).toBe('a=1,b=2');
    expect(clockText({})).toBe('none');
    expect(clockText(null)).toBe('never');
  });

  test.each([
    '',
    'node-1',
    '=3',
    'node-1=',
    'node-1=-1',
    'node-1=03',
    'node-1=1.5',
    'a=1,,b=2',
    'a=1,a=2',
    'a=1,',
  ])('%j is refused', (text) => {
    expect(() => readClock('--clock', text)).toThrow(/^--clock: expected /);
  });
});

describe('entries and pairs', () => {
  test.each([
    ['alice=-1250', 'alice', '-1250', null],
    ['a=b=5', 'a=b', '5', null],
    ['world=-12.50:GBP/2', 'world', '-12.50', 'GBP/2'],
    ['x:y=5', 'x:y', '5', null],
  ])('%s', (text, account, amount, asset) => {
    expect(splitEntry('--entry', text)).toEqual({ account, amount, asset });
  });

  test.each(['alice', '=5', 'alice=', 'alice=five', 'alice=5:', 'alice=5:gbp'])('%j is refused', (text) => {
    expect(() => splitEntry('--entry[0]', text)).toThrow(/^--entry\[0\]: expected ACCOUNT=AMOUNT/);
  });

  test('pairs', () => {
    expect(readPairs('--map', ['a=b', 'c=', 'd=e=f'])).toEqual([
      ['a', 'b'],
      ['c', ''],
      ['d', 'e=f'],
    ]);
    expect(() => readPairs('--map', ['a=1', 'a=2'])).toThrow(/each name once/);
    expect(() => readPairs('--map', ['=1'])).toThrow(/NAME=VALUE/);
    expect(() => readPairs('--map', ['a'])).toThrow(/NAME=VALUE/);
  });
});

describe('showing', () => {
  test('a table has no lines, numbers to the right, and breaks what is too wide instead of cutting it off', () => {
    const columns: Column[] = [
      { title: 'ACCOUNT', breaks: 'anywhere' },
      { title: 'POSTED', align: 'right' },
    ];
    expect(
      plainTable(
        columns,
        [
          ['alice', '12.50 GBP'],
          ['bob', '3.00 GBP'],
        ],
        80,
      ).split('\n'),
    ).toEqual(['ACCOUNT     POSTED', 'alice    12.50 GBP', 'bob       3.00 GBP']);
    const id = 'x'.repeat(200);
    const lines = plainTable(columns, [[id, '1']], 80).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.join('').replaceAll(/[^x]/g, '')).toBe(id);
  });

  test('a column that nobody filled is left out where it may be', () => {
    const some: Column[] = [{ title: 'ID' }, { title: 'REFERENCE', isOptional: true }, { title: 'KIND' }];
    expect(plainTable(some, [['a', '', 'x']], 80)).toBe('ID  KIND\na   x');
    expect(
      plainTable(
        some,
        [
          ['a', '', 'x'],
          ['b', 'r', 'x'],
        ],
        80,
      ),
    ).toContain('REFERENCE');
  });

  test('text from a house cannot speak to the terminal', () => {
    expect(printableText('a\u001b[31mb\nc\u202e')).toBe('a\\u001b[31mb\\u000ac\\u202e');
    expect(printableText('Grüße, 世界 🙂')).toBe('Grüße, 世界 🙂');
    expect(plainTable([{ title: 'ID' }], [['a\nb']], 80)).toBe('ID\na\\u000ab');
  });

  test('JSON names the unit of every amount, and counts are digits', () => {
    expect(jsonLine({ asset: 'GBP/2', a: 2n ** 62n, b: [{ d: -5n }], c: undefined })).toBe(
      '{"asset":"GBP/2","a":"46116860184273879.04","aMinor":"4611686018427387904","b":[{"d":"-0.05","dMinor":"-5"}]}',
    );
    expect(jsonLine(null)).toBe('null');
    expect(countsLine({ count: 2n ** 62n, of: new Map([['x', 1n]]) })).toBe(
      '{"count":"4611686018427387904","of":{"x":"1"}}',
    );
  });

  test('words for a shell', () => {
    expect(shellWord('2026-11-21T10:00Z')).toBe('2026-11-21T10:00Z');
    expect(shellWord("it's")).toBe("'it'\\''s'");
    expect(shellWord('')).toBe("''");
  });
});

test('where the house is', () => {
  expect(houseUrl(undefined, undefined)).toBe('sqlite:tallystick.db');
  expect(houseUrl(undefined, '')).toBe('sqlite:tallystick.db');
  expect(houseUrl(undefined, 'shop.db')).toBe('sqlite:shop.db');
  expect(houseUrl('a/b.db', 'shop.db')).toBe('sqlite:a/b.db');
  expect(houseUrl('sqlite:a.db', undefined)).toBe('sqlite:a.db');
  expect(houseUrl('memory:', undefined)).toBe('memory:');
  expect(houseUrl('C:\\a.db', undefined)).toBe('sqlite:C:\\a.db');
});
