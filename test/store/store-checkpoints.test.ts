import { describe, expect, test } from 'vitest';
import type { CheckpointRow, EntryRow, EntrySums } from '../../src/store/store.ts';
import { STORES, withStore } from './store-list.ts';
import { commitChanges, nameOf, rowAt } from './store-writes.ts';

const NO_SUMS: EntrySums = {
  inflow: 0n,
  outflow: 0n,
  available: 0n,
  incoming: 0n,
  expected: 0n,
  purse: 0n,
  spendable: 0n,
};

function sumsOf({ account: _, at: _at, order: _order, seq: _seq, ...sums }: EntryRow): EntrySums {
  return sums;
}

describe.each(STORES)('checkpoints of the $name store', (kind) => {
  const places = [rowAt('a', 1, 2, 5), rowAt('a', 1, 4, 3), rowAt('a', 3, -2, 9), rowAt('a', 3, 6, 1)];
  const others = [rowAt('A', 2, 2, 1), rowAt('a\u0000', 0, 0, 1), rowAt('b', 0, 0, 1)];

  // Where there are no entries, the sums are those of the checkpoint, and tell which it was.
  test.each([
    [1, 1, undefined, undefined],
    [1, 2, undefined, 'a 1/2 5'],
    [1, 3, undefined, 'a 1/2 5'],
    [1, 4, undefined, 'a 1/4 3'],
    [2, -9, undefined, 'a 1/4 3'],
    [3, -2, undefined, 'a 3/-2 9'],
    [3, 5, undefined, 'a 3/-2 9'],
    [9, 0, undefined, 'a 3/6 1'],
    [9, 0, 1, 'a 3/6 1'],
    [9, 0, 0, undefined],
    [3, 5, 8, 'a 1/4 3'],
    [3, 5, 9, 'a 3/-2 9'],
    [3, 5, 2, undefined],
    [1, 3, 5, 'a 1/2 5'],
    [1, 3, 4, undefined],
    [3, Number.POSITIVE_INFINITY, undefined, 'a 3/6 1'],
    [0, Number.POSITIVE_INFINITY, undefined, undefined],
  ] as const)('at or before %s/%s, known by %s: %s', (at, order, knownBy, expected) =>
    withStore(kind, async (store) => {
      await commitChanges(store, { checkpoints: [...others, ...places] });
      const query = { until: { at, order }, ...(knownBy === undefined ? {} : { knownBy }) };
      const found = places.find((place) => nameOf(place) === expected);
      expect(await store.latest.sums('b', ['a'], query)).toEqual([found ? sumsOf(found) : NO_SUMS]);
    }),
  );

  test.each([
    [{ at: 0, order: 0 }, []],
    [{ at: 1, order: 2 }, []],
    [{ at: 1, order: 3 }, ['a 1/2 5']],
    [{ at: 1, order: 4 }, ['a 1/2 5']],
    [{ at: 2, order: -9 }, ['a 1/2 5', 'a 1/4 3']],
    [{ at: 3, order: 6 }, ['a 1/2 5', 'a 1/4 3', 'a 3/-2 9']],
    [{ at: 3, order: 7 }, ['a 1/2 5', 'a 1/4 3', 'a 3/-2 9', 'a 3/6 1']],
  ])('stale from %j on: those at that place and behind it go, of that account alone', (place, left) =>
    withStore(kind, async (store) => {
      await commitChanges(store, { checkpoints: [...others, ...places] });
      await commitChanges(store, { staleCheckpoints: [{ account: 'a', ...place }] });
      const kept = await store.latest.checkpoints('b', { limit: 99 });
      expect(kept.map(nameOf)).toEqual(['A 2/2 1', ...left, 'a\u0000 0/0 1', 'b 0/0 1']);
    }),
  );

  test('new ones are written after the stale ones went, and stand at the same place if need be', () =>
    withStore(kind, async (store) => {
      await commitChanges(store, { checkpoints: places });
      const fresh: CheckpointRow[] = [{ ...rowAt('a', 1, 4, 12), inflow: -5n }, rowAt('a', 8, 0, 12)];
      await commitChanges(store, {
        staleCheckpoints: [
          { account: 'a', at: 3, order: 6 },
          { account: 'a', at: 1, order: 4 },
          { account: 'nobody', at: 1, order: 4 },
        ],
        checkpoints: fresh,
      });
      expect(await store.latest.checkpoints('b', { limit: 99 })).toEqual([places[0], ...fresh]);
      expect(await store.latest.sums('b', ['a'], { until: { at: 5, order: 0 }, knownBy: 11 })).toEqual(
        places.slice(0, 1).map(sumsOf),
      );
    }));

  test('are listed behind any place, in order of account, moment and order', () =>
    withStore(kind, async (store) => {
      await commitChanges(store, { checkpoints: [...places, ...others].toReversed() });
      const whole = await store.latest.checkpoints('b', { limit: 99 });
      expect(whole).toEqual([others[0], ...places, others[1], others[2]]);
      for (const [i, after] of whole.entries()) {
        expect(await store.latest.checkpoints('b', { after, limit: 2 })).toEqual(whole.slice(i + 1, i + 3));
      }
      expect(await store.latest.checkpoints('b', { after: rowAt('a', 2, 0, 0), limit: 1 })).toEqual([
        places[2],
      ]);
    }));
});
