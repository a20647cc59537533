import { describe, expect, test, vi } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import type { Store } from '../../src/store/store.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { through } from '../support/watch/through.ts';

const { ROWS_MAX, AT_ONCE } = vi.hoisted(() => ({ ROWS_MAX: 200, AT_ONCE: 64 }));

// Far less than it is, so that far fewer rows will do.
vi.mock('../../src/base/limits.ts', async (actual) => ({
  ...(await actual<object>()),
  FETCH_ROWS_MAX: ROWS_MAX,
  FETCH_ROWS_AT_ONCE: AT_ONCE,
}));

/** Keeps nothing in memory, so that each batch has to fetch all that it looks at. */
const OPTIONS = { announceExpiries: false, cacheRowsMax: 0, clock: () => 1_000_000 } as const;
const ACCOUNTS = 16;
const ROWS = 40;
/** What one batch may fetch: some kinds are fetched side by side, and of one account all. */
const MOST = ROWS_MAX + AT_ONCE + ROWS;

interface Seen {
  /** Rows that each transaction has fetched, of which nobody knew before how many there are. */
  readonly fetched: number[];
  /** Commands that it has written. */
  readonly written: number[];
  /** Given another one than the number, the commit of that number is carried out or not, and throws. */
  fails?: { readonly at: number; readonly isDone: boolean };
}

const NAMED = new Set(['id', 'key']);

/** Where as many came as were asked for, it was too many, and they are asked for anew, fewer at a time. */
const kept = ({ length }: readonly unknown[], limit: number | undefined): number =>
  length === limit ? 0 : length;

function watched(inner: Store, seen: Seen): Store {
  return through(inner, {
    begin: async () => {
      const transaction = await inner.begin();
      const { find, entriesOf } = transaction;
      let [rows, commands] = [0, 0];
      return through(transaction, {
        find: async (...given: Parameters<typeof find>) => {
          const found = await transaction.find(...given);
          if (!NAMED.has(given[2])) rows += kept(found, given[4]);
          return found;
        },
        entriesOf: async (...given: Parameters<typeof entriesOf>) => {
          const found = await transaction.entriesOf(...given);
          rows += kept(found, given[2]);
          return found;
        },
        write: async (...given: Parameters<typeof transaction.write>) => {
          commands += given[1].journal.length;
          await transaction.write(...given);
        },
        commit: async () => {
          seen.fetched.push(rows);
          seen.written.push(commands);
          const isFailing = seen.fetched.length === seen.fails?.at;
          if (isFailing && seen.fails?.isDone !== true) {
            await transaction.rollback();
            throw new Error('the disk is full');
          }
          await transaction.commit();
          if (isFailing) throw new StoreError('outcome_unknown', 'the connection was lost');
        },
      });
    },
  });
}

const names = Array.from({ length: ACCOUNTS }, (_, i) => `a${i}`);
const rows = Array.from({ length: ROWS }, (_, i) => i);

/** What each account has a lot of, and the command that looks at all of it. */
const LOOKS: Readonly<
  Record<string, { has: (account: string, i: number) => object; looks: (account: string) => object }>
> = {
  'payments by a refund': {
    has: (account, i) => ({ kind: 'pay', payment: `${account}-${i}`, account, amount: 2n }),
    looks: (account) => ({ kind: 'refund', refund: `r-${account}`, account, amount: 3n }),
  },
  'credits by a spend': {
    has: (account, i) => ({ kind: 'grant', credit: `${account}-${i}`, account, amount: 2n, expiry: null }),
    looks: (account) => ({ kind: 'spend', account, amount: 3n, clock: {} }),
  },
  'payments by a merge': {
    has: (account, i) => ({ kind: 'pay', payment: `${account}-${i}`, account, amount: 2n }),
    looks: (account) => ({ kind: 'merge', from: account, into: 'all' }),
  },
  'offers by a merge': {
    has: (account, i) => ({
      kind: 'offer',
      offer: `${account}-${i}`,
      from: 'world',
      to: account,
      amount: 2n,
      expiresAt: null,
    }),
    looks: (account) => ({ kind: 'merge', from: account, into: 'all' }),
  },
  'what lies ahead by a transfer': {
    has: (account, i) => ({
      kind: 'transfer',
      from: `w-${account}`,
      to: account,
      amount: 2n,
      effectiveAt: 2_000_000 + i,
    }),
    looks: (account) => ({ kind: 'transfer', from: 'world', to: account, amount: 3n }),
  },
  'the past by a late transfer': {
    has: (account, i) => ({
      kind: 'transfer',
      from: 'world',
      to: account,
      amount: 2n,
      effectiveAt: 1_000 + i,
    }),
    looks: (account) => ({ kind: 'transfer', from: 'world', to: account, amount: 3n, effectiveAt: 900 }),
  },
};

