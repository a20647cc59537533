import { describe, expect, test } from 'vitest';
import { open, openHouse } from '../../src/engine/open-house.ts';
import { openStore } from '../../src/store/open-store.ts';
import { copyBook } from '../support/house/copy-book.ts';
import { checkSound } from '../support/house/house-checks.ts';
import type { House } from '../support/house/house-door.ts';
import { DURABLE_HOUSES, HOUSES, inPlace } from '../support/house/house-places.ts';
import { withOldHouse } from '../support/house/old-house.ts';

const DAY = 86_400_000;
const day = (number: number): number => Date.UTC(2026, 10, number);
const QUIET = { announceExpiries: false, clock: () => day(3) };
const order = 'priority-expiry/v1';

async function shopIn(house: House): Promise<ReturnType<House['book']>> {
  const book = house.book('shop');
  await book.openAccount({ account: 'ann', asset: 'GBP/2', effectiveAt: day(1) });
  await book.openAccount({ account: 'bob', asset: 'GBP/2', effectiveAt: day(1) });
  return book;
}

describe.each(HOUSES)('the order in which a book spends its credits, on $name', (kind) => {
  test('is fixed by the first grant that is on record, and by none that was refused or taken back', async () => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, QUIET);
      const book = await shopIn(house);
      const grant = { account: 'ann', amount: 5n, order } as const;
      expect(await book.spendable('ann')).toMatchObject({ amount: 0n, order: null });
      expect(await book.dryRun({ kind: 'grant', credit: 'dry', ...grant })).toMatchObject({ ok: true });
      expect(await book.grant({ credit: 'poor', ...grant, from: 'bob' })).toMatchObject({ ok: false });
      const group = [
        { kind: 'grant', credit: 'gone', ...grant },
        { kind: 'transfer', from: 'bob', to: 'ann', amount: 1n },
      ] as const;
      expect(await book.submit([{ kind: 'atomic', commands: [...group] }])).toMatchObject([{ ok: false }]);
      await book
        .transaction(async (tx) => {
          expect(await tx.grant({ credit: 'back', ...grant })).toMatchObject({ ok: true });
          throw new Error('it is taken back');
        })
        .catch(() => undefined);
      expect(await book.spendable('ann')).toMatchObject({ order: null });
      expect(
        await book.grant({ credit: 'first', account: 'bob', amount: 5n, order: 'rank-lex-id/v1' }),
      ).toMatchObject({ ok: true });
      const refused = await book.grant({ credit: 'second', ...grant });
      expect(refused).toMatchObject({
        ok: false,
        reason: 'credit_order_differs',
        subject: 'rank-lex-id/v1',
        message: 'the credits of the book are spent in another order: rank-lex-id/v1',
      });
      expect(await book.grant({ credit: 'second', account: 'ann', amount: 5n, priority: 1 })).toMatchObject({
        reason: 'credit_order_differs',
      });
      await expect(
        book.grant({ credit: 'second', account: 'ann', amount: 5n, order: 'rank-lex-id/v1', priority: 1 }),
      ).rejects.toMatchObject({ code: 'bad_command', field: 'priority' });
      expect(await book.spendable('ann')).toMatchObject({ order: 'rank-lex-id/v1' });
      await checkSound(house);
    });
  });

  test('is told by answers, lists, the journal and what is spendable; starts are known in advance', async () => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, QUIET);
      const book = await shopIn(house);
      const grant = { account: 'ann', amount: 5n, effectiveAt: day(1) } as const;
      await book.grant({ ...grant, credit: 'paid', order });
      await book.grant({ ...grant, credit: 'given', priority: 10, expiresAt: day(20) });
      await book.grant({ ...grant, credit: 'next', priority: 0, startsAt: day(10), expiresAt: day(20) });
      const { items } = await book.credits();
      expect(items.map(({ credit, ...item }) => [credit, item.startsAt, item.priority, item.order])).toEqual([
        ['given', null, 10, order],
        ['next', day(10), 0, order],
        ['paid', null, 50, order],
      ]);
      expect(await book.spendable('ann')).toMatchObject({ amount: 10n, order });
      expect(await book.spendable('ann', { at: day(10) })).toMatchObject({ amount: 15n });
      for (const [at, spendable] of [
        [day(9), 10n],
        [day(10), 15n],
        [day(20), 5n],
      ] as const)
        expect(await book.balance('ann', { at })).toMatchObject({ credits: { remaining: 15n, spendable } });
      const spent = await book.spend({ id: 's', account: 'ann', amount: 7n, clock: {} });
      const drawn = [
        { credit: 'given', grantedTo: 'ann', amount: 5n },
        { credit: 'paid', grantedTo: 'ann', amount: 2n },
      ];
      expect(spent).toMatchObject({ ok: true, order, allocations: drawn });
      expect(await book.spend({ id: 's', account: 'ann', amount: 7n, clock: {} })).toEqual({
        ...spent,
        replayed: true,
      });
      const later = { account: 'ann', amount: 5n, clock: {}, effectiveAt: day(10) } as const;
      expect(await book.spend(later)).toMatchObject({ allocations: [{ credit: 'next', amount: 5n }] });
      const told = (await book.events()).filter(({ kind: name }) => name === 'spend');
      expect(told).toMatchObject([{ order }, { order }]);
      await checkSound(house);
    });
  });
});

