import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AMOUNT_MAX, formatMoney } from '../../src/money-entry.ts';
import { factsOf, submitAll, withHouse } from './house-with.ts';
import { commandsIn, countsOf, importText } from './import-text.ts';
import { CSV, exported, FORMAT, postedOn } from './units-in-files.ts';

describe.each(Array.from({ length: 19 }, (_, scale) => scale))('an amount at scale %i', (scale) => {
  const asset = `X/${scale}`;
  test('goes through CSV, NDJSON, an export and its import, in both units, without loss', async () => {
    const amount = fc.oneof(fc.bigInt({ min: 1n, max: AMOUNT_MAX }), fc.constantFrom(1n, AMOUNT_MAX));
    await fc.assert(
      fc.asyncProperty(amount, async (minor) => {
        const units = formatMoney(minor, asset);
        await withHouse(async (house) => {
          const row = { kind: 'transfer', from: 'world', to: 'a', effectiveAt: 1 };
          const texts = {
            csv: `${CSV}transfer,,world,a,${units},,1\n`,
            csvMinor: `${CSV}transfer,,world,a,,${minor},1\n`,
            ndjson: `${FORMAT}${JSON.stringify({ ...row, amount: units })}\n`,
            ndjsonMinor: `${JSON.stringify({ ...row, amountMinor: String(minor) })}\n`,
          };
          for (const [name, text] of Object.entries(texts)) {
            const book = house.book(name);
            await submitAll(book, [{ kind: 'open_account', account: 'a', asset, id: 'o', effectiveAt: 0 }]);
            const report = await importText(book, name.startsWith('csv') ? 'csv' : 'ndjson', text);
            expect([name, countsOf(report)]).toEqual([name, [1, 1, 0, 0, 0, 0]]);
            expect(await postedOn(book, 'a')).toBe(minor);
            const again = house.book(`${name} again`);
            await importText(again, 'ndjson', await exported(book));
            expect(factsOf(await commandsIn(again))).toEqual(factsOf(await commandsIn(book)));
          }
        });
      }),
      { numRuns: 4 },
    );
  });
});
