import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { faultyOnWire } from '../support/crash/faulty-wire.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
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
        onLook = async (look) => {
          // Whoever writes in between looks at the store, too.
          if (look !== 'accountsAt') return;
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
      // All that it takes is one look, before which whatever is written is whole.
      expect(looks).toBe(1);
      await house.close();
    });
  },
);

/** Reads of what never changes, though much is written about it, and how many statements they take at least. */
const READS: readonly (readonly [string, number, (book: OpenBook) => Promise<bigint | undefined>])[] = [
  ['a balance in the past', 1, async (book) => (await book.balance('a', { at: 150 }))?.posted],
  ['balances in the past', 1, async (book) => (await book.balances(['b', 'a'], { at: 150 }))[1]?.posted],
  [
    'a statement',
    4,
    async (book) => {
      const statement = await book.statement('a', { from: 100, to: 150 });
      const opening = statement?.opening.posted ?? 0n;
      return statement?.lines.reduce((sum, { posted }) => sum + posted, opening);
    },
  ],
  [
    'a trial balance',
    3,
    async (book) =>
      (await book.trialBalance({ at: 150 })).lines.find(({ account }) => account === 'a')?.posted,
  ],
];

test('whatever a server is asked for a read: a group of another process that comes right before it does not tear that', async () => {
  await inPlace(HOUSE.postgres, async ({ url }) => {
    const place = await faultyOnWire(url, { ...CLOCK, cacheRowsMax: 0 });
    try {
      const book = place.house.book('b');
      for (const account of ['a', 'b']) await book.openAccount({ account, asset: 'GBP/2', effectiveAt: 0 });
      const one = { kind: 'transfer', from: 'world', to: 'a', amount: 1n } as const;
      await book.submit(Array.from({ length: 300 }, (_, i) => ({ ...one, effectiveAt: 1 + i })));
      const write = (other: House): Promise<{ ok: boolean }[]> =>
        other.book('b').submit([
          {
            kind: 'atomic',
            commands: [
              { ...one, amount: 10n, effectiveAt: 5 },
              { ...one, from: 'a', to: 'world', amount: 10n, effectiveAt: 140 },
            ],
          },
        ]);
      for (const [name, least, read] of READS) {
        expect(await read(book), name).toBe(150n);
        let looks = 1;
        for (let step = 1; step <= looks; step += 1) {
          const held = place.hold(step);
          const reading = read(book);
          await Promise.race([held.reached, reading]);
          expect(await place.aside(write)).toMatchObject([{ ok: true }]);
          held.release();
          expect(await reading, `${name}: written before statement ${step}`).toBe(150n);
          looks = place.steps.length;
        }
        expect(looks, name).toBeGreaterThanOrEqual(least);
      }
    } finally {
      await place.close();
    }
  });
});
