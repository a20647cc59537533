import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvCell, textOfCell } from '../../src/cli/csv-cell.ts';
import { ROW_LENGTH_MAX } from '../../src/cli/import/import-options.ts';
import { type CsvRow, readCsvRows } from '../../src/cli/import/read-csv-rows.ts';
import { collect } from './collect.ts';

async function* inPieces(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const place of [...places, text.length]) {
    yield text.slice(start, place);
    start = place;
  }
}

async function rowsOf(text: string, cuts: readonly number[] = []): Promise<CsvRow[]> {
  return collect(readCsvRows(inPieces(text, cuts)));
}

/** What no spreadsheet takes for a formula, and no terminal for an order. */
const HARMLESS =
  /^(?!\s*[=+\-@＝＋－＠])(?![\t\r\n])(?:[^\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]|[\t\r\n])*$/u;

const cell = fc.oneof(
  fc.string({ maxLength: 4, unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\r\n', ' ', 'é', '💷') }),
  fc.constantFrom('', '1', 'x y'),
);
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
const cuts = fc.array(fc.nat(), { maxLength: 5 });
const lineEnd = fc.constantFrom('\n', '\r\n');

describe('reading CSV', () => {
  test('gives back what was written, wherever the text is cut, and agrees with another reader', async () => {
    await fc.assert(
      fc.asyncProperty(table, cuts, lineEnd, fc.boolean(), async (rows, places, end, endsOpen) => {
        const text = rows.map((cells) => cells.map(csvCell).join(',') + end).join('');
        const given = endsOpen ? text.slice(0, -end.length) : text;
        const read = await rowsOf(given, places);
        expect(read.map(({ content }) => content)).toEqual(rows);
        const other = parse(given, { relax_column_count: true, record_delimiter: end });
        expect(read.map(({ content }) => content)).toEqual(other.map((cells) => cells.map(textOfCell)));
        for (const shown of other.flat()) expect(shown).toMatch(HARMLESS);
      }),
      { numRuns: 500 },
    );
  });

  test('says on which line each row begins, as an editor counts lines', async () => {
    await fc.assert(
      fc.asyncProperty(table, cuts, lineEnd, async (rows, places, end) => {
        const texts = rows.map((cells) => cells.map(csvCell).join(',') + end);
        const lines = texts.map(
          (_, i) =>
            texts
              .slice(0, i)
              .join('')
              .split(/\r\n|\n|\r/).length,
        );
        const read = await rowsOf(texts.join(''), places);
        expect(read.map(({ line }) => line)).toEqual(lines);
      }),
    );
  });

  test('never throws and never loses its place on any text', async () => {
    const text = fc.string({ maxLength: 30, unit: fc.constantFrom('a', '"', ',', '\n', '\r') });
    await fc.assert(
      fc.asyncProperty(text, cuts, async (given, places) => {
        const whole = await rowsOf(given);
        expect(await rowsOf(given, places)).toEqual(whole);
        for (const { content, problem, length } of whole) {
          expect(content === undefined).toBe(problem !== undefined);
          expect(length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['a stray quote', 'a,b\n1,5" pipe\n3,4\n', [['a', 'b'], /inside/, ['3', '4']], [1, 2, 3]],
    ['text behind a quote', 'a,"b"c,d\n1,2\n"x",y\n3,4\n', [/behind.*line 3$/, ['3', '4']], [1, 4]],
    ['text behind a quote, closed later', 'a,"b"c",d\n1,2\n', [/behind/, ['1', '2']], [1, 2]],
    ['a quote that never ends', 'a\n"b\nc,d\n', [['a'], /does not end/], [1, 2]],
    ['blank lines', '\n\na\n\r\n\nb\n\n', [['a'], ['b']], [3, 6]],
    ['an empty cell in quotes is no blank line', '""\n', [['']], [1]],
    [
      'a lone CR ends a line',
      'a,b\rc,d\r',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
      [1, 2],
    ],
    ['CR within quotes is text', '"a\rb\r\nc"\r\nd', [['a\rb\r\nc'], ['d']], [1, 4]],
    ['nothing', '', [], []],
  ] as const)('%s', async (_, text, expected, lines) => {
    for (const places of [[], Array.from(text, (_, i) => i)]) {
      const read = await rowsOf(text, places);
      expect(read.map(({ line }) => line)).toEqual(lines);
      for (const [i, { content, problem }] of read.entries()) {
        const wanted = expected[i];
        if (wanted instanceof RegExp) expect(problem).toMatch(wanted);
        else expect(content).toEqual(wanted);
      }
    }
  });

  test('what may stand inside of quotes is never taken for a row', async () => {
    // The quote that is meant to end the cell is followed by text, so the cell goes on to the next quote.
    const read = await rowsOf('kind,id\ntransfer,"a"b\ntransfer,evil\n"\ntransfer,good\n');
    expect(read.map(({ content }) => content)).toEqual([['kind', 'id'], undefined, ['transfer', 'good']]);
  });

  test('a row has a greatest length, and memory with it', async () => {
    let pieces = 0;
    async function* endless(): AsyncGenerator<string> {
      yield 'a,b\n"';
      for (;;) {
        pieces += 1;
        yield 'x'.repeat(1_000_000);
      }
    }
    const read = await collect(readCsvRows(endless()));
    expect(read.map(({ line, isLast }) => [line, isLast])).toEqual([
      [1, undefined],
      [2, true],
    ]);
    expect(pieces).toBe(Math.ceil(ROW_LENGTH_MAX / 1_000_000));
  });
});
