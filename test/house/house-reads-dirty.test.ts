import { expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import type { Store } from '../../src/store/store.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { type OnLook, watchedStore } from '../support/watch/house-view-watch.ts';

const CLOCK = { announceExpiries: false, clock: () => 1_000 };

test.each(HOUSES)(
  'a read of the past is never torn by a group that comes in between, $name',
  async (kind) => {
    await inPlace(kind, async ({ openStore }) => {
      let onLook: OnLook = () => undefined;
      const store = watchedStore(await openStore(), (...look) => onLook(...look));
      // Nothing stays in memory, so that the store is asked.
      const house = await openHouse(store, { ...CLOCK, cacheRowsMax: 0 });
      const book = house.book('b');
      await book.openAccount({ account: 'a', asset: 'GBP/2', effectiveAt: 0 });
      // Two checkpoints and more.
      for (const from of [1, 151]) {
        await book.submit(
          Array.from({ length: 150 }, (_, i) => ({
            kind: 'transfer' as const,
            from: 'world',
            to: 'a',
            amount: 1n,
            effectiveAt: from + i,
          })),
        );
      }
      let looks = Number.POSITIVE_INFINITY;
      for (let place = 1; place <= looks; place += 1) {
        let count = 0;
        onLook = async (_look, where) => {
          // What memory lacks is brought while the stream of the book stands still: nothing can come in between there.
          if (where !== 'snapshot') return;
          count += 1;
          if (count !== place) return;
          // Nothing of it is left by then.
          const [answer] = await book.submit([
            {
              kind: 'atomic',
              commands: [
                { kind: 'transfer', from: 'world', to: 'a', amount: 10n, effectiveAt: 5 },
                { kind: 'transfer', from: 'a', to: 'world', amount: 10n, effectiveAt: 140 },
              ],
            },
          ]);
          expect(answer).toMatchObject({ ok: true });
        };
        const balance = await book.balance('a', { at: 150 });
        onLook = () => undefined;
        expect(balance?.posted, `written before look ${place}`).toBe(150n);
        looks = count;
      }
      expect(looks).toBeGreaterThan(1);
      await house.close();
    });
  },
);

test.each(HOUSES)('nothing is told of a batch that is on its way, and then fails, $name', async (kind) => {
  await inPlace(kind, async ({ openStore }) => {
    const inner = await openStore();
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    let fails = false;
    const store: Store = new Proxy(inner, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        if (key !== 'begin') return value.bind(target);
        return async () => {
          const transaction = await target.begin();
          const commit = transaction.commit.bind(transaction);
          transaction.commit = async () => {
            if (!fails) return await commit();
            reached.resolve();
            // A disk that takes its time, and then is full.
            await gate.promise;
            fails = false;
            await transaction.rollback();
            throw new StoreError('store_failed', 'the disk is full');
          };
          return transaction;
        };
      },
    });
    const house = await openHouse(store, CLOCK);
    const book = house.book('b');
    for (const account of ['alice', 'bob'])
      await book.openAccount({ account, asset: 'GBP/2', effectiveAt: 1 });
    await book.transfer({ from: 'world', to: 'alice', amount: 1_000n, effectiveAt: 2 });
    const reads = (): Promise<unknown>[] => [
      book.balance('alice'),
      book.balances(['alice', 'bob', 'world'], { asset: 'GBP/2' }),
      book.balance('alice', { at: 5_000 }),
      book.trialBalance(),
      book.statement('alice'),
      book.accounts(),
      book.holds(),
      book.transactions(),
      book.events(),
      book.head(),
    ];
    const before = await Promise.all(reads());
    fails = true;
    const failing = [
      book.transfer({ from: 'world', to: 'alice', amount: 100n }),
      book.hold({ hold: 'h', account: 'alice', amount: 7n, expiresAt: null }),
      book.openAccount({ account: 'dora', asset: 'GBP/2' }),
    ].map((call) => call.catch(({ code }) => code));
    await reached.promise;
    const meanwhile = reads();
    gate.resolve();
    expect(await Promise.all(failing)).toEqual(['store_failed', 'store_failed', 'store_failed']);
    expect(await Promise.all(meanwhile)).toEqual(before);
    expect(await Promise.all(reads())).toEqual(before);
    await house.close();
  });
});
