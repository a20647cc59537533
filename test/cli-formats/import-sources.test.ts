import { describe, expect, test } from 'vitest';
import { allEvents, allItems } from '../support/house/house-door.ts';
import { BANK_MAPPING, HEADER, momentOf, type Payment, textOf } from './bank-export.ts';
import { importBank, type Options, paidTo, sums, withBank } from './import-bank.ts';
import { countsOf, importText } from './import-text.ts';

const FIRST: readonly Payment[] = [1, 2, 2, 4].map((day, number) => {
  return { number, day, amount: 100, to: 'ann', note: 'tea' };
});
const LATER: Payment = { number: 9, day: 5, amount: 7, to: 'bob', note: 'rent' };

describe('a file that is not what it was', () => {
  test('grown by its newest row on top: that row', async () => {
    await withBank(async (book) => {
      await importBank(book, textOf(FIRST.toReversed()));
      const report = await importBank(book, textOf([LATER, ...FIRST.toReversed()]));
      expect(countsOf(report)).toEqual([5, 5, 0, 0, 0, 4]);
      expect(report.changes).toBe(null);
      // One of the two on the second day, and those on the first and the last.
      expect(report.recognised).toEqual({
        byNumber: { count: 1, lines: [5] },
        atEdge: { count: 2, lines: [3, 6] },
      });
      expect(await paidTo(book)).toEqual(sums([FIRST, [LATER]]));
      // The very same file once more leaves nothing in doubt.
      const again = await importBank(book, textOf([LATER, ...FIRST.toReversed()]));
      expect([again.repeated, again.recognised.byNumber.count, again.recognised.atEdge.count]).toEqual([
        5, 0, 0,
      ]);
    });
  });

  test('shrunk or in another order, with other words: nothing, and no conflict', async () => {
    await withBank(async (book) => {
      await importBank(book, textOf(FIRST));
      const records = (await allEvents(book)).length;
      for (const rows of [
        FIRST.slice(1),
        FIRST.slice(0, 2),
        [...FIRST].sort((a, b) => (b.number % 3) - (a.number % 3)),
      ]) {
        const report = await importBank(book, textOf(rows, 'other words'));
        expect([report.accepted, report.repeated, report.refused]).toEqual([rows.length, rows.length, 0]);
      }
      // Beside the imports themselves.
      expect((await allEvents(book)).filter(({ kind }) => kind !== 'record_import')).toHaveLength(
        records - 1,
      );
      expect(await allItems((page) => book.imports(page))).toHaveLength(4);
    });
  });

  test('with a row that was mended, or booked late, inside of its time: it stops, and says which, until it is accepted', async () => {
    await withBank(async (book) => {
      const text = textOf([...FIRST, LATER]);
      await importBank(book, text.replace('2026-01-04,"tea, ",100', '2026-01-04,"tea, ",1.00'));
      const records = await allEvents(book);
      const stopped = await importBank(book, text);
      expect(stopped).toMatchObject({
        read: 0,
        isComplete: false,
        failure: null,
        changes: {
          hasOtherMapping: false,
          unknownCount: 1,
          unknown: [
            { line: 5, at: momentOf(4), row: expect.objectContaining({ amountMinor: '100', to: 'ann' }) },
          ],
        },
      });
      expect(await allEvents(book)).toEqual(records);
      const report = await importBank(book, text, { acceptChanges: true });
      expect([report.accepted, report.repeated, report.isComplete]).toEqual([5, 4, true]);
      expect(await paidTo(book)).toEqual(sums([FIRST, [LATER]]));
      expect((await importBank(book, text)).changes).toBe(null);
    });
  });

  test('in a mended row at the edge of its time, or behind it: that row', async () => {
    await withBank(async (book) => {
      await importBank(book, textOf(FIRST).replace('2026-01-04,"tea, ",100', '2026-01-04,"tea, ",1.00'));
      expect(countsOf(await importBank(book, textOf(FIRST)))).toEqual([4, 4, 0, 0, 0, 3]);
      expect(await paidTo(book)).toEqual(sums([FIRST]));
    });
  });

  test('read by another mapping: it stops before it pays by it', async () => {
    await withBank(async (book) => {
      await importBank(book, textOf(FIRST));
      const records = await allEvents(book);
      const others: Options[] = [
        {
          mapping: {
            ...BANK_MAPPING,
            columns: { ...BANK_MAPPING.columns, Amount: null, Balance: 'amountMinor' },
          },
        },
        { mapping: { ...BANK_MAPPING, defaults: { ...BANK_MAPPING.defaults, from: 'bob' } } },
        { idFrom: ['Date', 'Text'] },
      ];
      for (const options of others) {
        const report = await importBank(book, textOf([...FIRST, LATER]), options);
        expect(report).toMatchObject({ read: 0, isComplete: false, changes: { hasOtherMapping: true } });
        expect(await allEvents(book)).toEqual(records);
      }
      // A column that is left out, and the order of columns, are no part of it.
      const moved = `New,${HEADER.trim()}\n${textOf([LATER]).slice(HEADER.length).replace(/^/, 'x,')}`;
      const columns = { ...BANK_MAPPING.columns, New: null };
      const report = await importBank(book, moved, { mapping: { ...BANK_MAPPING, columns } });
      expect([report.changes, report.accepted]).toEqual([null, 1]);
      const accepted = await importBank(book, textOf(FIRST), { ...others[2], acceptChanges: true });
      expect(accepted).toMatchObject({
        isComplete: true,
        changes: { hasOtherMapping: true, unknownCount: 2 },
      });
    });
  });

  test('with ids of its own: they alone tell rows apart, and may come late', async () => {
    await withBank(async (book) => {
      const mapping = {
        columns: { Date: 'effectiveAt', N: 'id' },
        defaults: { kind: 'transfer', from: 'world', to: 'ann' },
      };
      const head = 'N,Date,amountMinor\n';
      await importBank(book, `${head}1,2026-01-01,5\n2,2026-01-05,5\n`, { mapping });
      const report = await importBank(book, `${head}3,2026-01-03,5\n2,2026-01-05,5\n1,2026-01-02,5\n`, {
        mapping,
      });
      expect([report.changes, report.accepted, report.repeated]).toEqual([null, 2, 1]);
      expect(report.refusals).toEqual([{ reason: 'id_conflict', count: 1, lines: [4] }]);
      expect((await book.balance('ann'))?.posted).toBe(15n);
    });
  });

  test('with a reference: it names the row, and where it is empty, what the row says does', async () => {
    await withBank(async (book) => {
      const mapping = {
        columns: { Date: 'effectiveAt' },
        defaults: { kind: 'transfer', from: 'world', to: 'ann' },
      };
      const idFrom = ['ref', 'Date'];
      const head = 'ref,Date,amountMinor\n';
      await importBank(book, `${head}r1,2026-01-01,5\n,2026-01-01,5\n,2026-01-01,5\n`, { mapping, idFrom });
      const report = await importBank(book, `${head}r1,2026-01-01,6\nr2,2026-01-01,5\n,2026-01-01,5\n`, {
        mapping,
        idFrom,
      });
      expect([report.accepted, report.repeated]).toEqual([2, 1]);
      expect(report.refusals).toEqual([{ reason: 'id_conflict', count: 1, lines: [2] }]);
      expect(report.recognised.atEdge).toEqual({ count: 1, lines: [4] });
      expect((await book.balance('ann'))?.posted).toBe(20n);
      for (const wrong of [['no', 'Date'], ['ref', 'ref'], ['']]) {
        await expect(importBank(book, head, { mapping, idFrom: wrong })).rejects.toMatchObject({
          field: 'idFrom',
        });
      }
      await expect(
        importBank(book, 'ref,ref,amountMinor\n', { mapping, idFrom: ['ref'] }),
      ).rejects.toMatchObject({
        field: 'idFrom',
      });
    });
  });

  test('with a reference that two rows share: the second is taken for the first, and named', async () => {
    await withBank(async (book) => {
      const mapping = { columns: {}, defaults: { kind: 'transfer', from: 'world', to: 'ann' } };
      const text = 'ref,effectiveAt,amountMinor\nr1,1,5\nr2,1,5\nr1,1,5\n';
      for (const [reverse, line] of [
        [true, 2],
        [false, 4],
      ] as const) {
        const report = await importBank(book, `${text}r${reverse},2,1\n`, {
          mapping,
          idFrom: ['ref'],
          reverse,
        });
        expect(report.recognised.byNumber).toEqual({ count: 1, lines: [line] });
      }
      expect((await book.balance('ann'))?.posted).toBe(12n);
    });
  });

  test('in NDJSON: rows are told by what they say too, whatever the order of their members', async () => {
    await withBank(async (book) => {
      const line = (members: object): string => `${JSON.stringify(members)}\n`;
      const pay = { kind: 'transfer', from: 'world', to: 'ann', amountMinor: '5', effectiveAt: '2026-01-02' };
      const more = { ...pay, effectiveAt: '2026-01-03' };
      const send = (text: string) => importText(book, 'ndjson', text, { source: 'feed' });
      await send(line(pay) + line(pay));
      const report = await send(
        line(more) + line(Object.fromEntries(Object.entries(pay).reverse())) + line(pay),
      );
      expect([report.accepted, report.repeated]).toEqual([3, 2]);
      expect((await book.balance('ann'))?.posted).toBe(15n);
    });
  });
});

test('an import goes on record when all of it is in, once for the same file', async () => {
  await withBank(async (book) => {
    const stop = new AbortController();
    await importBank(book, textOf(FIRST), { signal: stop.signal, onProgress: () => stop.abort() });
    expect((await book.imports()).items).toEqual([]);
    await importBank(book, textOf(FIRST));
    await importBank(book, textOf(FIRST));
    await importBank(book, textOf([LATER]));
    const { items } = await book.imports({ source: 'bank' });
    expect(items.map(({ rows, firstAt, lastAt }) => [rows, firstAt, lastAt])).toEqual([
      [4, momentOf(1), momentOf(4)],
      [1, momentOf(5), momentOf(5)],
    ]);
    const [first, second] = items;
    expect(first?.fileHash).toMatch(/^[0-9a-f]{64}$/);
    expect(second?.fileHash).not.toBe(first?.fileHash);
    expect(second?.mappingHash).toBe(first?.mappingHash);
  });
});
