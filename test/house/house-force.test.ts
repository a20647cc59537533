import { describe, expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { DURABLE_HOUSES, HOUSE, HOUSES, type HouseKind, inPlace } from '../support/house/house-places.ts';

type Commands = Parameters<OpenBook['submit']>[0];

const clock = { now: 1_000 };

const PREPARED = [
  { kind: 'open_account', account: 'alice', asset: 'GBP/2' },
  { kind: 'open_account', account: 'bob', asset: 'GBP/2', floor: -500n },
  { kind: 'open_account', account: 'shop', asset: 'GBP/2', ceiling: 100_000n },
  { kind: 'transfer', from: 'world', to: 'alice', amount: 1_000n },
] as const satisfies Commands;

/** A book in which there is something to be forced, in a house that keeps nothing in memory. */
async function inBook(kind: HouseKind, work: (book: OpenBook) => Promise<void>): Promise<void> {
  clock.now = 1_000;
  await inPlace(kind, async ({ openStore }) => {
    const options = { clock: () => clock.now, announceExpiries: false, cacheRowsMax: 0 };
    await using house = await openHouse(await openStore(), options);
    const book = house.book('bank');
    await accept(book, PREPARED);
    await work(book);
    await expectSound(house);
  });
}

async function accept(book: OpenBook, commands: Commands): Promise<void> {
  expect((await book.submit(commands)).filter(({ ok }) => !ok)).toEqual([]);
}

const below = (account: string, floor: bigint, least: bigint, later = false): object => {
  return { account, asset: 'GBP/2', floor, least, later };
};

describe.each(HOUSES)('what is forced ($name)', (kind) => {
  test('is posted below the floor, marked in answer and journal, told once and answered as it was', () =>
    inBook(kind, async (book) => {
      const chargeback = { id: 'cb-1', from: 'alice', to: 'world', amount: 1_500n } as const;
      expect(await book.transfer({ ...chargeback, id: 'cb-0' })).toMatchObject({
        reason: 'insufficient_funds',
      });
      const answer = await book.transfer({ ...chargeback, force: true });
      expect(answer).toMatchObject({ ok: true, force: true, below: [below('alice', 0n, -500n)] });
      expect(await book.balance('alice')).toMatchObject({ posted: -500n, available: -500n });
      // Once, whatever has become of it; and without force it is another request.
      await accept(book, [{ kind: 'transfer', from: 'world', to: 'alice', amount: 9_000n }]);
      expect(await book.transfer({ ...chargeback, force: true })).toEqual({ ...answer, replayed: true });
      expect(await book.transfer(chargeback)).toMatchObject({ reason: 'id_conflict' });
      expect(await book.transfer({ ...chargeback, force: false })).toMatchObject({ reason: 'id_conflict' });
      const [record] = (await book.events({ limit: 1_000 })).filter(({ id }) => id === 'cb-1');
      expect(record).toMatchObject({
        force: true,
        below: [below('alice', 0n, -500n)],
        command: { force: true },
      });
      // Where it was not needed it is marked all the same, and leaves nobody below.
      const enough = await book.transfer({ from: 'alice', to: 'bob', amount: 1n, force: true });
      expect(enough).toMatchObject({ ok: true, force: true, below: [] });
      const plain = await book.transfer({ from: 'alice', to: 'bob', amount: 1n, force: false });
      expect(Object.keys(plain)).not.toContain('force');
    }));

  test('leaves what was accepted ahead standing, and says where that stands below now', () =>
    inBook(kind, async (book) => {
      const later = { kind: 'transfer', from: 'alice', to: 'bob', amount: 800n, effectiveAt: 5_000 } as const;
      await accept(book, [later, { ...later, amount: 200n, effectiveAt: 6_000 }]);
      const entries = [
        { account: 'alice', amount: -300n },
        { account: 'bob', amount: -600n },
        { account: 'shop', amount: 900n },
      ];
      const refused = await book.post({ entries });
      expect(refused).toMatchObject({ ok: false, reason: 'insufficient_funds', available: 0n });
      expect(await book.post({ entries, force: true })).toMatchObject({
        ok: true,
        below: [below('alice', 0n, -300n, true), below('bob', -500n, -600n)],
      });
      expect(await book.balance('alice', { at: 7_000 })).toMatchObject({ available: -300n });
      expect(await book.transfer({ from: 'alice', to: 'bob', amount: 1n })).toMatchObject({ ok: false });
    }));

  test('is held to ceilings and to what there is, and no half of it is posted', () =>
    inBook(kind, async (book) => {
      const head = await book.head();
      const force = true;
      const tries = [
        [{ from: 'alice', to: 'shop', amount: 100_001n, force }, 'ceiling_exceeded'],
        [{ from: 'alice', to: 'world', amount: 2n ** 63n - 1n, force }, undefined],
        [{ from: 'alice', to: 'world', amount: 2n ** 63n - 1n, force }, 'amount_out_of_range'],
        [{ from: 'alice', to: 'nobody', amount: 1n, force }, 'account_unknown'],
        [{ from: 'alice', to: 'alice', amount: 1n, force }, 'same_account'],
      ] as const;
      for (const [input, reason] of tries) {
        expect(await book.dryRun({ kind: 'transfer', ...input })).toMatchObject({ ok: reason === undefined });
        const answer = await book.transfer(input);
        expect(answer.ok ? undefined : answer.reason).toBe(reason);
      }
      expect((await book.head()).seq).toBe(head.seq + tries.length);
    }));

  test('goes over the end of a hold: what ran out, was released or captured is posted all the same', () =>
    inBook(kind, async (book) => {
      await accept(book, [
        { kind: 'hold', hold: 'h', account: 'alice', amount: 700n, expiresAt: 2_000, to: 'shop' },
        { kind: 'capture', hold: 'h', amount: 100n },
        { kind: 'hold', hold: 'i', account: 'alice', amount: 100n, expiresAt: null, to: 'shop' },
        { kind: 'release', hold: 'i' },
      ]);
      clock.now = 3_000;
      await accept(book, [{ kind: 'transfer', from: 'alice', to: 'bob', amount: 900n }]);
      expect(await book.capture({ hold: 'h' })).toMatchObject({ reason: 'hold_not_active' });
      const late = await book.capture({ hold: 'h', id: 'late', force: true, payment: 'order' });
      expect(late).toMatchObject({ ok: true, amount: 600n, below: [below('alice', 0n, -600n)] });
      expect(await book.capture({ hold: 'i', amount: 30n, force: true })).toMatchObject({ amount: 30n });
      expect(await book.capture({ hold: 'none', amount: 30n, force: true })).toMatchObject({
        reason: 'hold_unknown',
      });
      // The hold itself is what it was, and so are the balances at its time.
      const [hold] = (await book.holds()).items.filter((one) => one.hold === 'h');
      expect(hold).toMatchObject({ captured: 100n, status: 'expired' });
      expect(await book.balance('shop')).toMatchObject({ posted: 730n, expected: 0n });
      expect(await book.refund({ refund: 'r', account: 'shop', amount: 200n, to: 'alice' })).toMatchObject({
        allocations: [{ payment: 'order', amount: 200n }],
      });
      expect(await book.reverse({ transaction: 'late' })).toMatchObject({ reason: 'payment_drawn' });
      // Whoever it named is there for good: neither can end before it.
      const end = { account: 'shop', effectiveAt: 2_500 };
      expect(await book.closeAccount(end)).toMatchObject({ reason: 'account_named_later' });
      const merge = { into: 'bob', from: 'alice', effectiveAt: 2_500 };
      expect(await book.merge(merge)).toMatchObject({ reason: 'account_named_later' });
    }));

  test('works in groups and in transactions, and leaves nothing of what is not committed', () =>
    inBook(kind, async (book) => {
      const input = { from: 'alice', to: 'bob', amount: 1_200n, force: true } as const;
      const forced = { kind: 'transfer', ...input } as const;
      const [group] = await book.submit([{ kind: 'atomic', commands: [forced, { ...forced, amount: 10n }] }]);
      expect(group).toMatchObject({
        parts: [
          { force: true, below: [below('alice', 0n, -200n)] },
          { force: true, below: [below('alice', 0n, -210n)] },
        ],
      });
      const [refused] = await book.submit([
        { kind: 'atomic', commands: [forced, { kind: 'transfer', from: 'alice', to: 'bob', amount: 1n }] },
      ]);
      expect(refused).toMatchObject({ ok: false, reason: 'insufficient_funds', path: [1] });
      const answer = await book.transaction(async (work) => {
        await work.begin();
        expect(await work.transfer(input)).toMatchObject({ force: true });
        await work.rollback();
        return work.transfer({ ...input, amount: 5n });
      });
      expect(answer).toMatchObject({ ok: true, parts: [{ below: [below('alice', 0n, -215n)] }] });
      expect(await book.balance('alice')).toMatchObject({ available: -215n });
    }));
});

test.each(DURABLE_HOUSES)('on $name, between books and after a restart', async (kind) => {
  clock.now = 1_000;
  await inPlace(kind, async ({ openStore }) => {
    const open = async (): Promise<House> =>
      openHouse(await openStore(), { clock: () => clock.now, announceExpiries: false });
    let house = await open();
    for (const name of ['bank', 'other']) await accept(house.book(name), PREPARED);
    const between = {
      id: 'between',
      from: { book: 'bank', account: 'alice' },
      to: { book: 'other', account: 'bob' },
      amount: 1_100n,
    };
    expect(await house.transfer({ ...between, id: 'plain' })).toMatchObject({ reason: 'insufficient_funds' });
    const answer = await house.transfer({ ...between, force: true });
    expect(answer).toMatchObject({ ok: true });
    await house.close();
    house = await open();
    expect(await house.transfer({ ...between, force: true })).toEqual({ ...answer, replayed: true });
    expect(await house.book('bank').balance('alice')).toMatchObject({ available: -100n });
    await expectSound(house);
    await house.close();
  });
});

test('an audit finds an account under its floor that nothing forced there, though something was forced on it', async () => {
  await inPlace(HOUSE.memory, async ({ openStore }) => {
    const store = await openStore();
    await using house = await openHouse(store, { clock: () => 1_000, announceExpiries: false });
    const book = house.book('bank');
    await accept(book, PREPARED);
    await accept(book, [{ kind: 'transfer', from: 'alice', to: 'bob', amount: 1_100n, force: true }]);
    await expectSound(house);
    const tamper = await store.begin();
    const head = await tamper.lock('bank');
    const [row] = await tamper.find('bank', 'account', 'id', ['alice']);
    if (row === undefined) throw new Error('alice is there');
    // As if it had been bound to more: without what was forced a thousand is there.
    await tamper.write('bank', {
      head,
      journal: [],
      rows: { account: [{ ...row, floor: -50n }] },
      entries: [
        {
          account: row.key,
          at: 500,
          order: 2,
          seq: 4,
          inflow: 0n,
          outflow: 0n,
          available: -60n,
          incoming: 0n,
          expected: 0n,
          purse: 0n,
          spendable: 0n,
        },
      ],
      staleCheckpoints: [],
      checkpoints: [],
    });
    await tamper.commit();
    const { problems } = await house.reconcile();
    expect(problems.map(({ what }) => what).join('\n')).toContain('available is -60, under its floor of -50');
  });
});
