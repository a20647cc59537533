import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EntriesQuery, EntrySpan } from '../../src/store/queries.ts';
import type { EntryRow } from '../../src/store/store.ts';
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
          expected: wide,
          purse: wide + 1n,
          spendable: -wide,
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
      const check = async (
        all: Required<Omit<EntriesQuery, 'account' | 'before'>>,
        parts: number,
      ): Promise<void> => {
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

  test('of many accounts are those after a moment, or all, up to a place, known by then', () =>
    withStore(kind, async (store) => {
      const entries = ['a', 'b', 'c'].flatMap((account) =>
        [-5, 0, 0, 7].map((at, i) => rowAt(account, at, i, i)),
      );
      await commitChanges(store, { entries });
      const found = async (spans: readonly EntrySpan[]): Promise<string[]> =>
        (await store.latest.entriesOf('b', spans)).map(nameOf).sort();
      expect(await found([])).toEqual([]);
      expect(await found([{ account: 'a', after: null }])).toEqual(entries.slice(0, 4).map(nameOf).sort());
      expect(await found([{ account: 'a', after: -5 }])).toEqual(['a 0/1 1', 'a 0/2 2', 'a 7/3 3']);
      expect(await found([{ account: 'a', after: -6 }])).toHaveLength(4);
      const all = ['a', 'b', 'c'].map((account) => ({ account, after: null }));
      for (const limit of [0, 3, 6, 12, 13]) {
        const some = (await store.latest.entriesOf('b', all, limit)).map(nameOf);
        expect(entries.map(nameOf)).toEqual(expect.arrayContaining(some));
        expect(new Set(some).size).toBe(Math.min(limit, 12));
      }
      expect(
        await found([
          { account: 'a', after: 0 },
          { account: 'nobody', after: null },
          { account: 'c', after: 7 },
          { account: 'b', after: -1 },
        ]),
      ).toEqual(['a 7/3 3', 'b 0/1 1', 'b 0/2 2', 'b 7/3 3']);
      expect(
        await found([
          { account: 'a', after: -5, until: { at: 0, order: 1 } },
          { account: 'b', after: null, until: { at: 0, order: Number.POSITIVE_INFINITY }, knownBy: 1 },
          { account: 'c', after: null, until: { at: 7, order: 2 } },
        ]),
      ).toEqual(['a 0/1 1', 'b -5/0 0', 'b 0/1 1', 'c -5/0 0', 'c 0/1 1', 'c 0/2 2']);
    }));

  test('are summed up from the last checkpoint that is old enough, account by account in their order', () =>
    withStore(kind, async (store) => {
      const wide = 2n ** 70n;
      const entries = Array.from({ length: 2_500 }, (_, i) => rowAt(i % 2 === 0 ? 'even' : 'odd', i, 0, i));
      const far = { ...rowAt('far', 1, 0, 1), inflow: wide, outflow: -wide };
      // A checkpoint is believed, so one that is wrong shows that it was used.
      const checkpoints = [{ ...rowAt('even', 2_000, 1, 2_001), inflow: wide, available: 0n }];
      await commitChanges(store, { entries: [...entries, far], checkpoints });
      const sumsAt = async (at: number, knownBy?: number): Promise<bigint[]> => {
        const query = { until: { at, order: 5 }, ...(knownBy === undefined ? {} : { knownBy }) };
        const sums = await store.latest.sums('b', ['odd', 'nobody', 'even', 'far', 'odd'], query);
        return sums.map(({ inflow }) => inflow);
      };
      const upTo = (last: number, parity: number): bigint =>
        entries.reduce((sum, { seq }) => sum + (seq <= last && seq % 2 === parity ? BigInt(seq) : 0n), 0n);
      expect(await sumsAt(0)).toEqual([0n, 0n, 0n, 0n, 0n]);
      expect(await sumsAt(1_999)).toEqual([upTo(1_999, 1), 0n, upTo(1_999, 0), wide, upTo(1_999, 1)]);
      expect(await sumsAt(2_002)).toEqual([upTo(2_001, 1), 0n, wide + 2_002n, wide, upTo(2_001, 1)]);
      expect(await sumsAt(9_999, 2_001)).toEqual([upTo(2_001, 1), 0n, wide, wide, upTo(2_001, 1)]);
      expect(await sumsAt(9_999, 1_990)).toEqual([upTo(1_990, 1), 0n, upTo(1_990, 0), wide, upTo(1_990, 1)]);
      const [, , , sums] = await store.latest.sums('b', ['a', 'b', 'c', 'far'], {
        until: { at: 9, order: 0 },
      });
      expect(sums).toEqual({
        inflow: wide,
        outflow: -wide,
        available: 1n,
        incoming: 0n,
        expected: far.expected,
        purse: far.purse,
        spendable: far.spendable,
      });
      expect(await store.latest.sums('b', [], { until: { at: 9, order: 0 } })).toEqual([]);
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
        expect(await store.latest.entriesOf(book, [{ account: 'a', after: 0 }])).toEqual([
          { ...row, inflow },
        ]);
        expect(await store.latest.checkpoints(book, { limit: 9 })).toEqual([{ ...row, inflow }]);
        const [sums] = await store.latest.sums(book, ['a'], { until: row });
        expect(sums?.inflow).toBe(inflow);
      }
      const transaction = await store.begin();
      await transaction.lock('b');
      await transaction.deleteCheckpoints('b');
      await transaction.commit();
      expect(await store.latest.checkpoints('b', { limit: 9 })).toEqual([]);
      expect(await store.latest.checkpoints('c', { limit: 9 })).toHaveLength(1);
    }));
});
