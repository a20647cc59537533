import { expect, test } from 'vitest';
import { exportBook } from '../../src/cli/export/export-book.ts';
import { factsOf, withHouse } from './house-with.ts';
import { commandsIn, countsOf, importText } from './import-text.ts';

const ANEW = { retryRefused: true };
const PAY = { id: 'pay', from: 'ann', to: 'world', amount: 5n, effectiveAt: 9 } as const;

test.each([1, 2, 1_000])(
  'a journal with attempts under one id comes to the same elsewhere, %i rows at once',
  async (batchSize) => {
    await withHouse(async (house) => {
      const book = house.book('from');
      await book.transfer(PAY);
      await book.openAccount({ account: 'ann', asset: 'GBP/2', effectiveAt: 1 });
      await book.transfer(PAY, ANEW);
      await book.transfer({ id: 'fund', from: 'world', to: 'ann', amount: 7n, effectiveAt: 2 });
      expect(await book.transfer(PAY, ANEW)).toMatchObject({ ok: true });
      await book.reverse({ transaction: 'pay', effectiveAt: 10 });
      const records = await commandsIn(book);
      expect(records.map(({ ok, retryOf }) => [ok, retryOf])).toEqual([
        [false, undefined],
        [true, undefined],
        [false, 1],
        [true, undefined],
        [true, 3],
        [true, undefined],
      ]);
      let text = '';
      await exportBook(book, 'ndjson', (piece) => {
        text += piece;
      });
      const into = house.book('into');
      const report = await importText(into, 'ndjson', text, { batchSize });
      expect(countsOf(report)).toEqual([6, 4, 2, 0, 0, 0]);
      expect(report.differing).toMatchObject({ count: 0 });
      expect(factsOf(await commandsIn(into))).toEqual(factsOf(records));
      // Again: all of it is on record, and the attempts that were refused have the answer of the last one.
      expect(countsOf(await importText(into, 'ndjson', text, { batchSize, acceptChanges: true }))).toEqual([
        6, 6, 0, 0, 0, 6,
      ]);
      expect((await into.balance('ann'))?.posted).toBe(7n);
      expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
    });
  },
);
