import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import type { CounterStore } from '../../src/counters/counter-store.ts';
import { open, openHouse } from '../../src/engine/open-house.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';

const NOW = 10_000_000;
const options = { clock: () => NOW, announceExpiries: false };
const events = Array.from({ length: 3_000 }, (_, i) => ({ counter: 'seen', eventId: `${i}`, at: NOW - i }));

for (const kind of HOUSES) {
  describe(`counters of a house, ${kind.name}`, () => {
    test('are those of a book, and every book has its own', () =>
      inPlace(kind, async ({ url }) => {
        await using house = await open(url, options);
        await house.counters.ingest({ counter: 'a', eventId: '1', at: NOW });
        await house.book('shop').counters.ingest({ counter: 'a', eventId: '1', at: NOW, value: 7 });
        expect((await house.book('counters').counters.total({ counter: 'a' })).count).toBe(1n);
        expect((await house.book('shop').counters.total({ counter: 'a' })).count).toBe(7n);
        expect(house.counters).toBe(house.counters);
        // Nothing was written to the books themselves.
        expect(await house.books()).toEqual([]);
      }));

    test('count while commands are carried out', () =>
      inPlace(kind, async ({ url }) => {
        await using house = await open(url, options);
        const book = house.book('shop');
        await book.openAccount({ account: 'a', asset: 'GBP/2' });
        const work: Promise<unknown>[] = [];
        for (let i = 0; i < 30; i += 1) {
          work.push(book.transfer({ from: 'world', to: 'a', amount: 1 }));
          work.push(house.counters.ingest(events.slice(i * 100, (i + 1) * 100)));
          work.push(book.counters.ingest(events.slice(i * 90, (i + 2) * 90)));
          work.push(book.balance('a'), house.counters.total({ counter: 'seen' }));
        }
        await Promise.all(work);
        expect((await book.balance('a'))?.posted).toBe(30n);
        expect((await house.counters.total({ counter: 'seen' })).count).toBe(3_000n);
        expect((await book.counters.total({ counter: 'seen' })).count).toBe(2_790n);
        expect((await house.verify()).ok).toBe(true);
      }));

    test('are closed with the house, which waits for what was begun', () =>
      inPlace(kind, async ({ url }) => {
        const house = await open(url, options);
        const { counters } = house;
        const begun = counters.ingest(events.slice(0, 500));
        const closed = house.close();
        expect(new Set(await begun)).toEqual(new Set(['counted']));
        await closed;
        await expect(counters.total({ counter: 'seen' })).rejects.toMatchObject({ code: 'house_closed' });
        await expect(counters.ingest(events)).rejects.toMatchObject({ code: 'house_closed' });
        expect(() => house.counters).toThrow(expect.objectContaining({ code: 'house_closed' }));
        if (!kind.isDurable) return;
        await using again = await open(url, options);
        expect((await again.counters.total({ counter: 'seen' })).count).toBe(500n);
        expect(new Set(await again.counters.ingest(events.slice(0, 500)))).toEqual(new Set(['duplicate']));
      }));
  });
}

/** A store whose counters fail at some transactions: before anything is written, or after all of it was. */
function failingCounters(store: Store, plan: { fails: ('before' | 'after')[] }): Store {
  const inner = store.counters?.();
  if (inner === undefined) throw new Error('a store without counters');
  const failing: CounterStore = {
    isVolatile: inner.isVolatile,
    read: (book, work) => inner.read(book, work),
    close: () => inner.close(),
    async transact(book, work) {
      const when = plan.fails.shift();
      if (when === 'before') throw new StoreError('store_failed', 'lost', undefined, { isRetryable: true });
      const answer = await inner.transact(book, work);
      if (when === 'after') throw new StoreError('outcome_unknown', 'lost at the commit');
      return answer;
    },
  };
  return new Proxy(store, {
    get: (target, name) => {
      if (name === 'counters') return () => failing;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('what passes by itself is tried again, and what may have been counted is sent again: counted once', () =>
  inPlace(HOUSE.sqlite, async ({ url }) => {
    const plan = { fails: ['before', 'before', 'after', 'before', 'after'] as ('before' | 'after')[] };
    await using house = await openHouse(failingCounters(await openStore(url), plan), options);
    const outcomes = await house.counters.ingest(events.slice(0, 100));
    expect(plan.fails).toEqual([]);
    expect(new Set(outcomes)).toEqual(new Set(['duplicate']));
    expect((await house.counters.total({ counter: 'seen' })).count).toBe(100n);
  }));

test('a backfill whose outcome is unknown says so', () =>
  inPlace(HOUSE.sqlite, async ({ url }) => {
    const plan = { fails: [] as ('before' | 'after')[] };
    await using house = await openHouse(failingCounters(await openStore(url), plan), options);
    await house.counters.ingest(events.slice(0, 100));
    plan.fails = ['after'];
    const filled = house.counters.backfill({ counter: 'seen' });
    await expect(filled).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect((await house.counters.backfill({ counter: 'seen' })).ok).toBe(true);
    expect((await house.counters.total({ counter: 'seen' })).count).toBe(100n);
  }));
