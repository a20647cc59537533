import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importFile } from '../../src/cli/import/import-file.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { submitAll, withHouse } from './house-with.ts';
import { commandsIn, countsOf, importText, toRejects } from './import-text.ts';

const MAPPING = {
  columns: { Sum: 'amountMinor', Who: 'to', Note: null, Final: 'final' },
  defaults: { kind: 'transfer', from: 'world', effectiveAt: '1970-01-02' },
} as const;
const CSV = `Sum,Who,Note
5,ann,fine
6,carl,nobody yet
7.5,ann,not whole
8,ann
9,an"n,quote
`;

interface Reject {
  readonly line: number;
  readonly row: Record<string, string>;
}

test('a file of rejects is imported as it is, without the mapping: each row has the id that it had', async () => {
  await inFolder((folder) =>
    withHouse(async (house) => {
      const book = house.book('b');
      await submitAll(book, [{ kind: 'open_account', account: 'ann', asset: 'GBP/2', effectiveAt: 0 }]);
      const path = join(folder, 'rejects.ndjson');
      await toRejects(path, (rejects) => importText(book, 'csv', CSV, { rejects, mapping: MAPPING }));
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
      expect(lines[0]).toBe('{"format":"tallystick/1"}');
      const rejects: Reject[] = lines.slice(1).map((line) => JSON.parse(line));
      expect(rejects.map(({ line }) => line)).toEqual([3, 4, 5, 6]);
      expect(rejects[0]).toMatchObject({
        id: expect.stringMatching(/^import:test:/),
        reason: 'account_unknown',
        row: { kind: 'transfer', from: 'world', to: 'carl', amountMinor: '6', effectiveAt: '1970-01-02' },
        other: { Note: 'nobody yet' },
      });
      const before = await commandsIn(book);
      const again = await importFile(book, { path });
      // Refused before, and malformed still; what was cut off or cannot be read is not taken for less.
      expect(countsOf(again)).toEqual([4, 0, 1, 3, 0, 1]);
      expect(await commandsIn(book)).toEqual(before);
      expect((await book.imports()).items.map(({ source }) => source)).toEqual(['test']);
      // Its own rejects are the same rows.
      const second = join(folder, 'second.ndjson');
      await toRejects(second, (file) => importFile(book, { path, rejects: file }));
      const ids = (text: string) =>
        text
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line).id);
      expect(ids(readFileSync(second, 'utf8'))).toEqual(ids(readFileSync(path, 'utf8')));
      // A row that is mended there is done, once.
      const mended = lines.map((line) => line.replace('"7.5"', '"7"'));
      writeFileSync(path, mended.join('\n'));
      for (const repeated of [1, 2]) {
        expect(countsOf(await importFile(book, { path }))).toEqual([4, 1, 1, 2, 0, repeated]);
      }
      expect((await book.balance('ann'))?.posted).toBe(12n);
      expect((await house.verify()).ok).toBe(true);
    }),
  );
});

test('rows of NDJSON and records of an export come back as what they are', async () => {
  await inFolder((folder) =>
    withHouse(async (house) => {
      const book = house.book('b');
      const path = join(folder, 'rejects.ndjson');
      const ndjson = [
        '{"format":"tallystick/1"}',
        '{"kind":"post","entries":[{"account":"ann","amountMinor":"5"},{"account":"bob","amountMinor":"-5"}],"effectiveAt":7}',
        '{"kind":"spend","account":"ann","amountMinor":"1","clock":{"n":"3"},"effectiveAt":8}',
        '{"seq":4,"id":"r","ok":true,"effectiveAt":9,"command":{"kind":"release","hold":"h"}}',
        '{"kind":"capture","hold":"h","final":"yes"}',
        '[1]',
      ].join('\n');
      await toRejects(path, (rejects) => importText(book, 'ndjson', ndjson, { rejects }));
      const records = await commandsIn(book);
      expect(records.map(({ kind, ok }) => [kind, ok])).toEqual([
        ['post', false],
        ['spend', false],
        ['release', false],
      ]);
      expect(countsOf(await importFile(book, { path }))).toEqual([5, 0, 3, 2, 0, 3]);
      expect(await commandsIn(book)).toEqual(records);
    }),
  );
});

test('with retryRefused the rows that were refused are decided anew, once, under the ids that they have', async () => {
  await inFolder((folder) =>
    withHouse(async (house) => {
      const book = house.book('b');
      const open = (account: string) =>
        submitAll(book, [{ kind: 'open_account', account, asset: 'GBP/2', effectiveAt: 0 }]);
      await open('ann');
      const path = join(folder, 'rejects.ndjson');
      await toRejects(path, (rejects) => importText(book, 'csv', CSV, { rejects, mapping: MAPPING }));
      // The cause is not mended yet: refused again, and still one row of the file.
      expect(countsOf(await importFile(book, { path, retryRefused: true }))).toEqual([4, 0, 1, 3, 0, 0]);
      await open('carl');
      expect(countsOf(await importFile(book, { path }))).toEqual([4, 0, 1, 3, 0, 1]);
      expect(countsOf(await importFile(book, { path, retryRefused: true }))).toEqual([4, 1, 0, 3, 0, 0]);
      for (const retryRefused of [true, false]) {
        expect(countsOf(await importFile(book, { path, retryRefused }))).toEqual([4, 1, 0, 3, 0, 1]);
        const whole = await importText(book, 'csv', CSV, { mapping: MAPPING, retryRefused });
        expect(countsOf(whole)).toEqual([5, 2, 0, 3, 0, 2]);
      }
      const posted = async (account: string) => (await book.balance(account))?.posted;
      expect([await posted('ann'), await posted('carl')]).toEqual([5n, 6n]);
      expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
    }),
  );
});

test('the same row twice in one call is counted as repeated', async () => {
  await withHouse(async (house) => {
    const book = house.book('b');
    await submitAll(book, [{ kind: 'open_account', account: 'ann', asset: 'GBP/2', effectiveAt: 0 }]);
    const line = (id: string) =>
      `{"kind":"transfer","id":"${id}","from":"world","to":"ann","amountMinor":"1","effectiveAt":5}\n`;
    const text = line('a') + line('b') + line('a');
    expect(countsOf(await importText(book, 'ndjson', text))).toEqual([3, 3, 0, 0, 0, 1]);
    expect((await book.balance('ann'))?.posted).toBe(2n);
  });
});
