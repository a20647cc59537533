import { getEventListeners } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { Notifier } from '../../src/engine/notifier.ts';
import { open, openHouse } from '../../src/engine/open-house.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { heldBytes } from '../support/watch/collect-garbage.ts';
import { through } from '../support/watch/through.ts';

const OPTIONS = { announceExpiries: false } as const;
const TURNS = 10_000;

/** Whether a promise is settled within a turn or two of the event loop, without anything else happening. */
async function settlesAtOnce(promise: Promise<unknown>): Promise<boolean> {
  let isSettled = false;
  void promise.finally(() => {
    isSettled = true;
  });
  for (let turn = 0; turn < 5 && !isSettled; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return isSettled;
}

async function beginIn(house: House): Promise<OpenBook> {
  const book = house.book('main');
  await book.openAccount({ account: 'a', asset: 'GBP/2' });
  return book;
}

const feedOf = (book: OpenBook) => book.feed({ feed: 'f', count: () => ({ counter: 'n', value: 1 }) });

describe('waiting for news', () => {
  test('leaves nothing behind, however often it is woken', async () => {
    const news = new Notifier();
    const { signal } = new AbortController();
    const turn = async (): Promise<void> => {
      const waiting = news.wait(news.version, { signal, timeoutMs: 60_000 });
      news.notify();
      await waiting;
    };
    await turn();
    const before = await heldBytes();
    for (let i = 0; i < TURNS; i += 1) await turn();
    // A promise that is raced against one that never ends keeps some 300 bytes each time: 3 MB.
    expect((await heldBytes()) - before).toBeLessThan(300_000);
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test.each(['notified', 'aborted', 'timed out'])(
    'ends when it is %s, and takes back its listener',
    async (how) => {
      const news = new Notifier();
      const ending = new AbortController();
      const waiting = news.wait(news.version, {
        signal: ending.signal,
        timeoutMs: how === 'timed out' ? 1 : undefined,
      });
      expect(getEventListeners(ending.signal, 'abort')).toHaveLength(1);
      if (how === 'notified') news.notify();
      if (how === 'aborted') ending.abort();
      await waiting;
      expect(getEventListeners(ending.signal, 'abort')).toHaveLength(0);
    },
  );

  test('does not begin when there was news since somebody looked', async () => {
    const news = new Notifier();
    const { version } = news;
    news.notify();
    await news.wait(version, { signal: new AbortController().signal });
  });
});

describe.each(HOUSES)('who follows a journal, $name,', (kind) => {
  test('leaves no listener on the signal, and is ended at once while it waits', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, OPTIONS);
      const book = await beginIn(house);
      const { signal } = new AbortController();
      for (let i = 0; i < 15; i += 1) {
        const rows = book.follow({ after: 0, signal });
        expect((await rows.next()).value).toMatchObject({ seq: 1 });
        const waiting = rows.next();
        await new Promise((resolve) => setTimeout(resolve, kind.isShared ? 20 : 2));
        expect(getEventListeners(signal, 'abort').length).toBeGreaterThan(0);
        const ended = rows.return();
        expect(await settlesAtOnce(ended)).toBe(true);
        expect(await waiting).toEqual({ done: true, value: undefined });
      }
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
      // One that was never begun leaves none either, nor one that was begun and left.
      await book.follow({ signal }).return();
      book.follow({ signal });
      await book.follow({ signal }).next();
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
      await house.close();
    });
  });

  test('is ended by its signal at once, and a feed, too', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, OPTIONS);
      const book = await beginIn(house);
      const ending = new AbortController();
      const { signal } = ending;
      const rows = book.follow({ after: 1, signal });
      const waiting = rows.next();
      const feeding = feedOf(book).follow({ signal });
      while ((await feedOf(book).counters.total({ counter: 'n' })).count < 1n);
      await new Promise((resolve) => setTimeout(resolve, 50));
      ending.abort();
      expect(await settlesAtOnce(waiting)).toBe(true);
      expect(await waiting).toEqual({ done: true, value: undefined });
      expect(await feeding).toMatchObject({ rows: 1, seq: 1 });
      expect(getEventListeners(signal, 'abort')).toHaveLength(0);
      await house.close();
    });
  });

  test('who waits when the house is closed ends; who begins afterwards is told', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, OPTIONS);
      const book = await beginIn(house);
      const feed = feedOf(book);
      const [waiting, feeding] = [book.follow({ after: 1 }).next(), feed.follow()];
      while ((await feed.counters.total({ counter: 'n' })).count < 1n);
      await house.close();
      expect(await waiting).toEqual({ done: true, value: undefined });
      expect(await feeding).toMatchObject({ rows: 1 });
      expect(() => book.follow()).toThrow(expect.objectContaining({ code: 'house_closed' }));
      for (const call of [feed.follow(), feed.catchUp()]) {
        expect(await rejectionOf(call)).toMatchObject({ code: 'house_closed' });
      }
    });
  });

  test.each([
    { signal: new AbortController() },
    { signal: 5 },
    { after: -1 },
    { after: '1' },
    { until: 5 },
    null,
  ])('is refused at the call with %o', async (options) => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, OPTIONS);
      const book = await beginIn(house);
      expect(() => book.follow(options as never)).toThrow(expect.objectContaining({ code: 'bad_option' }));
      await house.close();
    });
  });
});

