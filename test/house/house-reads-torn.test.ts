import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
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
