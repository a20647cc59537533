import { describe, expect, test } from 'vitest';
import { open, openHouse } from '../../src/engine/open-house.ts';
import type { JournalRecord } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { storeWithGap } from '../support/watch/store-with-gap.ts';

const pay = { kind: 'transfer', from: 'world', to: 'a', amount: 1n } as const;
const opening = { account: 'a', asset: 'GBP/2' };

function countKinds({ kind }: JournalRecord): { readonly counter: string; readonly value: number } {
  return { counter: kind, value: 1 };
}

describe.each(HOUSES)('a feed of counters, $name,', (place) => {
  test('counts all rows in one call, however many transactions their events need', () =>
    inPlace(place, async ({ url }) => {
      await using house = await open(url, { announceExpiries: false });
      const book = house.book('shop');
      await book.openAccount(opening);
      await book.submit([pay, pay, pay]);
      // Two of them are more than is counted at once.
      const events = Array.from({ length: 4_100 }, () => ({ counter: 'n', value: 1 }));
      const feed = book.feed({
        feed: 'many',
        count: ({ kind }) => (kind === 'transfer' ? events : undefined),
      });
      expect(await feed.catchUp()).toEqual({ rows: 4, events: 12_300, seq: 4 });
      expect((await feed.counters.total({ counter: 'n' })).count).toBe(12_300n);
    }));

  test('counts rows of long ago, whatever the horizon of a counter', () =>
    inPlace(place, async ({ url }) => {
      let now = 1_000;
      await using house = await open(url, { announceExpiries: false, clock: () => now });
      const book = house.book('shop');
      await book.openAccount(opening);
      await book.transfer({ from: 'world', to: 'a', amount: 1n });
      const feed = book.feed({ feed: 'kinds', count: countKinds });
      await feed.counters.define({ counter: 'transfer', horizon: 60_000 });
      now = 10_000_000;
      await book.transfer({ from: 'world', to: 'a', amount: 1n });
      await book.transfer({ from: 'world', to: 'a', amount: 1n, effectiveAt: 2_000 });
      await feed.catchUp();
      expect((await feed.counters.total({ counter: 'transfer' })).count).toBe(3n);
      expect((await feed.counters.status()).counters).toMatchObject([
        { counter: 'open_account' },
        { counter: 'transfer', counted: 3 },
      ]);
    }));

  test('gives way to a restart that began later and was done first', () =>
    inPlace(place, async ({ openStore }) => {
      const { store, inGap } = storeWithGap(await openStore());
      await using house = await openHouse(store, { announceExpiries: false });
      const book = house.book('shop');
      await book.openAccount(opening);
      await book.submit([pay, pay, pay]);
      const slow = book.feed({ feed: 'kinds', count: () => ({ counter: 'slow', value: 1 }) });
      const feed = book.feed({ feed: 'kinds', count: countKinds });
      let late: unknown;
      // By then the one that began first has its number, and what it counts.
      inGap(async () => {
        late = await feed.restart();
      });
      expect(await slow.restart()).toMatchObject({ ok: false, reason: 'superseded' });
      expect(late).toMatchObject({ ok: true, generation: 2 });
      expect((await feed.counters.total({ counter: 'transfer' })).count).toBe(3n);
      expect((await feed.counters.total({ counter: 'slow' })).count).toBe(0n);
    }));
});
