import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open, openHouse } from '../../src/engine/open-house.ts';
import type { Store } from '../../src/store/store.ts';
import { plainSegments } from '../oracle/plain-house-balances.ts';
import { allItems, type House, type OpenBook } from '../support/house/house-door.ts';
import { HOUSES, type HousePlace, inPlace } from '../support/house/house-places.ts';
import { countingStore } from '../support/watch/house-counting-store.ts';
import { watchedStore } from '../support/watch/house-view-watch.ts';

/** Ids of one tree, and those that would be in it if a path were a beginning of a text. */
const IDS = [
  'assets',
  'assets:',
  'assets::odd',
  'assets:cash',
  'assets:cash!',
  'assets:cash-old',
  'assets:cash:',
  'assets:cash:till',
  'assets:cash:till:1',
  'assets:cash;',
  'assets:cashier',
  'assets;',
  'assetsx',
  ':assets',
] as const;

const isIn = (id: string, prefix: string): boolean =>
  plainSegments(prefix).every((segment, i) => plainSegments(id)[i] === segment);

describe.each(HOUSES)('paths, $name:', (kind) => {
  const clock = { now: 1_000 };
  let place: HousePlace;
  let house: House;
  let book: OpenBook;

  beforeAll(async () => {
    place = await kind.makePlace();
    house = await open(place.url, { clock: () => clock.now, announceExpiries: false, cacheRowsMax: 0 });
    book = house.book('main');
    // Opened in another order than that of the ids.
    for (const [i, account] of IDS.entries()) {
      const effectiveAt = ((i * 5) % IDS.length) + 1;
      await book.openAccount({ account, asset: 'GBP/2', floor: null, effectiveAt });
      await book.transfer({ from: 'world', to: account, amount: 1n << BigInt(i), effectiveAt: 100 });
    }
    await book.openAccount({ account: 'assets:cash:eur', asset: 'EUR/2', effectiveAt: 50 });
    await book.transfer({ from: 'world', to: 'assets:cash:eur', amount: 7n, effectiveAt: 100 });
  });

  afterAll(async () => {
    await house?.close();
    await place?.remove();
  });

  test('a path is the account of that id and those under it, and nothing that only begins alike', async () => {
    for (const prefix of IDS.filter((id) => !id.endsWith(':'))) {
      const own = IDS.filter((id) => isIn(id, prefix));
      const sum = own.reduce((total, id) => total + (1n << BigInt(IDS.indexOf(id))), 0n);
      const [pounds] = await book.balances({ prefix, asset: 'GBP/2' });
      expect(pounds, prefix).toEqual({
        prefix,
        asset: 'GBP/2',
        accounts: own.length,
        posted: sum,
        held: 0n,
        incoming: 0n,
        expected: 0n,
        available: sum,
        credits: { remaining: 0n, spendable: 0n },
        totals: { in: sum, out: 0n },
      });
      const listed = await allItems((page) => book.accounts({ ...page, prefix, asset: 'GBP/2' }), 2);
      expect(listed.map(({ account }) => account)).toEqual([...own].sort());
    }
    expect(await book.balances({ prefix: 'assets:cash' })).toMatchObject([
      { asset: 'EUR/2', accounts: 1, posted: 7n },
      { asset: 'GBP/2', accounts: 3 },
    ]);
    expect(await book.balances({ prefix: 'assets', at: 49, asset: 'EUR/2' })).toEqual([]);
    expect(await book.balances({ prefix: 'nobody' })).toEqual([]);
    expect((await book.accounts({ prefix: 'nobody' })).items).toEqual([]);
    // There are as many worlds as assets, and they are not listed.
    expect((await book.balances({ prefix: 'world' })).map(({ asset }) => asset)).toEqual(['EUR/2', 'GBP/2']);
    expect((await book.accounts({ prefix: 'world' })).items).toEqual([]);
  });

  test('the tree of a trial balance has the sums of every path, each before what is under it', async () => {
    const { tree = [], lines, totals } = await book.trialBalance({ at: 500, tree: true });
    expect(tree.length).toBeGreaterThan(12);
    for (const branch of tree) {
      expect(
        await book.balances({ prefix: branch.prefix.replace(/:$/, ''), asset: branch.asset, at: 500 }),
      ).toEqual(branch.prefix.endsWith(':') ? expect.anything() : [branch]);
    }
    const places = tree.map(({ prefix }) => prefix);
    for (const [i, prefix] of places.entries()) {
      const above = plainSegments(prefix).slice(0, -1).join(':');
      if (above !== '') expect(places.indexOf(above), prefix).toBeLessThan(i);
    }
    expect(await book.trialBalance({ at: 500 })).toEqual({ at: 500, lines, totals });
  });

  test('accounts of a path come in order of their ids, or, where an order is asked for, by when they were opened', async () => {
    const byOpening = await allItems((page) => book.accounts({ ...page, order: 'oldest' }), 100);
    for (const limit of [1, 2, 3, 100]) {
      for (const order of ['oldest', 'newest'] as const) {
        const items = await allItems((page) => book.accounts({ ...page, prefix: 'assets', order }), limit);
        const own = byOpening.filter(({ account }) => isIn(account, 'assets'));
        expect(items).toEqual(order === 'oldest' ? own : own.toReversed());
      }
      const items = await allItems((page) => book.accounts({ ...page, prefix: 'assets:cash' }), limit);
      expect(items.map(({ account }) => account)).toEqual([
        'assets:cash',
        'assets:cash:eur',
        'assets:cash:till',
        'assets:cash:till:1',
      ]);
    }
    const one = await book.accounts({ prefix: 'assets:cash', id: 'assets:cash:till' });
    expect(one.items.map(({ account }) => account)).toEqual(['assets:cash:till']);
    expect((await book.accounts({ prefix: 'assets:cash', id: 'assetsx' })).items).toEqual([]);
  });

  test('a cursor is one of its own path', async () => {
    const { cursor } = await book.accounts({ prefix: 'assets', limit: 1 });
    if (cursor === null) throw new Error('there is more');
    for (const other of [{}, { prefix: 'assets:cash' }, { prefix: 'assets', order: 'oldest' }] as const) {
      await expect(book.accounts({ ...other, after: cursor })).rejects.toThrow('after: expected a cursor');
    }
    const behind = await book.accounts({ prefix: 'assets', after: cursor, limit: 1 });
    expect(behind.items.map(({ account }) => account)).toEqual(['assets::odd']);
  });

  test('a sum is of those that live at the moment, by all that is known then', async () => {
    clock.now = 2_000;
    const at = (moment: number, knownAt?: number) =>
      book.balances({ prefix: 'shop', at: moment, ...(knownAt === undefined ? {} : { knownAt }) });
    await book.openAccount({ account: 'shop:a', asset: 'GBP/2' });
    await book.openAccount({ account: 'shop:b', asset: 'GBP/2' });
    await book.transfer({ from: 'world', to: 'shop:a', amount: 10n });
    await book.transfer({ from: 'shop:a', to: 'shop:b', amount: 4n });
    await book.hold({ hold: 'h', account: 'shop:b', amount: 3n, expiresAt: 2_500, to: 'shop:a' });
    clock.now = 3_000;
    await book.transfer({ from: 'world', to: 'shop:b', amount: 100n, effectiveAt: 2_100 });
    await book.merge({ from: 'shop:b', into: 'shop:a' });
    expect(await at(2_000)).toMatchObject([
      { accounts: 2, posted: 10n, held: 3n, expected: 3n, available: 7n, totals: { in: 14n, out: 4n } },
    ]);
    expect(await at(2_100)).toMatchObject([{ accounts: 2, posted: 110n, held: 3n }]);
    expect(await at(2_100, 2_000)).toMatchObject([{ accounts: 2, posted: 10n, held: 3n }]);
    expect(await at(2_600)).toMatchObject([{ posted: 110n, held: 0n, available: 110n }]);
    expect(await at(3_000)).toMatchObject([{ accounts: 1, posted: 110n, totals: { in: 114n, out: 4n } }]);
    expect(await at(3_000, 2_000)).toMatchObject([
      { accounts: 2, posted: 10n, totals: { in: 14n, out: 4n } },
    ]);
  });

  test('what is no path is refused by name', async () => {
    const refused: readonly (readonly [unknown, string])[] = [
      [{ prefix: 'assets:' }, 'prefix: expected a path that does not end in :'],
      [{ prefix: '' }, 'prefix: expected a non-empty'],
      [{ prefix: 5 }, 'prefix: expected a non-empty'],
      [{}, 'prefix: expected a non-empty'],
      [{ prefix: 'a', asset: 'gbp' }, 'asset: expected'],
      [{ prefix: 'a', at: '1' }, 'at: expected'],
      [{ prefix: 'a', knownAt: 0.5 }, 'knownAt: expected'],
      [{ prefix: 'a', depth: 1 }, 'options.depth: expected no other option'],
      ['assets', 'accounts: expected an array of ids, or of a book { prefix }'],
    ];
    for (const [given, message] of refused) {
      await expect(book.balances(given as { prefix: string }), JSON.stringify(given)).rejects.toThrow(
        message,
      );
    }
    const beside = book.balances as (of: object, options: object) => Promise<unknown>;
    await expect(beside.call(book, { prefix: 'a' }, { at: 1 })).rejects.toThrow('options: expected nothing');
    const trial = (given: object) => book.trialBalance(given);
    await expect(trial({ asset: 'GBP/2' })).rejects.toThrow('options.asset: expected no other option');
    await expect(trial({ tree: 1 })).rejects.toThrow('tree: expected true or false');
    await expect(book.accounts({ prefix: 'assets:' })).rejects.toThrow('prefix: expected a path');
    // What is given is read in the call.
    const options = { prefix: 'assets:cash', asset: 'EUR/2' };
    const answer = book.balances(options);
    Object.assign(options, { prefix: 'assets', asset: 'GBP/2' });
    expect(await answer).toMatchObject([{ prefix: 'assets:cash', posted: 7n }]);
  });
});

