import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalText } from '../../src/base/canonical-bytes.ts';
import { open } from '../../src/engine/open-house.ts';
import { allItems, type House, type OpenBook } from '../support/house/house-door.ts';
import { HOUSES, type HousePlace } from '../support/house/house-places.ts';
import { linesOf, postedOf, statementOf } from '../support/house/statement-lines.ts';
import { fillVariedBook, type KnownThen, LIVES } from '../support/house/varied-book.ts';

type Item = Readonly<Record<string, unknown>>;
type Options = Readonly<Record<string, unknown>>;
type Filters = Readonly<
  Record<string, readonly (readonly [value: unknown, keeps: (item: Item, now: number) => boolean])[]>
>;

/** That a member of an item is just this. */
function isSame(name: string, ...values: readonly unknown[]): Filters[string] {
  return values.map((value) => [value, (item) => item[name] === value]);
}

/** True and false of something. */
function whether(holds: (item: Item, now: number) => boolean): Filters[string] {
  return [
    [true, holds],
    [false, (item, now) => !holds(item, now)],
  ];
}

function before(names: readonly string[], ...moments: readonly number[]): Filters[string] {
  // Nothing in this book ends by itself before it is ended by somebody.
  return moments.map((at) => [
    at,
    ({ status, expiresAt }) => names.includes(String(status)) && expiresAt !== null && Number(expiresAt) < at,
  ]);
}

const isAlive = ({ openedAt, endedAt }: Item, now: number): boolean =>
  Number(openedAt) <= now && (endedAt === null || Number(endedAt) > now);
const isOver = ({ endedAt }: Item, now: number): boolean => endedAt !== null && Number(endedAt) <= now;
const ofAccount = (...names: readonly string[]): Filters[string] =>
  ['many', 'b', 'm', 'nobody'].map((id) => [id, (item) => names.some((name) => item[name] === id)]);

/** Every filter of every list, with values of which one at least leaves something and takes something. */
const LISTS: Readonly<Record<string, Filters>> = {
  accounts: {
    id: isSame('account', 'many', 'b', 'nobody'),
    prefix: ['b', 'many', 'b:under', 'nobody'].map((path) => [
      path,
      ({ account }) => account === path || String(account).startsWith(`${path}:`),
    ]),
    asset: isSame('asset', 'GBP/2', 'EUR/2', 'USD/2'),
    alive: whether(isAlive),
    ended: whether(isOver),
  },
  holds: {
    account: ofAccount('account'),
    hold: isSame('hold', 'h3', 'k12', 'active', 'none'),
    status: isSame('status', 'scheduled', 'active', 'captured', 'released', 'expired'),
    expiresBefore: before(['active', 'expired', 'scheduled'], 150, 900, 2_500, 2_501),
    active: whether(({ status }) => status === 'active'),
    ended: whether(({ status }) => status !== 'active' && status !== 'scheduled'),
  },
  offers: {
    account: ofAccount('from', 'to'),
    offer: isSame('offer', 'o3', 'merged', 'none'),
    status: isSame(
      'status',
      'scheduled',
      'pending',
      'accepted',
      'cancelled',
      'declined',
      'expired',
      'merged',
    ),
    expiresBefore: before(['pending', 'expired', 'scheduled'], 150, 900, 3_500),
    pending: whether(({ status }) => status === 'pending'),
    ended: whether(({ status }) => status !== 'pending' && status !== 'scheduled'),
  },
  payments: { account: ofAccount('account'), group: isSame('group', 'g0', 'g1', 'none') },
  credits: { account: ofAccount('account') },
  imports: { source: isSame('source', 'bank', 'till', 'none') },
};

const PAGE = ['after', 'limit', 'order'];
const ORDERS = ['oldest', 'newest'] as const;
const LIMITS = [1, 2, 7, 1_000];

/** Which options a call has, as it says itself to whoever gives another one. */
async function optionsOf(call: (options: object) => Promise<unknown>): Promise<string[]> {
  const error = await call({ other: 1 }).catch((thrown: unknown) => thrown);
  const [, names = ''] = /no other option than ([\w, ]+), got/.exec(String(error)) ?? [];
  return names.split(', ').filter((name) => !PAGE.includes(name));
}

