import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { BATCH_BOOKS_MAX, BATCH_WEIGHT_MAX } from '../../src/base/limits.ts';
import { StoreError } from '../../src/base/store-error.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import type { Store, StoreTransaction } from '../../src/store/store.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { allEvents, type House } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';

interface Watched {
  /** The books that each transaction has locked, of those that were committed. */
  readonly commits: string[][];
  /** How many transactions are open now, and were at most. */
  open: number;
  openMax: number;
  /** What looking up rows of a book throws. */
  broken: { book: string; error: Error } | undefined;
  /** Commits wait for it. */
  gate: Promise<void> | undefined;
}

/** A store of which it can be told what its transactions do. */
function watch(store: Store): { readonly store: Store; readonly watched: Watched } {
  const watched: Watched = { commits: [], open: 0, openMax: 0, broken: undefined, gate: undefined };
  const begin = async (): Promise<StoreTransaction> => {
    const transaction = await store.begin();
    watched.open += 1;
    watched.openMax = Math.max(watched.openMax, watched.open);
    const books: string[] = [];
    return wrap(transaction, {
      lock: async (book: string) => {
        books.push(book);
        return await transaction.lock(book);
      },
      find: async (...args: Parameters<StoreTransaction['find']>) => {
        if (watched.broken?.book === args[0]) throw watched.broken.error;
        return await transaction.find(...args);
      },
      commit: async () => {
        await watched.gate;
        watched.open -= 1;
        await transaction.commit();
        watched.commits.push(books);
      },
      rollback: async () => {
        watched.open -= 1;
        await transaction.rollback();
      },
    });
  };
  return { store: wrap(store, { begin }), watched };
}

