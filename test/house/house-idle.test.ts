import { afterEach, describe, expect, test, vi } from 'vitest';
import { PAGE_ROWS_MAX } from '../../src/base/limits.ts';
import { StoreError } from '../../src/base/store-error.ts';
import { open, openHouse } from '../../src/engine/open-house.ts';
import { openStore } from '../../src/store/open-store.ts';
import { HOUSE_BOOK } from '../../src/store/side-rows.ts';
import type { BookHead, StoreTransaction } from '../../src/store/store.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { heldBytes } from '../support/watch/collect-garbage.ts';
import { through } from '../support/watch/through.ts';

const OPTIONS = { announceExpiries: false } as const;

describe('what a house does by itself', () => {
  afterEach(() => vi.useRealTimers());

  /** A house of books with nothing due, and the calls to its store that are no part of a transaction. */
  async function idleHouse(books: number, options: object = {}) {
    const inner = await openStore('memory:');
    const calls: string[] = [];
    let failure: Error | undefined;
    const latest = new Proxy(inner.latest, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...given: unknown[]) => {
          calls.push(String(name));
          if (failure !== undefined) throw failure;
          return await value.apply(target, given);
        };
      },
    });
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    let locked: (book: string) => void = () => undefined;
    const begin = async (): Promise<StoreTransaction> => {
      const transaction = await inner.begin();
      const lock = async (book: string): Promise<BookHead> => {
        locked(book);
        return await transaction.lock(book);
      };
      return through(transaction, { lock });
    };
    const house = await openHouse(through(inner, { latest, begin }), options);
    await Promise.all(
      Array.from({ length: books }, (_, i) =>
        house.book(`b${i}`).openAccount({ account: 'a', asset: 'GBP/2' }),
      ),
    );
    calls.length = 0;
    const turn = async (): Promise<void> => {
      vi.advanceTimersByTime(1_000);
      for (let i = 0; i < 20; i += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    return {
      house,
      calls,
      turn,
      failWith: (error: Error | undefined) => (failure = error),
      whenLocked: (listener: (book: string) => void) => (locked = listener),
    };
  }

  test('while nothing is due, costs two questions a second, however many books there are', async () => {
    const { house, calls, turn } = await idleHouse(300);
    for (let i = 0; i < 3; i += 1) await turn();
    const asked = ['head', 'dueBooks', 'dueAnywhere'];
    expect(calls).toEqual([...asked, ...asked, ...asked]);
    await house.close();
  });

  test('is nothing where it is not to announce: what is due is decided by whoever asks', async () => {
    let now = 100;
    const { house, calls, turn } = await idleHouse(1, { clock: () => now, announceExpiries: false });
    const command = { kind: 'transfer', from: 'world', to: 'a', amount: 1n } as const;
    await house.book('b0').schedule({ schedule: 's', command, executeAt: 150 });
    now = 200;
    calls.length = 0;
    await turn();
    expect(calls).toEqual([]);
    expect((await house.book('b0').balance('a'))?.posted).toBe(1n);
    await house.close();
  });

  test('and what is due is announced, in those books alone', async () => {
    let now = 100;
    const { house, calls, turn } = await idleHouse(20, { clock: () => now });
    for (const name of ['b3', 'b7']) {
      await house.book(name).transfer({ from: 'world', to: 'a', amount: 5n });
      await house.book(name).hold({ hold: 'h', account: 'a', amount: 1n, expiresAt: 150 });
    }
    now = 200;
    calls.length = 0;
    await turn();
    expect(calls).toEqual(['head', 'dueBooks', 'dueAnywhere']);
    for (const name of ['b3', 'b7']) {
      expect((await house.book(name).events()).at(-1)).toMatchObject({ kind: 'announce_expiry' });
    }
    calls.length = 0;
    await turn();
    expect(calls).toEqual(['head', 'dueBooks', 'dueAnywhere']);
    await house.close();
  });

  test('of what is due in one book that cannot be written to, the others do not wait, though it is more than a page', async () => {
    let now = 100;
    const told: unknown[] = [];
    const { house, calls, turn, whenLocked } = await idleHouse(2, {
      clock: () => now,
      onBackgroundError: (error: unknown) => told.push(error),
    });
    const count = PAGE_ROWS_MAX + 1;
    for (const [name, holds] of [
      ['b0', count],
      ['b1', 1],
    ] as const) {
      await house.book(name).transfer({ from: 'world', to: 'a', amount: BigInt(count) });
      await house.book(name).submit(
        Array.from({ length: holds }, (_, i) => {
          return {
            kind: 'hold',
            hold: `h${i}`,
            account: 'a',
            amount: 1n,
            expiresAt: name === 'b0' ? 150 : 160,
          };
        }),
      );
    }
    now = 200;
    const broken = new StoreError('store_failed', 'b0 is broken');
    whenLocked((book) => {
      if (book === 'b0') throw broken;
    });
    calls.length = 0;
    await turn();
    expect(told).toEqual([broken]);
    // The second time, without the book that failed.
    expect(calls).toEqual(['head', 'dueBooks', 'dueAnywhere', 'dueAnywhere']);
    expect((await house.book('b1').events()).at(-1)).toMatchObject({ kind: 'announce_expiry' });
    whenLocked(() => undefined);
    calls.length = 0;
    await turn();
    expect(calls).toEqual(['head', 'dueBooks', 'dueAnywhere', 'dueAnywhere']);
    expect(await house.book('b0').announceExpiries(now)).toBe(0);
    expect((await house.book('b0').events({ order: 'newest', limit: 1 }))[0]).toMatchObject({
      kind: 'announce_expiry',
    });
    await house.close();
  });

  test('of what one book cannot carry out that is scheduled, the others do not wait', async () => {
    let now = 100;
    const told: unknown[] = [];
    const { house, turn, whenLocked } = await idleHouse(2, {
      clock: () => now,
      onBackgroundError: (error: unknown) => told.push(error),
    });
    const command = { kind: 'transfer', from: 'world', to: 'a', amount: 1n } as const;
    for (const name of ['b0', 'b1'])
      await house.book(name).schedule({ schedule: 's', command, executeAt: 150 });
    now = 200;
    const broken = new StoreError('store_failed', 'b0 is broken');
    whenLocked((book) => {
      if (book === 'b0') throw broken;
    });
    await turn();
    expect(told).toEqual([broken]);
    const lastOf = async (name: string) => (await house.book(name).events()).at(-1)?.kind;
    expect([await lastOf('b0'), await lastOf('b1')]).toEqual(['schedule', 'run_schedule']);
    whenLocked(() => undefined);
    await turn();
    expect(await lastOf('b0')).toBe('run_schedule');
    await house.close();
  });

  test('leaves the name under which the house keeps its own to nobody', async () => {
    const { house } = await idleHouse(1);
    expect(() => house.book(HOUSE_BOOK)).toThrow(/^name: expected a non-empty/);
    await house.close();
  });

  test('is reported when it begins to fail, once each time', async () => {
    const told: unknown[] = [];
    const { house, turn, failWith } = await idleHouse(1, {
      onBackgroundError: (error: unknown) => told.push(error),
    });
    const first = new StoreError('store_failed', 'the disk is gone');
    failWith(first);
    for (let i = 0; i < 3; i += 1) await turn();
    expect(told).toEqual([first]);
    failWith(undefined);
    await turn();
    const second = new StoreError('store_corrupt', 'a row is damaged');
    failWith(second);
    for (let i = 0; i < 2; i += 1) await turn();
    expect(told).toEqual([first, second]);
    failWith(undefined);
    await house.close();
  });
});