describe.each(DURABLE_HOUSES)('the order of a book that is closed, on $name', (kind) => {
  test('is its order when it is opened again', async () => {
    await inPlace(kind, async ({ url }) => {
      const first = await open(url, QUIET);
      const filled = await shopIn(first);
      await filled.grant({ credit: 'b', account: 'ann', amount: 5n, order });
      await filled.grant({ credit: 'a', account: 'ann', amount: 5n });
      await first.close();
      await using house = await open(url, QUIET);
      const book = house.book('shop');
      expect(
        await book.grant({ credit: 'c', account: 'ann', amount: 5n, order: 'rank-lex-id/v1' }),
      ).toMatchObject({ reason: 'credit_order_differs', subject: order });
      expect(await book.grant({ credit: 'c', account: 'ann', amount: 5n, priority: 49 })).toMatchObject({
        ok: true,
      });
      expect(await book.spend({ account: 'ann', amount: 8n, clock: {} })).toMatchObject({
        order,
        allocations: [{ credit: 'c' }, { credit: 'b' }],
      });
      await checkSound(house);
    });
  });

  test('is the first one where credits were granted before there were orders', async () => {
    await withOldHouse('house-with-credits-of-rules-2', async (old) => {
      await inPlace(kind, async (place) => {
        // The file is migrated when it is opened, and what is copied from it says so.
        const [store, from] = [await place.openStore(), await openStore(old)];
        await copyBook(from, store, 'shop').finally(() => from.close());
        await using house = await openHouse(store, { ...QUIET, clock: () => day(28) });
        const book = house.book('shop');
        expect(await book.grant({ credit: 'new', account: 'ann', amount: 5n, order })).toMatchObject({
          reason: 'credit_order_differs',
        });
        expect(await book.spendable('ann')).toMatchObject({ order: 'rank-lex-id/v1' });
        await checkSound(house);
      });
    });
  });
});

test.each(HOUSES.filter(({ isShared }) => isShared))(
  'of two nodes that fix the order of a book at once one does, and the other is told, on $name',
  async (kind) => {
    await inPlace(kind, async (place) => {
      await using one = await openHouse(await place.openStore(), QUIET);
      await using other = await openHouse(await place.openStore(), QUIET);
      await shopIn(one);
      await other.book('shop').balance('ann');
      const grant = { account: 'ann', amount: 5n } as const;
      const answers = await Promise.all([
        one.book('shop').grant({ ...grant, credit: 'a', order }),
        other.book('shop').grant({ ...grant, credit: 'b', order: 'rank-lex-id/v1' }),
      ]);
      expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
      expect(answers.find(({ ok }) => !ok)).toMatchObject({ reason: 'credit_order_differs' });
      await checkSound(one);
    });
  },
);

test('a scheduled grant fixes the order when it is carried out, and another order of it is on record as failed', async () => {
  let now = day(3);
  await using house = await open('memory:', { announceExpiries: false, clock: () => now });
  const book = await shopIn(house);
  const command = { kind: 'grant', credit: 'c', account: 'ann', amount: 5n, order } as const;
  await book.schedule({ schedule: 's', command, executeAt: day(5) });
  expect(await book.spendable('ann')).toMatchObject({ order: null });
  await book.grant({ credit: 'd', account: 'ann', amount: 5n });
  now = day(5) + DAY;
  await book.runDue(now);
  expect((await book.schedules()).items).toMatchObject([{ status: 'failed' }]);
  expect(await book.spendable('ann')).toMatchObject({ amount: 5n, order: 'rank-lex-id/v1' });
});
