import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { DURABLE_HOUSES, HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
import { countCalls } from '../support/watch/count-calls.ts';

const NOW = 1_000;

async function openHouse(url: string): Promise<House> {
  return open(url, { announceExpiries: false, clock: () => NOW });
}

/** A buyer with 100, a shop that may have 50, a depot and a closed street. */
async function begin(house: House): Promise<OpenBook> {
  const book = house.book('market');
  for (const account of ['buyer', 'depot', 'other']) {
    await book.openAccount({ account, asset: 'GBP/2', effectiveAt: 0 });
  }
  await book.openAccount({ account: 'shop', asset: 'GBP/2', ceiling: 50n, effectiveAt: 0 });
  await book.transfer({ from: 'world', to: 'buyer', amount: 100n, effectiveAt: 1 });
  return book;
}

async function reasonOf(answer: Promise<{ ok: boolean; reason?: string }>): Promise<string> {
  const { ok, reason } = await answer;
  return ok ? 'ok' : (reason ?? '');
}

describe.each(HOUSES)('what a ceiling counts, $name', (kind) => {
  test('what is offered and what holds will pay keep their room, so they are accepted and captured', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await openHouse(url);
      const book = await begin(house);
      const gift = { offer: 'o', from: 'buyer', to: 'shop', amount: 30n, expiresAt: 90, effectiveAt: 2 };
      const sale = { hold: 'h', account: 'buyer', to: 'shop', amount: 20n, expiresAt: 90, effectiveAt: 3 };
      await book.offer(gift);
      await book.hold(sale);
      const more = { from: 'buyer', to: 'shop', amount: 1n, effectiveAt: 4 };
      const refused = await book.transfer(more);
      expect(refused).toMatchObject({ reason: 'ceiling_exceeded', available: 0n, needed: 1n, ceiling: 50n });
      const depot = { account: 'buyer', to: 'depot', amount: 9n, expiresAt: null };
      const [group] = await book.submit([
        {
          kind: 'atomic',
          commands: [
            { kind: 'capture', hold: 'h', amount: 5n, effectiveAt: 5 },
            { kind: 'hold', hold: 'i', ...depot, effectiveAt: 5 },
            { kind: 'transfer', ...more, effectiveAt: 5 },
          ],
        },
      ]);
      expect(group).toMatchObject({ ok: false, reason: 'ceiling_exceeded', path: [2] });
      expect(await book.balance('depot')).toMatchObject({ expected: 0n });
      expect(await reasonOf(book.capture({ hold: 'h', effectiveAt: 6 }))).toBe('ok');
      expect(await reasonOf(book.accept({ offer: 'o', account: 'shop', effectiveAt: 7 }))).toBe('ok');
      expect(await book.balance('shop', { at: 5 })).toMatchObject({
        posted: 0n,
        incoming: 30n,
        expected: 20n,
      });
      expect(await book.balance('shop')).toMatchObject({ posted: 50n, incoming: 0n, expected: 0n });
      await expectSound(house);
      await house.close();
    });
  });

  test('a transaction sees what is expected, and leaves none of it behind when it gives up', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await openHouse(url);
      const book = await begin(house);
      const seen: unknown[] = [];
      await expect(
        book.transaction(async (tx) => {
          await tx.hold({ hold: 'h', account: 'buyer', to: 'shop', amount: 50n, expiresAt: null });
          seen.push((await tx.balance('shop'))?.expected);
          seen.push(await reasonOf(tx.transfer({ from: 'buyer', to: 'shop', amount: 1n })));
          throw new Error('never mind');
        }),
      ).rejects.toThrow('never mind');
      expect(seen).toEqual([50n, 'ceiling_exceeded']);
      expect(await book.balance('shop')).toMatchObject({ expected: 0n });
      await expectSound(house);
      await house.close();
    });
  });
});

describe.each(HOUSES)('whom a hold is to pay, $name', (kind) => {
  test('is told in statements and in the journal, as it was known then and as it is known now', async () => {
    await inPlace(kind, async ({ url }) => {
      let now = 100;
      const house = await open(url, { announceExpiries: false, clock: () => now });
      const book = await begin(house);
      await book.hold({
        hold: 'h',
        account: 'buyer',
        to: 'depot',
        amount: 9n,
        expiresAt: 50,
        effectiveAt: 10,
      });
      now = 200;
      await book.capture({ hold: 'h', id: 'late', amount: 4n, effectiveAt: 20 });
      const expectedAt = async (at: number, knownAt: number): Promise<unknown> =>
        (await book.balance('depot', { at, knownAt }))?.expected;
      expect([await expectedAt(10, 100), await expectedAt(30, 100), await expectedAt(50, 100)]).toEqual([
        9n,
        9n,
        0n,
      ]);
      expect([await expectedAt(10, 200), await expectedAt(30, 200), await expectedAt(50, 200)]).toEqual([
        9n,
        5n,
        0n,
      ]);
      const lines = (await book.statement('depot'))?.lines.map(({ at, posted, expected, balance }) => {
        return [at, posted, expected, balance.expected];
      });
      expect(lines).toEqual([
        [10, 0n, 9n, 9n],
        [20, 4n, -4n, 5n],
        [50, 0n, -5n, 0n],
      ]);
      const [row] = (await book.transactions({ kind: 'capture' })).items;
      const changes = row?.entries.filter(({ account }) => account === 'depot');
      expect(changes?.map(({ at, inflow, expected }) => [at, inflow, expected])).toEqual([
        [20, 4n, -4n],
        [50, 0n, 4n],
      ]);
      await expectSound(house);
      await house.close();
    });
  });
});

