import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordText } from '../../src/cli/export/write-records.ts';
import { ROW_LENGTH_MAX } from '../../src/cli/import/import-options.ts';
import { readJsonLines } from '../../src/cli/import/read-json-lines.ts';
import { collect } from './collect.ts';

async function* inPieces(text: string, size: number): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += size) yield text.slice(start, start + size);
}

describe('reading lines of JSON', () => {
  test('gives each line that says something with its number, wherever the text is cut', async () => {
    const line = fc.constantFrom('{}', '', '  ', '{"a":"é💷"}', '\r', '{"a":1}\r');
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 9 }), async (lines, size) => {
        const read = await collect(readJsonLines(inPieces(lines.join('\n'), size)));
        const wanted = lines.map((text, i) => [i + 1, text]).filter(([, text]) => String(text).trim() !== '');
        expect(read.map((row) => [row.line, row.content])).toEqual(wanted);
      }),
    );
  });

  test('passes over the rest of a line that is too long, and goes on behind it', async () => {
    const text = `1\n${'x'.repeat(ROW_LENGTH_MAX + 2_500_000)}\n3\n`;
    const read = await collect(readJsonLines(inPieces(text, 1_000_000)));
    expect(read.map(({ line, content }) => [line, content])).toEqual([
      [1, '1'],
      [2, undefined],
      [3, '3'],
    ]);
    expect(read[1]?.problem).toMatch(/more than/);
  });
});

describe('writing records as JSON', () => {
  test('is what JSON.stringify would write, and no bigint without a unit', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(recordText(value)).toBe(JSON.stringify(value));
      }),
    );
    expect(recordText({ a: 5, b: undefined, d: null })).toBe('{"a":5,"d":null}');
    expect(() => recordText({ amount: 5n })).toThrow(/names its unit/);
  });

  test('knows no greatest depth', () => {
    let value: unknown = '1';
    let text = '"1"';
    for (let i = 0; i < 20_000; i += 1) {
      value = { a: [value] };
      text = `{"a":[${text}]}`;
    }
    expect(recordText(value)).toBe(text);
  });
});
