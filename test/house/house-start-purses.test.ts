import { describe, expect, test } from 'vitest';
import { open, openHouse } from '../../src/engine/open-house.ts';
import { Book } from '../../src/kernel/book.ts';
import { openStore } from '../../src/store/open-store.ts';
import { copyBook } from '../support/house/copy-book.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { withOldHouse } from '../support/house/old-house.ts';
import { grant, move, open as opening, startPurses, take } from '../support/kernel/book-commands.ts';

const day = (number: number): number => Date.UTC(2026, 10, number);
const QUIET = { announceExpiries: false, clock: () => day(28) };
const OLD = 'house-with-credits-of-rules-2';

describe.each(HOUSES)('purses of a book that began without them, on $name', (kind) => {
  test('start as soon as what is left of all credits is available, and not before', async () => {
    await withOldHouse(OLD, async (old) => {
      await inPlace(kind, async (place) => {
        const store = await place.openStore();
        const from = await openStore(old);
        await copyBook(from, store, 'shop').finally(() => from.close());
        await using house = await openHouse(store, QUIET);
        const book = house.book('shop');
        const before = { rows: await book.events(), ann: await book.balance('ann') };
        const refused = { ok: false, reason: 'credits_not_available', subject: 'carol', accounts: ['carol'] };
        const seen = await book.startPurses({ id: 's' });
        expect(seen).toMatchObject(refused);
        expect(seen).toMatchObject({
          message: expect.stringMatching(/^credits are not available: carol has /),
        });
        expect(await book.dryRun({ kind: 'start_purses' })).toMatchObject(refused);
        expect(await book.balance('ann')).toEqual(before.ann);
        // What failed for its credits goes through once the money is there: in one group, of which all or nothing is.
        const { needed = 0n, available = 0n } = seen as { needed?: bigint; available?: bigint };
        const pays = { from: 'world', to: 'carol' } as const;
        const few = {
          kind: 'atomic',
          commands: [
            { kind: 'transfer', ...pays, amount: needed - available - 1n },
            { kind: 'start_purses' },
          ],
        };
        expect(await book.submit([few as never])).toMatchObject([
          { ok: false, reason: 'credits_not_available' },
        ]);
        expect(await book.grant({ credit: 'still', account: 'ann', amount: 3n, expiry: null })).toMatchObject(
          { ok: true },
        );
        expect(await book.transfer({ from: 'ann', to: 'dora', amount: 3n })).toMatchObject({ ok: true });
        await book.spend({ account: 'ann', amount: 3n, clock: {}, id: 'drawn' });
        await book.transfer({ ...pays, amount: needed - available });
        const started = await book.startPurses();
        expect(started).toMatchObject({ ok: true });
        expect(await book.startPurses({ id: started.id })).toEqual({ ...started, replayed: true });
        expect(await book.startPurses()).toMatchObject({ ok: false, reason: 'purses_exist' });
        await expectSound(house);
        const { items } = await book.credits({ account: 'ann' });
        const left = items.reduce((sum, { remaining }) => sum + remaining, 0n);
        const ann = await book.balance('ann', { at: day(29) });
        expect(ann).toMatchObject({ credits: { remaining: expect.any(BigInt) } });
        const purse = ann?.credits.remaining ?? 0n;
        expect(left >= purse && purse > 0n).toBe(true);
        expect(await book.balance('ann', { at: day(27) })).toMatchObject({ credits: { remaining: 0n } });
        const all = ann?.available ?? 0n;
        expect(await book.transfer({ from: 'ann', to: 'dora', amount: all + 1n })).toMatchObject({
          reason: 'insufficient_funds',
        });
        expect(await book.spend({ account: 'carol', amount: 80n, clock: {} })).toMatchObject({ ok: true });
        expect(await book.reverse({ transaction: 'drawn' })).toMatchObject({ ok: true });
        await expectSound(house);
      });
    });
  });

  test('are there from the beginning in a new one, and starting them changes nothing', async () => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, QUIET);
      const book = house.book('new');
      expect(await book.startPurses()).toMatchObject({ ok: false, reason: 'purses_exist' });
      await expect(book.startPurses({ amount: 1n } as never)).rejects.toMatchObject({ field: 'amount' });
      await expect(book.startPurses(null as never)).rejects.toMatchObject({ code: 'bad_command' });
      const said = await book.transaction(async (tx) => tx.startPurses());
      expect(said).toMatchObject({ value: { ok: false, reason: 'purses_exist' } });
      await expectSound(house);
    });
  });
});

test('purses that are started in a transaction, or in vain, are there or not at all', async () => {
  await withOldHouse(OLD, async (url) => {
    let house = await open(url, QUIET);
    try {
      const book = house.book('shop');
      await book.transfer({ from: 'world', to: 'carol', amount: 1_000n });
      await book
        .transaction(async (tx) => {
          expect(await tx.startPurses()).toMatchObject({ ok: true });
          expect((await tx.balance('carol'))?.credits.remaining).toBeGreaterThan(0n);
          throw new Error('it is taken back');
        })
        .catch(() => undefined);
      expect(await book.balance('carol')).toMatchObject({ credits: { remaining: 0n } });
      expect(await book.dryRun({ kind: 'start_purses' })).toMatchObject({ ok: true });
      expect(await book.grant({ credit: 'free', account: 'ann', amount: 9n, expiry: null })).toMatchObject({
        ok: true,
      });
      expect(await book.transfer({ from: 'ann', to: 'dora', amount: 9n })).toMatchObject({ ok: true });
      await book.spend({ account: 'ann', amount: 9n, clock: {} });
      await book.transaction(async (tx) => tx.startPurses());
      await house.close();
      house = await open(url, QUIET);
      const again = house.book('shop');
      expect(await again.startPurses()).toMatchObject({ reason: 'purses_exist' });
      await again.grant({ credit: 'kept', account: 'dora', amount: 5n, expiry: null });
      expect((await again.balance('dora'))?.credits.remaining).toBeGreaterThanOrEqual(5n);
      await expectSound(house);
    } finally {
      await house.close();
    }
  });
});