function wrap<T extends object>(of: T, own: Readonly<Record<string, unknown>>): T {
  return new Proxy(of, {
    get(target, key) {
      if (typeof key === 'string' && key in own) return own[key];
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

type Work = (house: House, watched: Watched) => Promise<void>;

async function inWatched(kind: (typeof HOUSES)[number], work: Work): Promise<void> {
  await inPlace(kind, async ({ openStore }) => {
    const { store, watched } = watch(await openStore());
    const house = await openHouse(store, { announceExpiries: false });
    try {
      await work(house, watched);
      await checkSound(house);
    } finally {
      await house.close();
    }
  });
}

const transfer = (house: House, book: string, id?: string) =>
  house.book(book).transfer({ from: 'world', to: 'a', amount: 1n, id });

async function openAccounts(house: House, books: readonly string[]): Promise<void> {
  await Promise.all(
    books.map((book) => house.book(book).openAccount({ account: 'a', asset: 'GBP/2', floor: null })),
  );
}

const OWN = [HOUSE.memory, HOUSE.sqlite];

describe.each(OWN)('books that wait together, $name,', (kind) => {
  test('share transactions, each with at most so many of them, and one is open at a time', async () => {
    await inWatched(kind, async (house, watched) => {
      const books = Array.from({ length: 2 * BATCH_BOOKS_MAX + 40 }, (_, i) => `tenant ${i}`);
      await openAccounts(house, books);
      watched.commits.length = 0;
      const answers = await Promise.all(books.map((book) => transfer(house, book)));
      expect(answers.every(({ ok }) => ok)).toBe(true);
      expect(watched.commits.map(({ length }) => length)).toEqual([BATCH_BOOKS_MAX, BATCH_BOOKS_MAX, 40]);
      expect(watched.openMax).toBe(1);
    });
  });

  test('one that cannot be read fails its own calls, and the others are committed', async () => {
    await inWatched(kind, async (house, watched) => {
      const books = ['a', 'b', 'c', 'd'];
      await openAccounts(house, books);
      const error = new StoreError('store_corrupt', 'a row of the book b is damaged');
      watched.broken = { book: 'b', error };
      watched.commits.length = 0;
      const calls = books.map((book) => transfer(house, book, 'first'));
      const group = house.atomic([
        { book: 'b', kind: 'transfer', from: 'world', to: 'a', amount: 1n },
        { book: 'c', kind: 'transfer', from: 'world', to: 'a', amount: 1n },
      ]);
      const settled = await Promise.allSettled([...calls, group]);
      expect(settled.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'fulfilled',
        'fulfilled',
        'rejected',
      ]);
      expect(settled[1]).toMatchObject({ reason: error });
      expect(watched.commits).toHaveLength(1);
      watched.broken = undefined;
      expect(await transfer(house, 'b', 'first')).toMatchObject({ ok: true });
      expect((await house.book('c').balance('a'))?.posted).toBe(1n);
    });
  });

  test('a heavy one leaves the others their share of the next transaction', async () => {
    await inWatched(kind, async (house, watched) => {
      await openAccounts(house, ['heavy', 'small']);
      const command = { kind: 'transfer', from: 'world', to: 'a', amount: 1n } as const;
      // More than one transaction of its own: each transfer weighs three.
      const bulk = Array.from({ length: BATCH_WEIGHT_MAX / 3 + 2_000 }, () => command);
      let isDone = false;
      const heavy = house
        .book('heavy')
        .submit(bulk)
        .finally(() => {
          isDone = true;
        });
      await setImmediate();
      watched.commits.length = 0;
      expect(await transfer(house, 'small')).toMatchObject({ ok: true });
      expect(isDone).toBe(false);
      expect(watched.commits.length).toBeLessThanOrEqual(2);
      expect((await heavy).every(({ ok }) => ok)).toBe(true);
    });
  });
});

describe.each(HOUSES)('calls on several books, $name,', (kind) => {
  test('are carried out in each book in the order of calling, those on many books among the others', async () => {
    await inWatched(kind, async (house) => {
      const books = ['a', 'b', 'c'];
      await openAccounts(house, books);
      const called: { readonly id: string; readonly books: readonly string[] }[] = [];
      const calls: Promise<unknown>[] = [];
      for (let i = 0; i < 60; i += 1) {
        const id = `call ${i}`;
        const on = books.filter((_, k) => (((i * 7) % 11) >> k) % 2 === 1);
        called.push({ id, books: on });
        const [only] = on;
        if (only === undefined) continue;
        const command = { kind: 'transfer', from: 'world', to: 'a', amount: 1n } as const;
        calls.push(
          on.length === 1
            ? transfer(house, only, id)
            : house.atomic(
                on.map((book) => ({ book, ...command })),
                { id },
              ),
        );
      }
      await Promise.all(calls);
      for (const book of books) {
        const ids = (await allEvents(house.book(book))).map(({ id }) => id);
        const expected = called.filter((call) => call.books.includes(book)).map(({ id }) => id);
        expect(ids.slice(1)).toEqual(expected);
      }
    });
  });

  test('are all answered before the house is closed', async () => {
    await inPlace(kind, async ({ openStore }) => {
      const { store, watched } = watch(await openStore());
      const house = await openHouse(store, { announceExpiries: false });
      await openAccounts(house, ['a', 'b', 'c']);
      const committing = Promise.withResolvers<void>();
      watched.gate = committing.promise;
      const [a, b, c] = [
        { book: 'a', account: 'a' },
        { book: 'b', account: 'a' },
        { book: 'c', account: 'a' },
      ];
      const calls = [
        transfer(house, 'a'),
        house.transfer({ from: a, to: b, amount: 1n }),
        transfer(house, 'b'),
        house.transfer({ from: b, to: c, amount: 1n }),
      ];
      await setImmediate();
      const closed = house.close();
      committing.resolve();
      const answers = await Promise.all(calls);
      await closed;
      expect(answers.every(({ ok }) => ok)).toBe(true);
    });
  });
});

test('on a server no more transactions are begun than there are connections', async () => {
  await inWatched(HOUSE.postgres, async (house, watched) => {
    const books = Array.from({ length: 24 }, (_, i) => `tenant ${i}`);
    await openAccounts(house, books);
    await Promise.all(books.flatMap((book) => [transfer(house, book), transfer(house, book)]));
    expect(watched.openMax).toBeLessThanOrEqual(8);
    expect(watched.openMax).toBeGreaterThan(1);
    expect(watched.commits.every(({ length }) => length === 1)).toBe(true);
  });
});