describe('what a house keeps of books', () => {
  test.each([HOUSE.memory, HOUSE.sqlite])('is nothing, of names that no book has, $name', async (kind) => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, OPTIONS);
      await house.book('main').openAccount({ account: 'a', asset: 'GBP/2' });
      const ask = async (from: number, count: number): Promise<void> => {
        for (let i = from; i < from + count; i += 1) {
          const book = house.book(`nobody${i}`);
          expect(await book.balance('a')).toBeNull();
          expect(await book.events()).toEqual([]);
          expect(await book.counters.total({ counter: 'n' })).toMatchObject({ count: 0n });
          expect(await book.feed({ feed: 'f', count: () => [] }).catchUp()).toMatchObject({ rows: 0 });
        }
      };
      await ask(0, 500);
      const before = await heldBytes();
      await ask(500, 5_000);
      // It was 1.45 KB for each of them, and up to 2 KB more with counters: 7 MB and more.
      expect((await heldBytes()) - before).toBeLessThan(1_500_000);
      expect(await house.books()).toEqual(['main']);
      await house.close();
    });
  });

  test.each([0, 40, undefined])(
    'is one thing for all who use it, with a cache of %s',
    async (cacheRowsMax) => {
      await inPlace(HOUSE.sqlite, async ({ url }) => {
        const house = await open(url, { ...OPTIONS, cacheRowsMax });
        const held = Array.from({ length: 20 }, (_, i) => house.book(`b${i}`));
        for (const book of held) await book.openAccount({ account: 'a', asset: 'GBP/2' });
        const waiting = held.map((book) => book.follow({ after: 1 }).next());
        for (const [i, book] of held.entries()) {
          expect(house.book(`b${i}`)).toBe(book);
          if (i % 5 === 0) await heldBytes();
          await house.book(`b${i}`).transfer({ from: 'world', to: 'a', amount: 1n });
          expect(await book.balance('a')).toMatchObject({ posted: 1n });
        }
        for (const { value } of await Promise.all(waiting)) expect(value).toMatchObject({ seq: 2 });
        await house.close();
      });
    },
  );

  test('lives as long as somebody waits for its news, though nobody has the book any more', async () => {
    await inPlace(HOUSE.sqlite, async ({ url }) => {
      const house = await open(url, { ...OPTIONS, cacheRowsMax: 0 });
      await house.book('main').openAccount({ account: 'a', asset: 'GBP/2' });
      const waiting = house.book('main').follow({ after: 1 }).next();
      await heldBytes();
      await house.book('main').transfer({ from: 'world', to: 'a', amount: 1n });
      expect((await waiting).value).toMatchObject({ seq: 2 });
      await house.close();
    });
  });
});
