import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { textOfCell } from '../../src/cli/csv-cell.ts';
import { EXPORT_FORMATS, type ExportFormatName, exportBook } from '../../src/cli/export/export-book.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { factsOf, withHouse } from './house-with.ts';
import { commandsIn, countsOf, importText } from './import-text.ts';

async function exported(book: OpenBook, format: ExportFormatName, isPrivate = false): Promise<string> {
  let text = '';
  await exportBook(
    book,
    format,
    (piece) => {
      text += piece;
    },
    { private: isPrivate },
  );
  return text;
}

const OPEN = { account: 'ann', asset: 'GBP/2', effectiveAt: 1, private: { name: 'SECRET Ann' } } as const;
const FUND = { from: 'world', to: 'ann', amount: 7n, effectiveAt: 2 } as const;
const REFUSED = {
  id: 'no',
  from: 'ann',
  to: 'world',
  amount: 9n,
  effectiveAt: 3,
  private: { why: 'SECRET rent' },
} as const;
const GROUP = {
  kind: 'atomic',
  id: 'g',
  private: { who: 'SECRET group' },
  commands: [
    { kind: 'transfer', ...FUND },
    { kind: 'atomic', commands: [{ kind: 'transfer', ...FUND, private: { ['__proto__']: 'SECRET "in"' } }] },
  ],
};

async function fill(book: OpenBook): Promise<void> {
  await book.openAccount({ ...OPEN, id: 'open' });
  expect(await book.transfer(REFUSED)).toMatchObject({ ok: false });
  await book.transfer({ ...FUND, id: 'gone', private: { note: 'SECRET gone' } });
  expect(await book.erase({ command: 'gone' })).toMatchObject({ erased: 1 });
  expect(await book.submit([GROUP as never])).toMatchObject([{ ok: true }]);
  expect(await book.transfer(REFUSED, { retryRefused: true })).toMatchObject({ ok: true });
}

test('no event, list, statement or export has private data, unless an export is to', async () => {
  await withHouse(async (house) => {
    const book = house.book('from');
    await fill(book);
    const { items } = await book.accounts();
    const lists = [await allEvents(book), (await book.transactions()).items, items];
    const lines = (await book.statement('ann'))?.lines;
    const all = [...lists, lines, await book.command('g'), await book.command('no')];
    const shown = JSON.stringify(all, (_name, value) => (typeof value === 'bigint' ? `${value}` : value));
    for (const text of ['SECRET', '"private"']) expect(shown).not.toContain(text);
    for (const format of EXPORT_FORMATS) {
      const text = await exported(book, format);
      expect(text.length, format).toBeGreaterThan(100);
      expect(text, format).not.toMatch(/SECRET|private/);
    }
    for (const format of ['hledger', 'beancount'] as const) {
      await expect(exported(book, format, true)).rejects.toThrow(
        /--private: expected the format ndjson or csv/,
      );
    }
  });
});

test.each([1, 1_000])(
  'an export with them makes the same commands elsewhere, %i rows at once',
  async (batchSize) => {
    await withHouse(async (house) => {
      const book = house.book('from');
      await fill(book);
      const text = await exported(book, 'ndjson', true);
      expect(text).not.toContain('SECRET gone');
      const into = house.book('into');
      const report = await importText(into, 'ndjson', text, { batchSize });
      expect(countsOf(report)).toEqual([6, 4, 1, 0, 1, 0]);
      const kinds = (records: Awaited<ReturnType<typeof commandsIn>>) =>
        factsOf(
          records
            .filter(({ kind }) => kind !== 'erase')
            .map(({ ...one }) => ({ ...one, seq: 0, entries: [] })),
        );
      expect(kinds(await commandsIn(into))).toEqual(kinds(await commandsIn(book)));
      for (const command of ['open', 'no', 'g']) {
        const told = async (of: OpenBook) =>
          (await of.privateData({ command })).map((item) => [item.id, item.place, item.private]);
        expect(await told(into), command).toEqual(await told(book));
        expect((await told(into)).length, command).toBeGreaterThan(0);
      }
      // They are the same commands, there and here, and so is what was erased.
      expect(await into.openAccount({ ...OPEN, id: 'open' })).toMatchObject({ ok: true, replayed: true });
      expect(await into.submit([GROUP as never])).toMatchObject([{ ok: true, replayed: true }]);
      for (const again of [book, into]) {
        const repeated = await importText(again, 'ndjson', text, { batchSize, acceptChanges: true });
        expect(countsOf(repeated)).toEqual([6, 5, 0, 0, 1, 5]);
      }
      expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
    });
  },
);

test('CSV has them in a column, and import reads a column of them', async () => {
  await withHouse(async (house) => {
    const book = house.book('from');
    await fill(book);
    const rows = parse<Record<string, string>>(await exported(book, 'csv', true), { columns: true });
    const cells = rows.filter(({ account }) => account === 'ann').map((row) => textOfCell(row.private ?? ''));
    expect(cells).toEqual([
      '', // What was erased.
      '{"who":"SECRET group"}',
      '{"__proto__":"SECRET "in""}'.replace('SECRET "in"', 'SECRET \\"in\\"'),
      '{"why":"SECRET rent"}',
    ]);
    const into = house.book('into');
    const file =
      'kind,id,account,asset,effectiveAt,private\n' +
      'open_account,open,ann,GBP/2,1,"{""name"":""SECRET Ann""}"\n' +
      'open_account,bad,bob,GBP/2,1,SECRET\n';
    expect(
      countsOf(await importText(into, 'csv', file, { times: { zone: 'UTC', allowsOld: true } } as never)),
    ).toEqual([2, 1, 0, 1, 0, 0]);
    expect(await into.openAccount({ ...OPEN, id: 'open' })).toMatchObject({ ok: true, replayed: true });
  });
});
