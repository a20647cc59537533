import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { importFile } from '../../src/cli/import/import-file.ts';
import { open } from '../../src/engine/open-house.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { factsOf, withHouse } from './house-with.ts';
import { commandsIn } from './import-text.ts';
import { runImportChild } from './run-import-child.ts';

const ROWS = 6_000;

/** Some accepted, some refused, one in forty malformed, none with an id. */
function rows(): string {
  let text = 'kind,account,asset,from,to,amountMinor,effectiveAt\n';
  for (let i = 0; i < 20; i += 1) text += `open_account,a${i},GBP/2,,,,0\n`;
  for (let i = 0; i < ROWS; i += 1) {
    const from = i % 5 === 0 ? 'world' : `a${i % 20}`;
    const amount = i % 40 === 7 ? '1.5' : String((i % 5 === 0 ? 100 : 30) + (i % 7));
    text += `transfer,,,${from},a${(i * 7 + 3) % 20},${amount},${i}\n`;
  }
  return text;
}

test('an import that is killed again and again ends as one that was not, and does nothing twice', async () => {
  await inFolder(async (folder) => {
    const path = join(folder, 'rows.csv');
    writeFileSync(path, rows());
    const url = houseIn(folder);
    for (const batches of [1, 3, 17, 30]) await runImportChild(url, path, batches);
    const last = await runImportChild(url, path);
    const report = JSON.parse(last);
    expect(report.isComplete).toBe(true);
    expect(report.repeated).toBeGreaterThanOrEqual(2_900);
    expect(report.repeated).toBeLessThan(report.accepted + report.refused);
    const crashed = await open(url, { announceExpiries: false });
    const found = factsOf(await commandsIn(crashed.book('b')));
    await crashed.close();
    await withHouse(async (house) => {
      const { repeated, ...whole } = await importFile(house.book('b'), { path });
      expect(found).toEqual(factsOf(await commandsIn(house.book('b'))));
      expect(report).toMatchObject(whole);
      expect([whole.refused, whole.malformed, repeated].map((count) => count > 0)).toEqual([
        true,
        true,
        false,
      ]);
    });
  });
});
