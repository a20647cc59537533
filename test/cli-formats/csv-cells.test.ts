import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell, textOfCell } from '../../src/cli/csv-cell.ts';
import { exportBook } from '../../src/cli/export/export-book.ts';
import { readCsvRows } from '../../src/cli/import/read-csv-rows.ts';
import { collect } from './collect.ts';
import { withHouse } from './house-with.ts';
import { importText } from './import-text.ts';

/** What no spreadsheet takes for a formula, and no terminal for an order. */
const HARMLESS =
  /^(?!\s*[=+\-@＝＋－＠])(?![\t\r\n])(?:[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]|[\t\r\n])*$/u;

/** Pieces that mean something to a spreadsheet, a terminal, a reader of CSV, or to the escapes themselves. */
const PIECES = [
  ...[
    '=',
    '+',
    '-',
    '@',
    '＝',
    '＋',
    '－',
    '＠',
    "'",
    '\\',
    'u',
    '001b',
    '\\u001b',
    '\\u0041',
    'u202e',
    '0a',
  ],
  ...['\t', '\r', '\n', '\u001b', '\u0000', '\u007f', '\u009b', '\u202e', '\u2028', '\uFEFF', '\u00a0', ' '],
  ...['"', ',', ';', '|', 'a', 'é', '💷', '1', '\ud800'],
];
const hostile = fc.string({ maxLength: 8, unit: fc.constantFrom(...PIECES) });
const anyText = fc.oneof(hostile, hostile, fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));

describe('a text as a cell of CSV', () => {
  test('is harmless, one cell for every reader, and is read back exactly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyText, { minLength: 2, maxLength: 3 }), async (texts) => {
        const line = `${texts.map(csvCell).join(',')}\n`;
        const [shown] = parse(line, { bom: false, record_delimiter: '\n' }) as string[][];
        for (const cell of shown ?? []) expect(cell).toMatch(HARMLESS);
        expect(shown?.map(textOfCell)).toEqual(texts);
        async function* pieces() {
          yield line;
        }
        expect((await collect(readCsvRows(pieces()))).map(({ content }) => content)).toEqual([texts]);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['-5', "'-5"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ["'=1", "''=1"],
    ["'tis", "'tis"],
    ['a=1', 'a=1'],
    ['\tx', "'\tx"],
    ['\rx', '"\'\rx"'],
    ['\u001b[31m', '\\u001b[31m'],
    ['\\u001b', '\\\\u001b'],
    ['C:\\users', 'C:\\users'],
    ['\\u0041', '\\u0041'],
  ])('%j is written as %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  test('takes time in proportion to its length, whatever is in it', () => {
    // A search that began again at each backslash would not end today.
    const many = '\\'.repeat(2_000_000);
    expect(csvCell(many)).toBe(many);
    expect(textOfCell(`${many}\\u`)).toBe(`${many}\\u`);
    expect(csvCell("'".repeat(2_000_000))).toHaveLength(2_000_000);
  });
});

/** The accounts of an export, opened in another book: a row for each. */
const MAPPING = {
  columns: Object.fromEntries(
    [
      'seq',
      'kind',
      'recordedAt',
      'posted',
      'postedMinor',
      'available',
      'availableMinor',
      'incoming',
      'incomingMinor',
      'reference',
      'metadata',
      'actor',
      'expected',
      'expectedMinor',
      'purse',
      'purseMinor',
      'spendable',
      'spendableMinor',
    ].map((column) => [column, null]),
  ),
  defaults: { kind: 'open_account' },
};

interface RawRow {
  readonly raw: string;
  readonly record: { readonly account: string; readonly id: string; readonly posted: string };
}

describe('an export as CSV', () => {
  const id = anyText.map((text) => text.toWellFormed()).filter((text) => text !== '' && text.length <= 200);
  const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 5 });

  test('is read back by import: every id of an account and a command, to the letter; amounts are plain numbers', async () => {
    await fc.assert(
      fc.asyncProperty(ids, async (accounts) => {
        await withHouse(async (house) => {
          const from = house.book('from');
          for (const [i, account] of accounts.entries()) {
            await from.openAccount({ account, asset: 'GBP/2', floor: null, effectiveAt: 1 });
            const move = { from: account, to: 'world', amount: 5n, effectiveAt: 2 + i };
            expect(await from.transfer({ ...move, id: `${account}!` })).toMatchObject({ ok: true });
          }
          let csv = '';
          await exportBook(from, 'csv', (text) => {
            csv += text;
          });
          const rows = parse(csv, { columns: true, raw: true }) as unknown as RawRow[];
          const own = rows.filter(({ record }) => record.account !== 'world');
          expect(own.map(({ record }) => record.posted)).toEqual(accounts.map(() => '-0.05'));
          expect(own.map(({ record }) => textOfCell(record.id))).toEqual(
            accounts.map((account) => `${account}!`),
          );
          const withoutWorld = [csv.slice(0, csv.indexOf('\n') + 1), ...own.map(({ raw }) => raw)].join('');
          const to = house.book('to');
          const report = await importText(to, 'csv', withoutWorld, { mapping: MAPPING });
          expect([report.accepted, report.malformed]).toEqual([accounts.length, 0]);
          const { items } = await to.accounts({ limit: 100 });
          expect(items.map(({ account }) => account).sort()).toEqual([...accounts].sort());
          const found = (await to.events({ limit: 100 })).filter(({ kind }) => kind !== 'record_import');
          expect(found.map((record) => record.id).sort()).toEqual(
            accounts.map((account) => `${account}!`).sort(),
          );
        });
      }),
      { numRuns: 100 },
    );
  });

  test('every cell is harmless that is no number, whatever the texts of a command are, private ones too', async () => {
    await withHouse(async (house) => {
      const text = "=cmd|' /c'!A1\u001b[31m\n@";
      const about = { reference: text, metadata: { [text]: text }, private: { [text]: text } };
      const book = house.book('b');
      const own = { effectiveAt: 1, ...about };
      await book.as(text).openAccount({ account: text, asset: 'GBP/2', id: text, floor: null, ...own });
      await book.as(text).transfer({ id: `-${text}`, from: text, to: 'world', amount: 5n, ...own });
      let csv = '';
      const write = (piece: string): void => {
        csv += piece;
      };
      await exportBook(book, 'csv', write, { private: true });
      const rows: Record<string, string>[] = parse(csv, { columns: true });
      expect(rows).toHaveLength(2);
      const texts = new Set<string>();
      for (const [column, cell] of rows.flatMap((row) => Object.entries(row))) {
        if (/^-?[0-9]+(?:\.[0-9]+)?$/.test(cell)) continue;
        expect(cell, column).toMatch(HARMLESS);
        if (textOfCell(cell).includes('cmd|')) texts.add(column);
      }
      expect([...texts].sort()).toEqual(['account', 'actor', 'id', 'metadata', 'private', 'reference']);
    });
  });

  test('an amount with a minus is a number in import, with an apostrophe before it, too', async () => {
    await withHouse(async (house) => {
      const book = house.book('b');
      const csv = "kind,account,asset,floor\nopen_account,a,X/0,-5\nopen_account,b,X/0,'-5\n";
      expect(await importText(book, 'csv', csv)).toMatchObject({ accepted: 2 });
      const { items } = await book.accounts({});
      expect(items.filter(({ account }) => account !== 'world').map(({ floor }) => floor)).toEqual([
        -5n,
        -5n,
      ]);
    });
  });
});