test('of more credits than one command may change none goes into a purse', () => {
  const book = new Book({ hasPurses: false });
  book.execute(opening(0, 'a'));
  book.execute(opening(0, 'b'));
  // Each has its own moment, and so a change of its own.
  for (let i = 1; i <= 32_768; i += 1) {
    expect(book.execute(grant(i + 10, `c${i}`, 'a', 1n, null)).kind).toBe('credit_granted');
  }
  expect(book.execute(startPurses(1))).toMatchObject({ reason: 'too_many_credits' });
  expect(book.state.hasPurses).toBe(false);
  expect(book.execute(move(40_000, 'a', 'b', 1n)).kind).toBe('posted');
  expect(book.execute(take(40_000, 'b', 1n)).kind).toBe('posted');
  // From one place on they are one change.
  expect(book.execute(startPurses(40_000))).toMatchObject({
    reason: 'credits_not_available',
    accounts: ['a'],
  });
});

test.each(HOUSES.filter(({ isShared }) => isShared))(
  'a node that has the book in memory knows of purses that another one started, on $name',
  async (kind) => {
    await withOldHouse(OLD, async (old) => {
      await inPlace(kind, async (place) => {
        const [store, from] = [await place.openStore(), await openStore(old)];
        await copyBook(from, store, 'shop').finally(() => from.close());
        await using one = await openHouse(store, QUIET);
        await using other = await openHouse(await place.openStore(), QUIET);
        await one.book('shop').transfer({ from: 'world', to: 'carol', amount: 1_000n });
        const { available = 0n } = (await other.book('shop').balance('ann')) ?? {};
        const all = { from: 'ann', to: 'dora', amount: available };
        expect(await other.book('shop').dryRun({ kind: 'transfer', ...all })).toMatchObject({ ok: true });
        // Both at once: one of them does it, whatever each of them knew.
        const answers = await Promise.all([one, other].map((house) => house.book('shop').startPurses()));
        expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
        expect(answers.find(({ ok }) => !ok)).toMatchObject({ reason: 'purses_exist' });
        for (const house of [one, other]) {
          expect(await house.book('shop').transfer(all)).toMatchObject({ reason: 'insufficient_funds' });
        }
        await expectSound(one);
      });
    });
  },
);

test('costs one look at the open credits of the book, and none at those of which nothing is left', async () => {
  await withOldHouse(OLD, async (old) => {
    const store = await openStore('memory:');
    const from = await openStore(old);
    await copyBook(from, store, 'shop').finally(() => from.close());
    const asked: number[] = [];
    const begin = store.begin.bind(store);
    store.begin = async (...args) => {
      const transaction = await begin(...args);
      const openCredits = transaction.openCredits.bind(transaction);
      transaction.openCredits = async (...query) => {
        const rows = await openCredits(...query);
        asked.push(rows.length);
        return rows;
      };
      return transaction;
    };
    await using house = await openHouse(store, { ...QUIET, cacheRowsMax: 0 });
    const book = house.book('shop');
    const { items } = await book.credits({ limit: 1_000 });
    const left = items.filter(({ remaining }) => remaining > 0n).length;
    await book.transfer({ from: 'world', to: 'carol', amount: 1_000n });
    expect(asked).toEqual([]);
    expect(await book.startPurses()).toMatchObject({ ok: true });
    expect(asked).toEqual([left]);
    // Who asks once more is not told by looking again.
    expect(await book.startPurses()).toMatchObject({ reason: 'purses_exist' });
    expect(asked).toEqual([left]);
  });
});

test('the credits of an account that is closed go when purses start, and their history says so from both ends', async () => {
  await withOldHouse(OLD, async (url) => {
    await using house = await open(url, QUIET);
    const book = house.book('shop');
    await book.transfer({ from: 'world', to: 'carol', amount: 1_000n });
    await book.openAccount({ account: 'gone', asset: 'GBP/2' });
    await book.grant({ credit: 'lost', account: 'gone', amount: 5n, expiry: null });
    await book.spend({ account: 'gone', amount: 2n, clock: {} });
    await book.transfer({ from: 'gone', to: 'dora', amount: 3n });
    await book.closeAccount({ account: 'gone' });
    const group = { kind: 'atomic', id: 'start', commands: [{ kind: 'start_purses' }] } as const;
    expect(await book.submit([group])).toMatchObject([{ ok: true }]);
    const expected = [
      { change: 'granted', amount: 5n, remaining: 5n },
      { change: 'spent', amount: -2n, remaining: 3n },
      { change: 'voided', amount: -3n, remaining: 0n, account: 'gone', id: 'start' },
    ];
    const asked = { grantedTo: 'gone', credit: 'lost' } as const;
    expect((await book.creditHistory(asked)).items).toMatchObject(expected);
    expect((await book.creditHistory({ ...asked, order: 'newest' })).items).toMatchObject(expected.reverse());
    await expectSound(house);
  });
});