interface Cost {
  readonly looks: readonly string[];
  readonly rows: number;
  readonly summed: number;
}

test.each(HOUSES)(
  'a path costs what is in it, however many accounts there are beside it, $name',
  async (kind) => {
    await inPlace(kind, async ({ openStore }) => {
      const looks: string[] = [];
      const count = { rows: 0, summed: 0 };
      const store: Store = watchedStore(await openStore(), (look) => void looks.push(look), false);
      const house = await openHouse(countingStore(store, count), {
        clock: () => 9_000,
        announceExpiries: false,
      });
      try {
        const book = house.book('main');
        const open = (account: string) => ({ kind: 'open_account', account, asset: 'GBP/2' }) as const;
        const number = (i: number): string => String(i).padStart(4, '0');
        await book.submit(Array.from({ length: 1_500 }, (_, i) => open(`user-${number(i)}`)));
        await book.submit(Array.from({ length: 1_100 }, (_, i) => open(`user:${number(i)}`)));
        await book.submit(['user', 'zone', 'zone:a', 'zone:b'].map(open));
        await book.transfer({ from: 'world', to: 'zone:a', amount: 5n });
        const costOf = async (read: () => Promise<unknown>): Promise<Cost> => {
          looks.length = 0;
          Object.assign(count, { rows: 0, summed: 0 });
          await read();
          const own = looks.filter((look) => look !== 'head' && look !== 'headNow');
          return { looks: own, ...count };
        };
        const sums = 'accountsAt';
        const zone = await costOf(async () => {
          expect(await book.balances({ prefix: 'zone' })).toMatchObject([{ accounts: 3, posted: 5n }]);
        });
        expect(zone).toMatchObject({ looks: [sums, sums], summed: 3 });
        const user = await costOf(async () => {
          expect(await book.balances({ prefix: 'user' })).toMatchObject([{ accounts: 1_101 }]);
        });
        expect(user).toMatchObject({ looks: [sums, sums, sums], summed: 1_101 });
        const listed = await costOf(async () => {
          expect((await book.accounts({ prefix: 'zone', limit: 10 })).items).toHaveLength(3);
        });
        expect(listed).toMatchObject({ looks: ['find', 'list'], rows: 3 });
        const paged = await costOf(async () => {
          expect((await book.accounts({ prefix: 'user', limit: 10 })).items).toHaveLength(10);
        });
        expect(paged.rows).toBeLessThanOrEqual(2 * 10);
        const all = await costOf(async () => {
          const items = await allItems((page) => book.accounts({ ...page, prefix: 'user' }), 100);
          expect(items).toHaveLength(1_101);
        });
        expect(all.rows).toBeLessThanOrEqual(2 * 1_101);
      } finally {
        await house.close();
      }
    });
  },
);
