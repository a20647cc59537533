import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { inFolder } from '../support/house/house-folder.ts';
import { inPlace, onPostgres } from '../support/house/house-places.ts';
import { commandsIn } from './import-text.ts';
import { runImportChild } from './run-import-child.ts';

const ROWS = 4_000;

/** Three rows in four say what others say. */
const lines = Array.from(
  { length: ROWS },
  (_, i) => `transfer,world,ann,${1 + (i % 3)},${Math.floor(i / 12)}\n`,
);
const total = (count: number): bigint =>
  lines.slice(0, count).reduce((sum, line) => sum + BigInt(line.split(',')[3] ?? 0), 0n);

test('two processes at once, one of them killed, then a grown file in another order: each row is paid once', async () => {
  await inFolder((folder) =>
    inPlace(onPostgres(), async ({ url }) => {
      const house = await open(url, { announceExpiries: false });
      const book = house.book('b');
      await book.openAccount({ account: 'ann', asset: 'GBP/2', effectiveAt: -1 });
      const path = join(folder, 'rows.csv');
      const put = (rows: readonly string[]) =>
        writeFileSync(path, `kind,from,to,amountMinor,effectiveAt\n${rows.join('')}`);
      const half = ROWS / 2;
      put(lines.slice(0, half));
      const [, whole] = await Promise.all([runImportChild(url, path, 7), runImportChild(url, path)]);
      expect(JSON.parse(whole)).toMatchObject({ accepted: half, isComplete: true });
      expect((await book.balance('ann', { at: ROWS }))?.posted).toBe(total(half));
      put(lines.toReversed());
      const reports = await Promise.all([runImportChild(url, path), runImportChild(url, path)]);
      for (const report of reports) {
        expect(JSON.parse(report)).toMatchObject({ accepted: ROWS, changes: null, isComplete: true });
      }
      expect((await book.balance('ann', { at: ROWS }))?.posted).toBe(total(ROWS));
      expect(await commandsIn(book)).toHaveLength(ROWS + 1);
      expect((await book.imports()).items.map(({ rows }) => rows)).toEqual([half, ROWS]);
      await house.close();
    }),
  );
}, 120_000);
