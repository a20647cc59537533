import { describe, expect, test } from 'vitest';
import { open } from '../../src/index.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const GBP = 'GBP/2';
const DAILY = { name: 'daily', direction: 'out', amount: 9n, perMs: 1_000 } as const;

describe.each(HOUSES)('the terms of an account as known at a moment, on $name', (kind) => {
  test('are those that were in force by then, in memory and after a restart', () =>
    inPlace(kind, async ({ url }) => {
      let now = 100;
      let house = await open(url, { clock: () => now });
      try {
        const book = house.book('shop');
        const opened = { account: 'a', asset: GBP, metadata: { tier: 'new' }, effectiveAt: 50 } as const;
        await book.openAccount(opened);
        await book.openAccount({ account: 'b', asset: GBP, limits: [DAILY], effectiveAt: 50 });
        now = 200;
        await book.updateAccount({ account: 'a', floor: -5n, id: 'grant' });
        now = 300;
        // In one group, and with another life between.
        await book.submit([
          {
            kind: 'atomic',
            commands: [
              { kind: 'update_account', account: 'a', ceiling: 90n, limits: [DAILY], openedAt: 40 },
              { kind: 'update_account', account: 'b', limits: [] },
              { kind: 'update_account', account: 'a', frozen: 'debits', metadata: {} },
            ],
          },
        ]);
        now = 400;
        await book.updateAccount({ account: 'a', floor: 0n, limits: [], frozen: null });
        await book.merge({ from: 'a', into: 'b', effectiveAt: 400 });
        now = 500;
        await book.openAccount({ account: 'a', asset: 'JPY/0', ceiling: 7n, effectiveAt: 450 });
        const life = {
          account: 'a',
          asset: GBP,
          floor: 0n,
          ceiling: null,
          frozen: null,
          endedAt: null,
          mergedInto: null,
        };
        const first = { ...life, metadata: { tier: 'new' }, openedAt: 50 };
        const second = { ...first, floor: -5n };
        const third = {
          ...second,
          ceiling: 90n,
          limits: [DAILY],
          frozen: 'debits',
          metadata: {},
          openedAt: 40,
        };
        const { limits: _, ...last } = { ...third, floor: 0n, frozen: null, endedAt: 400, mergedInto: 'b' };
        for (const isOpenedAnew of [false, true]) {
          if (isOpenedAnew && !kind.isDurable) continue;
          if (isOpenedAnew) {
            await house.close();
            house = await open(url, { clock: () => now });
          }
          const known = (knownAt?: number, at = 60): Promise<unknown> =>
            house.book('shop').account('a', { at, ...(knownAt !== undefined && { knownAt }) });
          expect(await known(99)).toBe(null);
          expect(await known(100)).toEqual(first);
          expect(await known(199)).toEqual(first);
          expect(await known(100, 45)).toBe(null);
          expect(await known(200)).toEqual(second);
          expect(await known(300)).toEqual(third);
          expect(await known(399, 45)).toEqual(third);
          // It had not ended by what was known then.
          expect(await known(399, 460)).toEqual(third);
          expect(await known(400)).toEqual(last);
          expect(await known(undefined, 399)).toEqual(last);
          expect(await known(400, 460)).toBe(null);
          const anew = { ...life, asset: 'JPY/0', ceiling: 7n, metadata: {}, openedAt: 450 };
          expect(await known(500, 460)).toEqual(anew);
          expect(await house.book('shop').account('a')).toEqual(anew);
          expect((await house.book('shop').accounts({ id: 'a' })).items).toMatchObject([last, anew]);
          for (const nobody of ['world', 'nobody'])
            expect(await house.book('shop').account(nobody)).toBe(null);
          await expect(house.book('shop').account('a', { knownAt: 0.5 })).rejects.toThrow('knownAt');
          await expect(house.book('shop').account('')).rejects.toThrow('account');
        }
        // Who changed a floor, and when, is a question to the journal, by the same index.
        const { items } = await house.book('shop').transactions({ account: 'a', kind: 'update_account' });
        expect(items.map(({ recordedAt, id }) => [recordedAt, id])).toContainEqual([200, 'grant']);
      } finally {
        await house.close();
      }
    }));

  test('are found among many updates', () =>
    inPlace(kind, async ({ url }) => {
      let now = 1;
      const house = await open(url, { clock: () => now });
      try {
        const book = house.book('shop');
        await book.openAccount({ account: 'a', asset: GBP });
        for (let i = 0; i < 30; i += 1) {
          now += 1;
          await book.updateAccount({ account: 'a', floor: BigInt(-i) });
        }
        for (const i of [0, 7, 29])
          expect(await book.account('a', { knownAt: i + 2 })).toMatchObject({ floor: BigInt(-i) });
      } finally {
        await house.close();
      }
    }));
});
