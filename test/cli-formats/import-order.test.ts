import { describe, expect, test } from 'vitest';
import { FORMAT_LINE } from '../../src/cli/import/file-format.ts';
import { submitAll, withHouse } from './house-with.ts';
import { commandsIn, importText } from './import-text.ts';

const HEAD = 'kind,from,to,amountMinor,effectiveAt\n';
/** Money comes in before it goes out, the newest first. */
const ROWS = Array.from({ length: 2_500 }, (_, i) => {
  const [from, to] = i % 2 === 0 ? ['ann', 'world'] : ['world', 'ann'];
  return `transfer,${from},${to},5,${10_000 - i}\n`;
});

describe('a file that begins with the newest row', () => {
  test('loses what it pays out, unless it is submitted from behind; and that is said', async () => {
    await withHouse(async (house) => {
      const [forward, reversed, sorted] = ['forward', 'reversed', 'sorted'].map((name) => house.book(name));
      if (forward === undefined || reversed === undefined || sorted === undefined) throw new Error('no book');
      for (const book of [forward, reversed, sorted]) {
        await submitAll(book, [{ kind: 'open_account', account: 'ann', asset: 'GBP/2', effectiveAt: 0 }]);
      }
      const text = HEAD + ROWS.join('');
      const lost = await importText(forward, 'csv', text);
      expect(lost).toMatchObject({ order: 'newest first', accepted: 1_250, refused: 1_250 });
      const options = { reverse: true, batchSize: 7 };
      const report = await importText(reversed, 'csv', text, options);
      expect(report).toMatchObject({ order: 'newest first', accepted: 2_500, refused: 0, isComplete: true });
      const inOrder = await importText(sorted, 'csv', HEAD + ROWS.toReversed().join(''));
      expect(inOrder).toMatchObject({ order: 'oldest first', accepted: 2_500 });
      const outline = async (book: typeof sorted) =>
        (await commandsIn(book)).map(({ id, effectiveAt, ok }) => ({ id: id.slice(0, 6), effectiveAt, ok }));
      expect(await outline(reversed)).toEqual(await outline(sorted));
      // Whichever way round, a row has its id.
      expect(await importText(reversed, 'csv', text)).toMatchObject({ repeated: 2_500, accepted: 2_500 });
      expect((await house.verify()).ok).toBe(true);
    });
  });

  test('lines are those of the file, and the first malformed row is the first from behind', async () => {
    await withHouse(async (house) => {
      const text = `${HEAD}transfer,world,ann,x,5\n\ntransfer,world,ann,1,4\ntransfer,world,ann,y,3\ntransfer,ann,world,1,2\n`;
      const report = await importText(house.book('b'), 'csv', text, { reverse: true, stopAtFirst: true });
      expect(report).toMatchObject({
        read: 2,
        refusals: [{ reason: 'account_unknown', lines: [6] }],
        malformations: [{ lines: [5] }],
        isComplete: false,
      });
    });
  });

  test.each([
    [[1, 2, 3], 'oldest first'],
    [[3, 2, 2, 1], 'newest first'],
    [[3, 1, 4, 2], null],
    [[2, 2], null],
    [[5], null],
    [[], null],
    [[1, 5, 4, 3], null],
  ])('moments %j are in order: %s', async (moments, order) => {
    await withHouse(async (house) => {
      const lines = moments.map((at) => `transfer,world,ann,1,${at}\n`);
      expect(await importText(house.book('b'), 'csv', HEAD + lines.join(''))).toMatchObject({ order });
    });
  });
});

test('an account that begins earlier by a row is in its own asset in those behind it, in one group too', async () => {
  await withHouse(async (house) => {
    const book = house.book('b');
    const open = { kind: 'open_account', account: 'ann' } as const;
    await submitAll(book, [
      { ...open, asset: 'GBP/2', effectiveAt: 20 },
      { kind: 'close_account', account: 'ann', effectiveAt: 30 },
      { ...open, asset: 'JPY/0', effectiveAt: 40 },
    ]);
    const head = 'kind,account,from,to,amount,openedAt,effectiveAt\n';
    const rows = 'update_account,ann,,,,6,25\ntransfer,,world,ann,1.50,,10\n';
    expect(await importText(book, 'csv', head + rows)).toMatchObject({
      accepted: 1,
      refused: 1,
      malformed: 0,
    });
    const commands = [
      { kind: 'open_account', account: 'bob', asset: 'GBP/2', effectiveAt: 50 },
      { kind: 'update_account', account: 'bob', openedAt: 45, effectiveAt: 60 },
      { kind: 'transfer', from: 'world', to: 'bob', amount: '0.25', effectiveAt: 45 },
    ];
    const group = FORMAT_LINE + JSON.stringify({ kind: 'atomic', commands });
    const other = house.book('c');
    expect(await importText(other, 'ndjson', group)).toMatchObject({ accepted: 1, malformed: 0 });
    expect(await other.balance('bob', { at: 45 })).toMatchObject({ posted: 25n });
  });
});
