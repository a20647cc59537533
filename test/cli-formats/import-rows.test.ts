import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { importFile } from '../../src/cli/import/import-file.ts';
import type { ImportOptions } from '../../src/cli/import/import-options.ts';
import { allEvents } from '../support/house/house-door.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { submitAll, withHouse } from './house-with.ts';
import { commandsIn, countsOf, importText, toRejects } from './import-text.ts';

const CSV = `kind,account,asset,from,to,amountMinor,effectiveAt
open_account,alice,GBP/2,,,,1970-01-01
transfer,,,world,alice,1250,1970-01-01T00:00:01Z

transfer,,,alice,world,9999,2000
transfer,,,alice,world,12.50,2000
transfer,,,alice,world,50
transfer,,,alice,world,"50",1970-01-01T01:00:03.000+01:00
`;

const NONE = { count: 0, lines: [] };

describe('a file', () => {
  test('rows without an id get one by the name of the file and what they say; a second run changes nothing', async () => {
    await inFolder((folder) =>
      withHouse(async (house) => {
        const path = join(folder, 'jan.csv');
        writeFileSync(path, CSV);
        const report = await importFile(house.book('b'), { path });
        expect(report).toEqual({
          source: 'jan.csv',
          read: 6,
          accepted: 3,
          refused: 1,
          malformed: 2,
          skipped: 0,
          repeated: 0,
          refusals: [{ reason: 'insufficient_funds', count: 1, lines: [5] }],
          malformations: [
            {
              message: 'amountMinor: expected minor units, as text of digits such as 1250',
              count: 1,
              lines: [6],
            },
            { message: 'row: expected 7 cells, as the header has', count: 1, lines: [7] },
          ],
          differing: NONE,
          recognised: { byNumber: NONE, atEdge: NONE },
          order: 'oldest first',
          changes: null,
          unrecorded: null,
          failure: null,
          isComplete: true,
        });
        const records = await commandsIn(house.book('b'));
        for (const { id } of records) expect(id).toMatch(/^import:jan\.csv:[\w-]{43}$/);
        expect(new Set(records.map(({ id }) => id)).size).toBe(4);
        expect(records.map(({ effectiveAt }) => effectiveAt)).toEqual([0, 1000, 2000, 3000]);
        const again = await importFile(house.book('b'), { path });
        expect(countsOf(again)).toEqual([6, 3, 1, 2, 0, 4]);
        expect(await commandsIn(house.book('b'))).toEqual(records);
        // Appended to, and compressed: only what is new is done.
        appendFileSync(path, 'transfer,,,world,alice,1,4000\n');
        writeFileSync(`${path}.gz`, gzipSync(readFileSync(path)));
        const more = await importFile(house.book('b'), { path: `${path}.gz` });
        expect(countsOf(more)).toEqual([7, 4, 1, 2, 0, 4]);
        expect((await commandsIn(house.book('b'))).slice(0, -1)).toEqual(records);
      }),
    );
  });

  test('the same from another source is another file', async () => {
    await withHouse(async (house) => {
      const text = '{"kind":"transfer","from":"world","to":"a","amountMinor":"5"}\n';
      await submitAll(house.book('b'), [
        { kind: 'open_account', account: 'a', asset: 'GBP/2', effectiveAt: 0 },
      ]);
      for (const source of ['one', 'two', 'one', 'x'.repeat(300), 'x'.repeat(300)]) {
        await importText(house.book('b'), 'ndjson', text, { source });
      }
      expect((await house.book('b').balance('a'))?.posted).toBe(15n);
    });
  });

  test('rejects are written with their reasons and the rows themselves', async () => {
    await inFolder((folder) =>
      withHouse(async (house) => {
        const rejectsPath = join(folder, 'rejects.ndjson');
        await toRejects(rejectsPath, (rejects) =>
          importText(house.book('b'), 'csv', CSV, { rejects, batchSize: 1 }),
        );
        const rows = readFileSync(rejectsPath, 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
        expect(rows).toEqual([
          { format: 'tallystick/1' },
          {
            line: 5,
            id: expect.stringMatching(/^import:test:/),
            reason: 'insufficient_funds',
            message: expect.stringContaining('floor'),
            subject: 'alice',
            asset: 'GBP/2',
            available: '12.50',
            availableMinor: '1250',
            row: { kind: 'transfer', from: 'alice', to: 'world', amountMinor: '9999', effectiveAt: '2000' },
          },
          {
            line: 6,
            id: expect.stringMatching(/^import:test:/),
            malformed: 'amountMinor: expected minor units, as text of digits such as 1250, got "12.50"',
            row: { kind: 'transfer', from: 'alice', to: 'world', amountMinor: '12.50', effectiveAt: '2000' },
          },
          expect.objectContaining({ line: 7 }),
        ]);
        const ndjson = '{"kind":"nonsense"}\nno json\n[1]\n';
        await toRejects(rejectsPath, (rejects) => importText(house.book('b'), 'ndjson', ndjson, { rejects }));
        const written = readFileSync(rejectsPath, 'utf8')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
        expect(written.slice(1).map(({ row }) => row)).toEqual([{ kind: 'nonsense' }, 'no json', [1]]);
      }),
    );
  });

  test('stopAtFirst: nothing behind the first malformed row is done', async () => {
    await withHouse(async (house) => {
      const report = await importText(house.book('b'), 'csv', CSV, { stopAtFirst: true });
      expect([report.isComplete, report.read, report.accepted, report.malformed]).toEqual([false, 4, 2, 1]);
      expect(await allEvents(house.book('b'))).toHaveLength(3);
    });
  });

  test('a signal ends it, and the next run goes on', async () => {
    await withHouse(async (house) => {
      const rows = Array.from(
        { length: 50 },
        (_, i) => `{"kind":"open_account","account":"a${i}","asset":"X/0"}\n`,
      );
      const stop = new AbortController();
      const report = await importText(house.book('b'), 'ndjson', rows.join(''), {
        batchSize: 5,
        signal: stop.signal,
        onProgress: (_done, _total, { read }) => {
          if (read >= 15) stop.abort();
        },
      });
      expect(report.isComplete).toBe(false);
      expect(report.accepted).toBeLessThan(30);
      const rest = await importText(house.book('b'), 'ndjson', rows.join(''));
      expect(countsOf(rest)).toEqual([50, 50, 0, 0, 0, report.accepted]);
      expect(await commandsIn(house.book('b'))).toHaveLength(50);
    });
  });

  test('progress goes from the beginning to the end of the file', async () => {
    await inFolder((folder) =>
      withHouse(async (house) => {
        const path = join(folder, 'many.csv');
        const rows = Array.from({ length: 3_000 }, (_, i) => `open_account,a${i},X/0,${i}\n`);
        writeFileSync(path, `kind,account,asset,effectiveAt\n${rows.join('')}`);
        const seen: [number, number | null, number][] = [];
        await importFile(house.book('b'), {
          path,
          onProgress: (done, total, { read }) => seen.push([done, total, read]),
        });
        const size = readFileSync(path).length;
        expect(seen.length).toBeGreaterThan(2);
        expect(seen.at(-1)).toEqual([size, size, 3_000]);
        expect(seen.map(([done]) => done)).toEqual(seen.map(([done]) => done).sort((a, b) => a - b));
      }),
    );
  });

  test('a mapping names the columns, leaves some out and fills in what is missing', async () => {
    await withHouse(async (house) => {
      const mapping = {
        columns: { who: 'account', note: null, what: 'kind' },
        defaults: { asset: 'GBP/2', floor: 'null', effectiveAt: '1970-01-02' },
      };
      const csv = 'what,who,note,asset\nopen_account,a,hello,\nopen_account,b,,JPY/0\n';
      const report = await importText(house.book('b'), 'csv', csv, { mapping });
      expect(report.accepted).toBe(2);
      const line = '{"what":"open_account","who":"c","note":{"x":1}}\n';
      await importText(house.book('b'), 'ndjson', line, { mapping, source: 'other' });
      const records = await commandsIn(house.book('b'));
      expect(records.map(({ command, effectiveAt }) => [command, effectiveAt])).toEqual([
        [expect.objectContaining({ account: 'a', asset: 'GBP/2', floor: null }), 86_400_000],
        [expect.objectContaining({ account: 'b', asset: 'JPY/0', floor: null }), 86_400_000],
        [expect.objectContaining({ account: 'c', asset: 'GBP/2', floor: null }), 86_400_000],
      ]);
    });
  });

  test.each([
    ['an unknown column', 'csv', 'kind,colour\n', /colour/],
    ['a column twice', 'csv', 'kind,to,to\n', /each field once/],
    ['no kind', 'csv', 'from,to\n', /kind/],
    ['an empty CSV', 'csv', '', /names the columns/],
    ['a broken header', 'csv', 'kind,"to\n', /names the columns/],
    ['a row of another encoding', 'ndjson', '\u00ff', /UTF-8/],
    ['half a gzip', 'ndjson', gzipSync('{}\n').subarray(0, 12).toString('latin1'), /gzip/],
  ] as const)('is refused whole: %s', async (_, format, text, message) => {
    await withHouse(async (house) => {
      const readable = Readable.from([Buffer.from(text, 'latin1')]);
      await expect(importFile(house.book('b'), { readable, format })).rejects.toThrow(message);
    });
  });

  test.each([
    ['neither path nor readable', { format: 'csv' }],
    ['a file that is not there', { path: 'nowhere/at/all.csv' }],
    ['a folder', { path: '.', format: 'csv' }],
    ['an ending that says nothing', { path: 'package.json' }],
    ['no rows a batch', { path: 'package.json', format: 'ndjson', batchSize: 0 }],
    ['a mapping to no field', { path: 'package.json', format: 'ndjson', mapping: { columns: { a: 'b' } } }],
    [
      'a default that means nothing',
      { path: 'package.json', format: 'ndjson', mapping: { defaults: { amount: 'x' } } },
    ],
  ] as const)('options are refused: %s', async (_, options) => {
    await withHouse(async (house) => {
      const refusal = importFile(house.book('b'), options as ImportOptions);
      await expect(refusal).rejects.toMatchObject({ name: 'TallystickError' });
    });
  });

  test('rows without an id, and no source to make one of, are malformed', async () => {
    await withHouse(async (house) => {
      const text =
        '{"kind":"open_account","account":"a","asset":"X/0"}\n{"id":"i","kind":"release","hold":"h"}\n';
      const readable = Readable.from([Buffer.from(`\uFEFF${text}`)]);
      const report = await importFile(house.book('b'), { readable, format: 'ndjson' });
      expect(countsOf(report)).toEqual([2, 0, 1, 1, 0, 0]);
      expect(report.malformations[0]?.message).toMatch(/source/);
    });
  });
});
