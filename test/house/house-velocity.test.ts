import { describe, expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { open } from '../../src/index.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { countingStore } from '../support/watch/house-counting-store.ts';

const GBP = 'GBP/2';
const DAILY = { name: 'daily', direction: 'out', amount: 100n, perMs: 1_000 } as const;
const OUT = { from: 'a', to: 'world' } as const;
const KIND = { kind: 'transfer' } as const;

describe.each(HOUSES)('velocity limits, on $name', (kind) => {
  test('hold after a restart, say when they free, and change by an update', () =>
    inPlace(kind, async ({ url }) => {
      let now = 5_000;
      const clock = (): number => now;
      let house = await open(url, { clock });
      try {
        let book = house.book('shop');
        await book.openAccount({ account: 'a', asset: GBP, floor: null, limits: [DAILY] });
        expect(await book.transfer({ ...OUT, amount: 70n, effectiveAt: 5_100 })).toMatchObject({ ok: true });
        if (kind.isDurable) {
          await house.close();
          house = await open(url, { clock });
          book = house.book('shop');
        }
        now = 5_500;
        const refused = {
          ok: false,
          reason: 'limit_exceeded',
          subject: 'a',
          limit: 'daily',
          available: 30n,
          needed: 31n,
          freesAt: 6_100,
          asset: GBP,
          message:
            'the limit daily is exceeded: 0.30 GBP left in its time, 0.31 needed, free at 1970-01-01T00:00:06.100Z',
        };
        expect(await book.dryRun({ ...KIND, ...OUT, amount: 31n })).toMatchObject(refused);
        expect(await book.transfer({ ...OUT, amount: 31n, id: 'x' })).toMatchObject(refused);
        expect(await book.transfer({ ...OUT, amount: 31n, id: 'x' })).toMatchObject({
          ...refused,
          replayed: true,
        });
        // A group is refused whole, and nothing of it is counted.
        const commands = [16n, 15n].map((amount) => ({ ...KIND, ...OUT, amount }));
        expect(await book.submit([{ kind: 'atomic', commands }])).toMatchObject([{ ok: false, path: [1] }]);
        expect(await book.transfer({ ...OUT, amount: 30n })).toMatchObject({ ok: true });
        now = 6_100;
        const again = { ...OUT, amount: 31n, id: 'x' };
        expect(await book.transfer(again, { retryRefused: true })).toMatchObject({ ok: true });
        expect((await book.accounts({ id: 'a' })).items).toMatchObject([{ limits: [DAILY] }]);
        await book.updateAccount({ account: 'a', limits: [] });
        expect((await book.accounts({ id: 'a' })).items[0]).not.toHaveProperty('limits');
        expect(await book.transfer({ ...OUT, amount: 500n })).toMatchObject({ ok: true });
        await book.updateAccount({ account: 'a', limits: [DAILY] });
        expect(await book.transfer({ ...OUT, amount: 1n, effectiveAt: 5_900 })).toMatchObject({ ok: false });
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));

  test('read the past of their time once, and then nothing but what a command reads without them', () =>
    inPlace(kind, async ({ openStore }) => {
      const count = { rows: 0 };
      let now = 10_000;
      const store = countingStore(await openStore(), count);
      const house = await openHouse(store, { announceExpiries: false, clock: () => now });
      try {
        const book = house.book('shop');
        const rowsOf = async (work: () => Promise<unknown>): Promise<number> => {
          const before = count.rows;
          await work();
          return count.rows - before;
        };
        for (const account of ['a', 'b'])
          await book.openAccount({ account, asset: GBP, floor: null, effectiveAt: 1 });
        const many = Array.from({ length: 400 }, (_, i) => ({ amount: 1n, effectiveAt: 9_000 + i }));
        for (const from of ['a', 'b'])
          await book.submit(
            many.map((one) => ({ ...KIND, ...OUT, ...one, from, id: `${from} ${one.effectiveAt}` })),
          );
        await book.updateAccount({ account: 'a', limits: [{ ...DAILY, amount: 450n, perMs: 5_000 }] });
        const first = await rowsOf(() => book.transfer({ ...OUT, amount: 1n }));
        expect(first).toBeGreaterThanOrEqual(400);
        for (let i = 0; i < 5; i += 1) {
          now += 10;
          const limited = await rowsOf(() => book.transfer({ ...OUT, amount: 1n }));
          const plain = await rowsOf(() => book.transfer({ ...OUT, from: 'b', amount: 1n }));
          expect(limited).toBe(plain);
        }
        expect(await book.transfer({ ...OUT, amount: 60n })).toMatchObject({ reason: 'limit_exceeded' });
      } finally {
        await house.close();
      }
    }));
});