type Commands = Parameters<OpenBook['submit']>[0];

async function prepare(book: OpenBook, look: keyof typeof LOOKS, accounts = names): Promise<void> {
  const opened = ['all', ...accounts, ...accounts.map((account) => `w-${account}`)].map((account) => {
    return { kind: 'open_account', account, asset: 'GBP/2', floor: null, effectiveAt: 1 };
  });
  // Some at a time, or what is fetched for all of it would be cut as well.
  for (const account of accounts) {
    const has = rows.map((i) => LOOKS[look]?.has(account, i));
    const all = [...(account === accounts[0] ? opened : []), ...has];
    for (const answer of await book.submit(all as Commands)) expect(answer).toMatchObject({ ok: true });
  }
}

function looksOf(look: keyof typeof LOOKS, accounts = names): Commands {
  const looks: object[] = accounts.map((account) => ({
    ...LOOKS[look]?.looks(account),
    id: `look-${account}`,
  }));
  return looks as unknown as Commands; // As the table says.
}

const REFUNDS = 'payments by a refund';

describe.each(HOUSES)('a batch that looks at more than it says, $name,', (kind) => {
  test.each(Object.keys(LOOKS))('goes on with the first commands: %s', async (look) => {
    await inPlace(kind, async ({ openStore }) => {
      const seen: Seen = { fetched: [], written: [] };
      const house = await openHouse(watched(await openStore(), seen), OPTIONS);
      try {
        const book = house.book('main');
        await prepare(book, look);
        for (const list of [seen.fetched, seen.written]) list.length = 0;
        const calls = book.submit(looksOf(look));
        const later = book.transfer({ id: 'later', from: 'world', to: 'all', amount: 1n });
        expect((await calls).filter(({ ok }) => !ok)).toEqual([]);
        expect(await later).toMatchObject({ ok: true });
        expect(Math.max(...seen.fetched)).toBeLessThanOrEqual(MOST);
        // As many as there is room for: at least half of them.
        expect(seen.fetched.length).toBeLessThanOrEqual(2 + (2 * ACCOUNTS * ROWS) / (ROWS_MAX / 2));
        const ids = (await allEvents(book)).slice(-ACCOUNTS - 1).map(({ id }) => id);
        expect(ids).toEqual([...names.map((account) => `look-${account}`), 'later']);
        const again = await book.submit(looksOf(look));
        expect(again.map(({ ok, replayed }) => ok && replayed)).toEqual(names.map(() => true));
        await checkSound(house);
      } finally {
        await house.close();
      }
    });
  });

  test('fetches all that one command needs, however much it is', async () => {
    await inPlace(kind, async ({ openStore }) => {
      const seen: Seen = { fetched: [], written: [] };
      const house = await openHouse(watched(await openStore(), seen), OPTIONS);
      try {
        const book = house.book('main');
        await book.openAccount({ account: 'a', asset: 'GBP/2' });
        const pay = { kind: 'pay', account: 'a', amount: 1n } as const;
        await book.submit(Array.from({ length: 1_000 }, (_, i) => ({ ...pay, payment: `p${i}` })));
        await book.openAccount({ account: 'b', asset: 'GBP/2' });
        seen.fetched.length = 0;
        const refund = { kind: 'refund', account: 'a', amount: 1_000n, refund: 'r' } as const;
        const list = [refund, { kind: 'transfer', from: 'world', to: 'b', amount: 1n } as const];
        expect(await book.submit(list)).toMatchObject([{ ok: true }, { ok: true }]);
        expect(seen.fetched.reduce((sum, count) => sum + count)).toBeLessThanOrEqual(1_000 + 2 * AT_ONCE);
        await checkSound(house);
      } finally {
        await house.close();
      }
    });
  });
});

