import { describe, expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { countingStore } from '../support/watch/house-counting-store.ts';

const GBP = 'GBP/2';
const OUT = { from: 'a', to: 'world' } as const;

describe.each(HOUSES)('what is expected of accounts, on $name', (kind) => {
  test('costs nothing where it is of an account of the command, and a row where it is of another', () =>
    inPlace(kind, async ({ openStore }) => {
      const count = { rows: 0, asks: 0 };
      const store = countingStore(await openStore(), count);
      const house = await openHouse(store, { announceExpiries: false, clock: () => 5_000, cacheRowsMax: 0 });
      try {
        const book = house.book('shop');
        for (const account of ['a', 'b'])
          await book.openAccount({ account, asset: GBP, floor: null, effectiveAt: 1 });
        const costOf = async (more: object): Promise<typeof count> => {
          const before = { ...count };
          expect(await book.transfer({ ...OUT, amount: 1n, ...more })).toMatchObject({ ok: true });
          return { rows: count.rows - before.rows, asks: count.asks - before.asks };
        };
        await costOf({});
        const plain = await costOf({});
        const own = { account: 'a', available: { max: 0n } };
        expect(await costOf({ expect: [own] })).toEqual(plain);
        const other = await costOf({ expect: [own, { account: 'b', available: { min: 0n }, lastSeq: 2 }] });
        expect(other).toEqual({ rows: plain.rows + 1, asks: plain.asks });
        // Late, the past from there on is fetched, as for what the command moves.
        const late = await costOf({ effectiveAt: 4_000 });
        expect(await costOf({ effectiveAt: 4_000, expect: [{ ...own, lastSeq: 7 }] })).toEqual({
          rows: late.rows + 1,
          asks: late.asks,
        });
      } finally {
        await house.close();
      }
    }));
});