describe('an outage of the store', () => {
  afterEach(() => vi.restoreAllMocks());

  /** A store that cannot be reached while it is down, and how often somebody tried. */
  function withOutages(inner: Store): { store: Store; outage: { isDown: boolean; tries: number } } {
    const outage = { isDown: false, tries: 0 };
    const check = (): void => {
      if (!outage.isDown) return;
      outage.tries += 1;
      throw new StoreError('store_failed', 'the connection is refused', undefined, { isRetryable: true });
    };
    const counters = inner.counters?.();
    const store = through(inner, {
      latest: new Proxy(inner.latest, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return async (...given: unknown[]) => {
            check();
            return value.apply(target, given);
          };
        },
      }),
      counters: () =>
        counters && {
          isVolatile: false,
          transact: async (...given: Parameters<typeof counters.transact>) => {
            check();
            return counters.transact(...given);
          },
          read: async (...given: Parameters<typeof counters.read>) => {
            check();
            return counters.read(...given);
          },
          close: async () => {},
        },
    });
    return { store, outage };
  }

  test('is waited out by whoever follows, for longer than anything is tried, and nothing is missed', async () => {
    // No pause between the tries but those of whoever follows.
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { store, outage } = withOutages(await openStore('memory:'));
    const house = await openHouse(store, OPTIONS);
    const book = await beginIn(house);
    const ending = new AbortController();
    const seen: number[] = [];
    const following = (async () => {
      for await (const { seq } of book.follow({ signal: ending.signal })) seen.push(seq);
    })();
    const feed = feedOf(book);
    const feeding = feed.follow({ signal: ending.signal });
    while (seen.length < 1) await new Promise((resolve) => setImmediate(resolve));
    outage.isDown = true;
    await book.transfer({ from: 'world', to: 'a', amount: 1n });
    while (outage.tries < 3 * 12) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(seen).toEqual([1]);
    outage.isDown = false;
    while (seen.length < 2 || (await feed.counters.total({ counter: 'n' })).count < 2n)
      await new Promise((resolve) => setTimeout(resolve, 10));
    ending.abort();
    await following;
    expect(await feeding).toMatchObject({ rows: 2, seq: 2 });
    expect(seen).toEqual([1, 2]);
    await house.close();
  });

  test('can be ended at once, too', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { store, outage } = withOutages(await openStore('memory:'));
    const house = await openHouse(store, OPTIONS);
    const book = await beginIn(house);
    outage.isDown = true;
    const rows = book.follow();
    const waiting = rows.next();
    while (outage.tries < 12) await new Promise((resolve) => setImmediate(resolve));
    expect(await settlesAtOnce(rows.return())).toBe(true);
    expect(await waiting).toEqual({ done: true, value: undefined });
    outage.isDown = false;
    await house.close();
  });

  test('of counters is tried as often as any other, and not once more inside of itself', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { store, outage } = withOutages(await openStore('memory:'));
    const house = await openHouse(store, OPTIONS);
    const book = await beginIn(house);
    outage.isDown = true;
    const calls = {
      ingest: () => book.counters.ingest({ counter: 'n', eventId: '1', at: 1 }),
      define: () => book.counters.define({ counter: 'n' }),
      total: () => book.counters.total({ counter: 'n' }),
      feed: () => feedOf(book).catchUp(),
    };
    for (const call of Object.values(calls)) {
      outage.tries = 0;
      expect(await rejectionOf(call())).toMatchObject({ code: 'store_failed', isRetryable: true });
      expect(outage.tries).toBe(12);
    }
    await house.close();
  });

  test('that other errors make is none: whoever follows is told', async () => {
    const inner = await openStore('memory:');
    const error = new StoreError('store_corrupt', 'a row is damaged');
    let isDamaged = false;
    const store = through(inner, {
      latest: through(inner.latest, {
        journal: async (...given: Parameters<Store['latest']['journal']>) => {
          if (isDamaged) throw error;
          return inner.latest.journal(...given);
        },
      }),
    });
    const house = await openHouse(store, OPTIONS);
    const book = await beginIn(house);
    isDamaged = true;
    expect(await rejectionOf(book.follow().next())).toBe(error);
    isDamaged = false;
    await house.close();
  });
});
