import { describe, expect, test } from 'vitest';
import { type AnyAnswer, type CommandInput, open } from '../../src/index.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { isAnnouncement } from '../support/house/house-records.ts';
import { withOldHouse } from '../support/house/old-house.ts';

/** Two accounts, the first with 100. */
async function begin(book: OpenBook): Promise<void> {
  for (const account of ['a', 'b']) await book.openAccount({ account, asset: 'GBP/2', effectiveAt: 0 });
  await book.transfer({ from: 'world', to: 'a', amount: 100n, effectiveAt: 0 });
}

async function group(book: OpenBook, commands: readonly CommandInput[]): Promise<AnyAnswer | undefined> {
  const [answer] = await book.submit([{ kind: 'atomic', commands }]);
  return answer;
}

describe.each(HOUSES)('holds that are adjusted, on $name', (kind) => {
  test('late and ahead, after a restart and with nothing in memory', () =>
    inPlace(kind, async ({ url }) => {
      const settings = { clock: () => 50, announceExpiries: false, cacheRowsMax: 0 };
      let house = await open(url, settings);
      try {
        let book = house.book('shop');
        await begin(book);
        await book.hold({ hold: 'h', account: 'a', to: 'b', amount: 40n, expiresAt: 30, effectiveAt: 1 });
        await book.capture({ hold: 'h', amount: 30n, effectiveAt: 20 });
        // Ahead.
        expect(await book.hold({ hold: 'k', account: 'a', amount: 5n, expiresAt: 90 })).toMatchObject({
          ok: true,
        });
        expect(await book.adjustHold({ hold: 'k', amount: 9n, effectiveAt: 70 })).toMatchObject({ ok: true });
        if (kind.isDurable) {
          await house.close();
          house = await open(url, settings);
          book = house.book('shop');
        }
        const adjust = { hold: 'h', amount: 70n, expiresAt: 60, effectiveAt: 10 };
        expect(await book.adjustHold({ ...adjust, amount: 29n })).toMatchObject({
          ok: false,
          reason: 'hold_insufficient',
          subject: 'h',
          needed: 30n,
        });
        expect(await book.adjustHold({ ...adjust, amount: 96n })).toMatchObject({
          reason: 'insufficient_funds',
        });
        expect(await book.dryRun([{ kind: 'adjust_hold', ...adjust }])).toMatchObject([{ ok: true }]);
        expect(await book.balance('a')).toMatchObject({ posted: 70n, held: 5n });
        expect(await book.adjustHold({ ...adjust, id: 'more' })).toMatchObject({ ok: true });
        expect(await book.adjustHold({ ...adjust, id: 'more' })).toMatchObject({ ok: true, replayed: true });
        expect(await book.adjustHold({ ...adjust, id: 'more', amount: 71n })).toMatchObject({
          reason: 'id_conflict',
        });
        expect(await book.balance('a')).toMatchObject({ posted: 70n, held: 45n });
        expect(await book.balance('b')).toMatchObject({ posted: 30n, expected: 40n });
        expect(await book.balance('a', { at: 15 })).toMatchObject({ posted: 100n, held: 70n });
        // By all that is dated ahead.
        expect((await book.holds({ account: 'a' })).items).toMatchObject([
          { hold: 'h', amount: 70n, captured: 30n, expiresAt: 60, status: 'active' },
          { hold: 'k', amount: 9n, captured: 0n, expiresAt: 90, status: 'active' },
        ]);
        expect(await book.capture({ hold: 'h', amount: 60n, over: true, effectiveAt: 15 })).toMatchObject({
          reason: 'hold_insufficient',
          available: 40n,
        });
        expect(await book.capture({ hold: 'h', effectiveAt: 15 })).toMatchObject({ ok: true, amount: 40n });
        expect(await book.capture({ hold: 'k', amount: 12n, over: true })).toMatchObject({
          reason: 'hold_changed_later',
        });
        expect(await book.capture({ hold: 'k', amount: 12n, over: true, effectiveAt: 80 })).toMatchObject({
          ok: true,
          amount: 12n,
        });
        expect((await book.holds({ hold: 'k' })).items).toMatchObject([{ amount: 9n, captured: 12n }]);
        expect(await book.balance('a', { at: 100 })).toMatchObject({ posted: 18n, held: 0n, available: 18n });
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));

  test('the new end is announced, and after a late adjustment once more', () =>
    inPlace(kind, async ({ url }) => {
      let now = 10;
      const house = await open(url, { clock: () => now, announceExpiries: false });
      try {
        const book = house.book('shop');
        await begin(book);
        await book.hold({ hold: 'h', account: 'a', amount: 40n, expiresAt: 20, effectiveAt: 1 });
        expect(await book.adjustHold({ hold: 'h', expiresAt: 30 })).toMatchObject({ ok: true });
        expect(await book.announceExpiries(29)).toBe(0);
        expect((await book.holds({ status: 'active', expiresBefore: 30 })).items).toEqual([]);
        now = 40;
        expect(await book.announceExpiries(40)).toBe(1);
        expect(await book.adjustHold({ hold: 'h', expiresAt: 50 })).toMatchObject({
          reason: 'hold_not_active',
        });
        expect(await book.adjustHold({ hold: 'h', amount: 41n, effectiveAt: 12 })).toMatchObject({
          ok: true,
        });
        expect(await book.announceExpiries(49)).toBe(0);
        expect(await book.adjustHold({ hold: 'h', expiresAt: 50, effectiveAt: 25 })).toMatchObject({
          ok: true,
        });
        expect(await book.balance('a')).toMatchObject({ held: 41n });
        expect(await book.announceExpiries(49)).toBe(0);
        now = 60;
        expect(await book.announceExpiries(60)).toBe(1);
        expect(await book.announceExpiries(60)).toBe(0);
        const told = (await allEvents(book)).filter(isAnnouncement);
        expect(told.map(({ amount, effectiveAt }) => [amount, effectiveAt])).toEqual([
          [40n, 30],
          [41n, 50],
        ]);
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));

  test('what is refused or rolled back around an adjustment leaves nothing of it', () =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { clock: () => 10, announceExpiries: false });
      try {
        const book = house.book('shop');
        await begin(book);
        await book.hold({ hold: 'h', account: 'a', to: 'b', amount: 40n, expiresAt: 20, effectiveAt: 1 });
        const seen = async () => ({
          hold: (await book.holds({ hold: 'h' })).items,
          balances: await Promise.all([9, 15, 25].map((at) => book.balances(['a', 'b'], { at }))),
        });
        const before = await seen();
        const adjust = {
          kind: 'adjust_hold',
          hold: 'h',
          amount: 60n,
          expiresAt: 30,
          effectiveAt: 5,
        } as const;
        const tooMuch = { kind: 'transfer', from: 'a', to: 'b', amount: 41n } as const;
        expect(await group(book, [adjust, tooMuch])).toMatchObject({
          reason: 'insufficient_funds',
          path: [1],
        });
        expect(await seen()).toEqual(before);
        await expect(
          book.transaction(async (tx) => {
            expect(await tx.adjustHold({ hold: 'h', amount: 60n })).toMatchObject({ ok: true });
            expect(await tx.capture({ hold: 'h', amount: 70n, over: true })).toMatchObject({ ok: true });
            throw new Error('no');
          }),
        ).rejects.toThrow('no');
        expect(await seen()).toEqual(before);
        const both = [
          { ...adjust, book: 'shop' },
          { ...tooMuch, book: 'other' },
        ];
        expect(await house.atomic(both)).toMatchObject({ reason: 'account_unknown', book: 'other' });
        expect(await seen()).toEqual(before);
        expect(await group(book, [adjust, { kind: 'capture', hold: 'h', amount: 60n }])).toMatchObject({
          ok: true,
        });
        expect((await book.holds({ hold: 'h' })).items).toMatchObject([
          { amount: 60n, captured: 60n, status: 'captured' },
        ]);
        await expectSound(house);
      } finally {
        await house.close();
      }
    }));
});

test('a hold is no longer known by its name once it was adjusted', async () => {
  await using house = await open('memory:', { clock: () => 10 });
  const book = house.book('shop');
  await begin(book);
  const hold = { hold: 'h', account: 'a', amount: 40n, expiresAt: 20 };
  await book.hold(hold);
  expect(await book.hold(hold)).toMatchObject({ ok: true, replayed: true });
  await book.adjustHold({ hold: 'h', expiresAt: 30 });
  expect(await book.hold(hold)).toMatchObject({ ok: false, reason: 'hold_exists' });
});

test('a hold of before, of which nobody knows where captures took from it, is adjusted behind them', async () => {
  await withOldHouse('house-with-holds-of-rules-1', async (url) => {
    const house = await open(url, { announceExpiries: false, clock: () => 1_000 });
    try {
      const book = house.book('market');
      const [{ amount, captured, placedAt } = { amount: 0n, captured: 0n, placedAt: 0 }] = (
        await book.holds({ hold: 'good' })
      ).items;
      expect(captured).toBe(3n);
      const late = { hold: 'good', amount: amount + 1n, effectiveAt: placedAt };
      expect(await book.adjustHold(late)).toMatchObject({ reason: 'hold_changed_later' });
      expect(await book.adjustHold({ hold: 'good', amount: 2n })).toMatchObject({
        reason: 'hold_insufficient',
      });
      const before = await book.balance('depot');
      expect(await book.adjustHold({ hold: 'good', amount: amount - 1n })).toMatchObject({ ok: true });
      const after = await book.balance('depot');
      expect((before?.expected ?? 0n) - (after?.expected ?? 0n)).toBe(1n);
      expect(await book.capture({ hold: 'good' })).toMatchObject({
        ok: true,
        amount: amount - 1n - captured,
      });
      await expectSound(house);
    } finally {
      await house.close();
    }
  });
});