describe.each(HOUSES)('reads of a varied book, $name:', (kind) => {
  const clock = { now: 0 };
  let place: HousePlace;
  let house: House;
  let book: OpenBook;
  let known: readonly KnownThen[];

  beforeAll(async () => {
    place = await kind.makePlace();
    // What is asked of memory next to nothing, all is brought anew.
    const options = { announceExpiries: false, cacheRowsMax: 0, clock: () => clock.now };
    house = await open(place.url, options);
    known = await fillVariedBook(house, clock);
    if (kind.isDurable) {
      await house.close();
      house = await open(place.url, options);
    }
    book = house.book('shop');
  });

  afterAll(async () => {
    await house?.close();
    await place?.remove();
  });

  const listOf = (name: string) => {
    const list = book[name as 'holds'] as unknown as (
      options: object,
    ) => Promise<{ items: Item[]; cursor: string | null }>;
    return (options: object) => list(options);
  };

  test.each(Object.entries(LISTS))(
    '%s: every filter, and any two, in either order, by pages of any size',
    async (name, filters) => {
      const list = listOf(name);
      expect((await optionsOf(list)).sort()).toEqual(Object.keys(filters).sort());
      const all = await allItems((page) => list(page), 1_000);
      const single = Object.entries(filters).flatMap(([filter, values]) =>
        values.map(([value, keeps]) => ({ options: { [filter]: value } as Options, keeps })),
      );
      const pairs = single.flatMap((one, i) =>
        single.slice(i + 1).map((other) => ({
          options: { ...one.options, ...other.options },
          keeps: (item: Item, now: number) => one.keeps(item, now) && other.keeps(item, now),
          isPair: Object.keys(one.options)[0] !== Object.keys(other.options)[0],
        })),
      );
      // Pairs are put together by the engine, wherever the rows are.
      const asked = kind.isShared ? single : [...single, ...pairs.filter(({ isPair }) => isPair)];
      for (const { options, keeps } of asked) {
        const expected = all.filter((item) => keeps(item, clock.now));
        for (const order of ORDERS) {
          const limit = LIMITS[(expected.length + order.length) % LIMITS.length] ?? 1;
          const items = await allItems((page) => list({ ...page, ...options, order }), limit);
          expect(items, `${name} ${JSON.stringify({ ...options, order, limit })}`).toEqual(
            order === 'oldest' ? expected : expected.toReversed(),
          );
        }
      }
      for (const [filter, values] of Object.entries(filters)) {
        const kept = values.map(([, keeps]) => all.filter((item) => keeps(item, clock.now)).length);
        const tells = kept.some((count) => count > 0 && count < all.length);
        expect(tells, `${name} ${filter} keeps some and leaves some`).toBe(true);
      }
    },
  );

  test('events, and transactions, behind any row, in either order, by pages of any size', async () => {
    const all = await book.events();
    expect(all.length).toBeGreaterThan(150);
    const accepted = all.filter(({ ok }) => ok);
    expect(accepted).toHaveLength(all.length - 1);
    for (const order of ORDERS) {
      const inOrder = order === 'oldest' ? all : all.toReversed();
      for (const limit of [1, 3, 100, 1_000]) {
        for (const i of [0, 1, 60, inOrder.length - 2, inOrder.length - 1]) {
          const after = inOrder[i]?.seq ?? 0;
          const behind = inOrder.slice(i + 1, i + 1 + limit);
          expect(await book.events({ order, limit, after }), `${order} ${limit} after ${after}`).toEqual(
            behind,
          );
        }
        expect(await book.events({ order, limit })).toEqual(inOrder.slice(0, limit));
      }
      for (const limit of [7, 100, 1_000]) {
        const items = await allItems((page) => book.transactions({ ...page, order }), limit);
        expect(items).toEqual(order === 'oldest' ? accepted : accepted.toReversed());
      }
    }
  });

  test('what was known at a moment is told ever after as it was told then', async () => {
    expect(known.length).toBeGreaterThan(50);
    for (const { knownAt, at, told } of known) {
      const trial = await book.trialBalance({ at, knownAt });
      expect(withMoney(trial), `at ${at}, known at ${knownAt}`).toEqual(withMoney(told));
      const ids = ['many', 'b', 'usd', 'm'];
      const lines = ids.map((id) => told.lines.find(({ account }) => account === id) ?? null);
      expect(await book.balances(ids, { at, knownAt })).toEqual(lines);
    }
    // What came late changes something: or nobody would know.
    const latest = await Promise.all(known.map(({ at }) => book.trialBalance({ at })));
    const changed = latest.filter((told, i) => canonicalText(told) !== canonicalText(known[i]?.told));
    expect(changed.length).toBeGreaterThan(20);
  });

  test('the statement of a life has its lines, from any moment to any other', async () => {
    const lives = (await allItems(book.accounts, 100)).filter(({ openedAt }) => openedAt <= clock.now);
    const entries = (await book.events()).flatMap((record) => record.entries);
    expect(lives.filter(({ account }) => account === 'many')).toHaveLength(LIVES);
    for (const { account, openedAt, endedAt } of lives) {
      const end = endedAt ?? clock.now;
      const own = linesOf(
        entries.filter((entry) => entry.account === account && entry.at >= openedAt && entry.at <= end),
      );
      const moments = [...new Set(own.flatMap(({ at }) => [at - 1, at])), end].filter((at) => at >= openedAt);
      for (const to of kind.isShared ? [end] : moments) {
        for (const from of [openedAt, Math.min(moments[3] ?? openedAt, to), to]) {
          const order = (from + to) % 2 === 0 ? 'oldest' : 'newest';
          const expected = own.filter(({ at }) => at >= from && at <= to);
          const told = await statementOf(book, account, { from, to, order }, LIMITS[to % LIMITS.length] ?? 1);
          const where = `${account}, ${from} to ${to}, ${order} first`;
          expect(told.lines, where).toEqual(order === 'oldest' ? expected : expected.toReversed());
          expect(told.opening, where).toEqual(postedOf(own.filter(({ at }) => at < from)));
        }
      }
    }
    // An id that has no account now is told by its last life.
    const over = await book.statement('m');
    expect(over?.lines.length).toBeGreaterThan(0);
    const between = await book.statement('many', { to: 1_000 + 50 });
    expect(between?.lines.every(({ at }) => at >= 1_000)).toBe(true);
  });

  test('what is asked of an id with many lives means the one of the moment', async () => {
    clock.now += 10;
    const paid = await book.transfer({ from: 'world', to: 'many', amount: 7n });
    expect(paid).toMatchObject({ ok: true });
    const held = await book.hold({ hold: 'of the last', account: 'many', amount: 7n, expiresAt: null });
    expect(held).toMatchObject({ ok: true });
    for (let life = 2; life < LIVES; life += 1) {
      // Late, in each of the lives, and in none.
      const effectiveAt = 100 * life + 1;
      const asset = (await book.balance('many', { at: effectiveAt }))?.asset;
      expect(asset).toBe(life % 4 === 0 ? 'EUR/2' : 'GBP/2');
      const hold = { account: 'many', amount: 1n, expiresAt: effectiveAt + 2 };
      expect(await book.hold({ ...hold, hold: `late h${life}`, effectiveAt })).toMatchObject({ ok: true });
      const none = { ...hold, hold: 'of none', effectiveAt: 100 * life + 60, expiresAt: null };
      expect(await book.hold(none)).toMatchObject({ reason: 'account_unknown' });
    }
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true });
    expect(await house.reconcile()).toMatchObject({ ok: true });
  });
});

/** Whether the world has a line for an asset in which nothing is known to have moved is left open. */
function withMoney({ at, lines, totals }: KnownThen['told']): unknown {
  return {
    at,
    lines: lines.filter((line) => line.account !== 'world' || line.posted !== 0n),
    totals: totals.filter(({ debit, credit }) => debit !== 0n || credit !== 0n),
  };
}