describe('what is left of such a batch', () => {
  const withHouse = async (
    work: (house: Awaited<ReturnType<typeof openHouse>>, seen: Seen) => Promise<void>,
  ) => {
    await inPlace(HOUSE.sqlite, async ({ openStore }) => {
      const seen: Seen = { fetched: [], written: [] };
      const house = await openHouse(watched(await openStore(), seen), OPTIONS);
      try {
        await work(house, seen);
        await checkSound(house);
      } finally {
        await house.close();
      }
    });
  };
  const restart = (seen: Seen): void => {
    for (const list of [seen.fetched, seen.written]) list.length = 0;
  };

  test('is not decided when its own batch fails, and comes to the same when it is sent again', async () => {
    await withHouse(async (house, seen) => {
      const book = house.book('main');
      await prepare(book, REFUNDS);
      restart(seen);
      seen.fails = { at: 2, isDone: false };
      expect(await rejectionOf(book.submit(looksOf(REFUNDS)))).toMatchObject({ code: 'store_failed' });
      const [first = 0] = seen.written;
      expect(first).toBeGreaterThan(0);
      const again = await book.submit(looksOf(REFUNDS));
      expect(again.map(({ ok, replayed }) => ok && replayed === true)).toEqual(
        names.map((_, i) => i < first),
      );
    });
  });

  test('is decided once when the outcome of a commit was unknown, and each gets its first answer', async () => {
    await withHouse(async (house, seen) => {
      const book = house.book('main');
      await prepare(book, REFUNDS);
      restart(seen);
      seen.fails = { at: 2, isDone: true };
      const answers = await book.submit(looksOf(REFUNDS).map((command) => ({ ...command, id: undefined })));
      expect(answers.map(({ ok, replayed }) => ok && replayed === undefined)).toEqual(names.map(() => true));
      expect(seen.written.reduce((sum, count) => sum + count)).toBe(ACCOUNTS);
      expect(Math.max(...seen.fetched)).toBeLessThanOrEqual(MOST);
    });
  });

  test('waits in each book of groups', async () => {
    await withHouse(async (house, seen) => {
      const books = ['x', 'y'];
      for (const name of books) await prepare(house.book(name), REFUNDS);
      restart(seen);
      const answers = await Promise.all(
        names.map((account) => {
          const command = { kind: 'refund', account, amount: 3n } as const;
          return house.atomic(books.map((book) => ({ ...command, refund: `r-${account}`, book })));
        }),
      );
      expect(answers.every(({ ok }) => ok)).toBe(true);
      expect(Math.max(...seen.fetched)).toBeLessThanOrEqual(MOST + ROWS);
      expect(seen.fetched.length).toBeGreaterThan(2);
    });
  });

  test('of many books has its turn: what one transaction fetches is bounded over all of them', async () => {
    await withHouse(async (house, seen) => {
      const books = Array.from({ length: 6 }, (_, i) => house.book(`book ${i}`));
      for (const book of books) await prepare(book, REFUNDS, names.slice(0, 6));
      restart(seen);
      const order: string[] = [];
      await Promise.all(
        books.map(async (book) => {
          const answers = await book.submit(looksOf(REFUNDS, names.slice(0, 6)));
          order.push(book.name);
          expect(answers.every(({ ok }) => ok)).toBe(true);
        }),
      );
      expect(order).toHaveLength(6);
      expect(Math.max(...seen.fetched)).toBeLessThanOrEqual(MOST);
    });
  });
});