describe.each(DURABLE_HOUSES)('what was kept of a hold, $name', (kind) => {
  test('is enough for merges, captures and releases after a restart', async () => {
    await inPlace(kind, async ({ url }) => {
      const first = await openHouse(url);
      await begin(first);
      const hold = { account: 'buyer', amount: 10n, expiresAt: null, effectiveAt: 2 };
      const book = first.book('market');
      await book.hold({ ...hold, hold: 'redirected', to: 'depot' });
      await book.hold({ ...hold, hold: 'joined', to: 'other' });
      await book.hold({ ...hold, hold: 'out' });
      await first.close();
      const second = await openHouse(url);
      await second.book('market').merge({ into: 'shop', from: 'depot', effectiveAt: 3 });
      await second.close();
      const third = await openHouse(url);
      await third.book('market').merge({ into: 'other', from: 'buyer', effectiveAt: 4 });
      await third.close();
      const last = await openHouse(url);
      const again = last.book('market');
      expect(await again.balance('shop', { at: 4 })).toMatchObject({ posted: 0n, expected: 10n });
      expect(await again.balance('other', { at: 4 })).toMatchObject({
        posted: 100n,
        held: 30n,
        expected: 0n,
      });
      expect(await reasonOf(again.capture({ hold: 'joined', effectiveAt: 5 }))).toBe('same_account');
      expect(await reasonOf(again.capture({ hold: 'redirected', effectiveAt: 5 }))).toBe('ok');
      expect(await reasonOf(again.release({ hold: 'joined', effectiveAt: 6 }))).toBe('ok');
      expect(await again.balance('shop')).toMatchObject({ posted: 10n, expected: 0n });
      expect(await again.balance('other')).toMatchObject({ posted: 90n, held: 10n, expected: 0n });
      await expectSound(last);
      await last.close();
    });
  });
});

/** Makes 8 of every 9 that is expected. */
const expectedIn = (tables: readonly string[]): string =>
  tables.map((table) => `UPDATE "${table}" SET "expected" = 8 WHERE "expected" = 9`).join('; ');

test('what was changed of it behind the house is found', async () => {
  for (const [change, told] of [
    [expectedIn(['accounts', 'arrivedAccounts']), /its expected at 2 is 8, and its entries sum up to 9/],
    [
      expectedIn(['entries', 'recentEntries', 'arrivedEntries']),
      /expected at 2 is 8, and the holds that are to pay to it come to 9/,
    ],
    [
      `UPDATE "holds" SET "targetKey" = '1/other'`,
      /expected at 2 is 9, and the holds that are to pay to it come to 0/,
    ],
  ] as const) {
    await inPlace(HOUSE.sqlite, async ({ url }) => {
      const house = await openHouse(url);
      const book = await begin(house);
      await book.hold({
        hold: 'h',
        account: 'buyer',
        to: 'depot',
        amount: 9n,
        expiresAt: null,
        effectiveAt: 2,
      });
      await house.close();
      const database = new DatabaseSync(url.slice('sqlite:'.length));
      database.exec(change);
      database.close();
      const again = await openHouse(url);
      expect((await again.reconcile()).problems.map(({ what }) => what)).toContainEqual(
        expect.stringMatching(told),
      );
      expect((await again.verify()).ok).toBe(false);
      await again.close();
    });
  }
});

test('it costs nothing where nobody expects anything: a hold for the world, and a merge of accounts without holds', async () => {
  const house = await openHouse('memory:');
  const book = await begin(house);
  await book.hold({ hold: 'out', account: 'buyer', amount: 1n, expiresAt: 90, effectiveAt: 2 });
  const [row] = (await book.transactions({ kind: 'hold' })).items;
  expect(row?.entries.map(({ account }) => account)).toEqual(['buyer', 'buyer']);
  // Holds that a shop expects are nothing to a merge of two others.
  const mergeOf = async (from: string): Promise<number> => {
    await book.openAccount({ account: from, asset: 'GBP/2', effectiveAt: 2 });
    return countCalls(async () => {
      expect(await book.merge({ into: 'other', from, effectiveAt: 4 })).toMatchObject({ ok: true });
    });
  };
  await mergeOf('first');
  const before = await mergeOf('second');
  await book.submit(
    Array.from({ length: 90 }, (_, i) => {
      const hold = { hold: `h${i}`, account: 'buyer', to: 'depot', amount: 1n };
      return { kind: 'hold', ...hold, expiresAt: 50 + i, effectiveAt: 3 } as const;
    }),
  );
  expect(await mergeOf('third')).toBeLessThan(before * 1.5);
  await house.close();
});
