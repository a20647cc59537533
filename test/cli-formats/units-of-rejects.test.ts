import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importFile } from '../../src/cli/import/import-file.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { submitAll } from './house-with.ts';
import { countsOf, importText, toRejects } from './import-text.ts';
import { CSV, postedOn, withAccounts } from './units-in-files.ts';

test('rejects are imported as they are: units stay units, and minor units minor units', async () => {
  await inFolder((folder) =>
    withAccounts(async (book) => {
      const path = join(folder, 'rejects.ndjson');
      const text = `${CSV}transfer,,world,carl,250,,1\ntransfer,,world,alice,1.005,,1\ntransfer,,alice,world,7,,1\n`;
      await toRejects(path, (rejects) => importText(book, 'csv', text, { rejects }));
      const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
      expect(lines.slice(1).map((line) => JSON.parse(line))).toMatchObject([
        { malformed: expect.stringMatching(/an account that is there/), row: { amount: '250' } },
        { malformed: expect.stringMatching(/2 decimals/), row: { amount: '1.005' } },
        {
          reason: 'insufficient_funds',
          available: '0.00',
          availableMinor: '0',
          asset: 'GBP/2',
          row: { amount: '7' },
        },
      ]);
      await submitAll(book, [{ kind: 'open_account', account: 'carl', asset: 'GBP/2', effectiveAt: 0 }]);
      writeFileSync(path, lines.join('\n').replace('"1.005"', '"1.05"'));
      expect(countsOf(await importFile(book, { path }))).toEqual([3, 2, 1, 0, 0, 1]);
      expect([await postedOn(book, 'carl'), await postedOn(book, 'alice')]).toEqual([25_000n, 105n]);
    }),
  );
});

test('a row that has an amount in the other unit than a default is rejected as it is', async () => {
  await inFolder((folder) =>
    withAccounts(async (book) => {
      const path = join(folder, 'rejects.ndjson');
      const text = `${CSV}transfer,,alice,world,,7,1\n`;
      const mapping = { defaults: { amount: '3' } };
      await toRejects(path, (rejects) => importText(book, 'csv', text, { rejects, mapping }));
      await submitAll(book, [{ kind: 'transfer', from: 'world', to: 'alice', amount: 7n, effectiveAt: 0 }]);
      expect(countsOf(await importFile(book, { path, retryRefused: true }))).toEqual([1, 1, 0, 0, 0, 0]);
      expect(await postedOn(book, 'alice')).toBe(0n);
    }),
  );
});
