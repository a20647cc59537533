import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntriesQuery, EntryRow } from '../../src/store/store.ts';
import { showRows } from './show-rows.ts';
import { STORES, withStore } from './store-list.ts';
import { AMOUNT_MAX, AMOUNT_MIN } from './store-values.ts';
import { commitChanges, nameOf, rowAt } from './store-writes.ts';

const byPlace = (a: EntryRow, b: EntryRow): number => a.at - b.at || a.order - b.order || a.seq - b.seq;

describe.each(STORES)('entries of the $name store', (kind) => {
  test('keep the least and the greatest values, and amounts of any size', () =>
    withStore(kind, async (store) => {
      const wide = 2n ** 70n;
      const entries = [
        {
          ...rowAt('\u{1f600}\u0000"', Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 1),
          inflow: AMOUNT_MIN,
        },
        {
          account: 'a'.repeat(256),
          at: Number.MAX_SAFE_INTEGER,
          order: Number.MAX_SAFE_INTEGER,
          seq: Number.MAX_SAFE_INTEGER,
          inflow: AMOUNT_MAX,
          outflow: AMOUNT_MAX + 1n,
          available: AMOUNT_MIN - 1n,
          incoming: -wide,
        },
      ];
      await commitChanges(store, { entries, checkpoints: entries });
      const found = await store.latest.allEntries('b', { limit: 9 });
      expect(found.map(showRows).sort()).toEqual(entries.map(showRows).sort());
      const kept = await store.latest.checkpoints('b', { limit: 9 });
      expect(kept.map(showRows).sort()).toEqual(entries.map(showRows).sort());
    }));

  test('of an account are those between two places, known by then, up to the limit', async () => {
    const entries: EntryRow[] = [];
    for (const account of ['a', 'x', 'x\u0000', 'y']) {
      for (let i = 0; i < 60; i += 1) entries.push(rowAt(account, (i % 5) - 2, (i % 4) * 2 - 2, i));
    }
    const place = fc.record({ at: fc.integer({ min: -3, max: 3 }), order: fc.integer({ min: -3, max: 5 }) });
    const seq = fc.integer({ min: -1, max: 61 });
    const endless = fc.record({
      at: fc.integer({ min: -3, max: 3 }),
      order: fc.constant(Number.POSITIVE_INFINITY),
    });
    const parts = fc.record({
      after: fc.tuple(place, seq).map(([after, at]) => ({ ...after, seq: at })),
      until: fc.oneof(place, endless),
      knownBy: seq,
      limit: fc.integer({ min: 0, max: 70 }),
    });
    await withStore(kind, async (store) => {
      await commitChanges(store, { entries });
      // Every combination of what can be left out, with the same random values.
      const check = async (all: Required<Omit<EntriesQuery, 'account'>>, parts: number): Promise<void> => {
        const query: EntriesQuery = {
          account: 'x',
          ...(parts & 1 && { after: all.after }),
          ...(parts & 2 && { until: all.until }),
          ...(parts & 4 && { knownBy: all.knownBy }),
          ...(parts & 8 && { limit: all.limit }),
        };
        const { after, until, knownBy, limit } = query;
        const expected = entries
          .filter((entry) => entry.account === 'x')
          .filter((entry) => after === undefined || byPlace(entry, { ...entry, ...after }) > 0)
          .filter(
            ({ at, order }) =>
              until === undefined || at < until.at || (at === until.at && order <= until.order),
          )
          .filter((entry) => knownBy === undefined || entry.seq <= knownBy)
          .sort(byPlace)
          .slice(0, limit);
        expect((await store.latest.entries('b', query)).map(nameOf), showRows(query)).toEqual(
          expected.map(nameOf),
        );
      };
      await fc.assert(
        fc.asyncProperty(parts, async (all) => {
          for (let mask = 0; mask < 16; mask += 1) await check(all, mask);
        }),
        { numRuns: 150 },
      );
    });
  });

  test('ahead are those dated after the frontier, or all', () =>
    withStore(kind, async (store) => {
      const entries = ['a', 'b', 'c'].flatMap((account) =>
        [-5, 0, 0, 7].map((at, i) => rowAt(account, at, i, i)),
      );
      await commitChanges(store, { entries });
      const ahead = async (accounts: { account: string; frontier: number | null }[]): Promise<string[]> =>
        (await store.latest.entriesAhead('b', accounts)).map(nameOf).sort();
      expect(await ahead([])).toEqual([]);
      expect(await ahead([{ account: 'a', frontier: null }])).toEqual(entries.slice(0, 4).map(nameOf).sort());
      expect(await ahead([{ account: 'a', frontier: -5 }])).toEqual(['a 0/1 1', 'a 0/2 2', 'a 7/3 3']);
      expect(await ahead([{ account: 'a', frontier: -6 }])).toHaveLength(4);
      expect(
        await ahead([
          { account: 'a', frontier: 0 },
          { account: 'nobody', frontier: null },
          { account: 'c', frontier: 7 },
          { account: 'b', frontier: -1 },
        ]),
      ).toEqual(['a 7/3 3', 'b 0/1 1', 'b 0/2 2', 'b 7/3 3']);
    }));

  test('of two books are apart, at the same keys too', () =>
    withStore(kind, async (store) => {
      const row = rowAt('a', 1, 2, 3);
      await commitChanges(store, { entries: [row], checkpoints: [row] }, 'b');
      await commitChanges(
        store,
        { entries: [{ ...row, inflow: 77n }], checkpoints: [{ ...row, inflow: 77n }] },
        'c',
      );
      for (const [book, inflow] of [
        ['b', 3n],
        ['c', 77n],
      ] as const) {
        expect(await store.latest.entries(book, { account: 'a' })).toEqual([{ ...row, inflow }]);
        expect(await store.latest.allEntries(book, { limit: 9 })).toEqual([{ ...row, inflow }]);
        expect(await store.latest.entriesAhead(book, [{ account: 'a', frontier: 0 }])).toEqual([
          { ...row, inflow },
        ]);
        expect(await store.latest.checkpoint(book, 'a', row)).toEqual({ ...row, inflow });
      }
      const transaction = await store.begin();
      await transaction.lock('b');
      await transaction.deleteCheckpoints('b');
      await transaction.commit();
      expect(await store.latest.checkpoints('b', { limit: 9 })).toEqual([]);
      expect(await store.latest.checkpoints('c', { limit: 9 })).toHaveLength(1);
    }));
});
