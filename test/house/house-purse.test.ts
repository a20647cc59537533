import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { expectSound } from '../support/house/expect-sound.ts';
import type { House } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { withOldHouse } from '../support/house/old-house.ts';

const QUIET = { announceExpiries: false };
const day = (number: number): number => Date.UTC(2026, 10, number);

const left = (amount: bigint): object => ({ credits: { remaining: amount, spendable: amount } });

describe.each(HOUSES)('what was granted, on $name', (kind) => {
  test('is apart from what is available, at every moment and as known at any, and after it was opened again', async () => {
    await inPlace(kind, async ({ url }) => {
      let now = day(1);
      const openIt = (): Promise<House> => open(url, { ...QUIET, clock: () => now });
      let house = await openIt();
      try {
        let book = house.book('shop');
        for (const account of ['ann', 'bob', 'zoe']) await book.openAccount({ account, asset: 'GBP/2' });
        await book.transfer({ from: 'world', to: 'ann', amount: 300n });
        const grant = { account: 'ann', expiry: null } as const;
        expect(await book.grant({ ...grant, credit: 'c', amount: 500n, effectiveAt: day(2) })).toMatchObject({
          ok: true,
        });
        now = day(3);
        for (const refused of [
          await book.transfer({ from: 'ann', to: 'bob', amount: 301n }),
          await book.hold({ hold: 'h', account: 'ann', amount: 301n, expiresAt: null }),
          await book.offer({ offer: 'o', from: 'ann', to: 'bob', amount: 301n, expiresAt: null }),
          await book.grant({ credit: 'x', account: 'bob', from: 'ann', amount: 301n, expiry: null }),
        ]) {
          expect(refused).toMatchObject({ ok: false, reason: 'insufficient_funds', available: 300n });
        }
        await book.hold({ hold: 'h', account: 'ann', amount: 300n, expiresAt: day(30) });
        const spend = { account: 'ann', clock: {}, to: 'bob', id: 's' } as const;
        expect(await book.spend({ ...spend, amount: 120n, effectiveAt: day(4) })).toMatchObject({ ok: true });
        const heldAt = { posted: 800n, held: 300n, available: 0n };
        expect(await book.balance('ann', { at: day(3) })).toMatchObject({ ...heldAt, ...left(500n) });
        expect(await book.balance('ann', { at: day(1) })).toMatchObject({ available: 300n, ...left(0n) });
        expect(await book.balance('ann', { at: day(4), knownAt: day(2) })).toMatchObject(left(500n));
        const spent = {
          posted: 680n,
          held: 300n,
          available: 0n,
          ...left(380n),
          totals: { in: 800n, out: 120n },
        };
        expect(await book.balance('ann', { at: day(4) })).toMatchObject(spent);
        await book.closeAccount({ account: 'zoe', effectiveAt: day(3) });
        expect(await book.closeAccount({ account: 'ann', effectiveAt: day(31) })).toMatchObject({
          reason: 'account_not_empty',
        });
        const { lines = [] } = (await book.statement('ann', { to: day(4) })) ?? {};
        expect(lines.map(({ credits, balance }) => [credits.remaining, balance.credits.spendable])).toEqual([
          [0n, 0n],
          [500n, 500n],
          [0n, 500n],
          [-120n, 380n],
        ]);
        await expectSound(house);
        if (kind.name !== 'memory') {
          await house.close();
          house = await openIt();
          book = house.book('shop');
          expect(await book.balance('ann', { at: day(4) })).toMatchObject(spent);
        }
        // With its account it goes to whoever has that then, and is given back there.
        await book.merge({ into: 'bob', from: 'ann', effectiveAt: day(6) });
        expect(await book.balance('bob', { at: day(6) })).toMatchObject({
          posted: 800n,
          available: 120n,
          ...left(380n),
        });
        await book.reverse({ transaction: 's', effectiveAt: day(7) });
        expect(await book.balance('bob', { at: day(7) })).toMatchObject({
          posted: 800n,
          available: 0n,
          ...left(500n),
        });
        const late = { account: 'bob', clock: {}, amount: 1n, effectiveAt: day(7) - 1 } as const;
        expect(await book.spend(late)).toMatchObject({ reason: 'credits_insufficient', available: 0n });
        expect(await book.spend({ ...late, effectiveAt: day(7) })).toMatchObject({ ok: true });
        expect(await book.balances({ prefix: 'bob', at: day(7) })).toMatchObject([left(499n)]);
        const { lines: all } = await book.trialBalance({ at: day(8) });
        expect(all.find(({ account }) => account === 'bob')).toMatchObject(left(499n));
        await expectSound(house);
      } finally {
        await house.close();
      }
    });
  });
});

test('a book of before has no purses, decides as it did, and one that begins beside it has them', async () => {
  await withOldHouse('house-with-credits-of-rules-2', async (url) => {
    await using house = await open(url, { ...QUIET, clock: () => day(28) });
    await expectSound(house);
    const book = house.book('shop');
    // Twenty of its credits are dated ahead, five of them drawn ahead as well.
    expect(await book.balance('ann')).toMatchObject({ posted: 635n, available: 635n, ...left(0n) });
    const { items } = await book.credits({ account: 'ann' });
    expect(items.reduce((sum, { remaining }) => sum + remaining, 0n)).toBe(135n);
    expect(await book.spend({ account: 'carol', amount: 80n, clock: {} })).toMatchObject({
      reason: 'insufficient_funds',
    });
    expect(await book.transfer({ from: 'ann', to: 'dora', amount: 635n })).toMatchObject({ ok: true });
    expect(await book.grant({ credit: 'new', account: 'ann', amount: 9n, expiry: null })).toMatchObject({
      ok: true,
    });
    expect(await book.transfer({ from: 'ann', to: 'dora', amount: 9n })).toMatchObject({ ok: true });
    const fresh = house.book('stall');
    await fresh.openAccount({ account: 'ann', asset: 'GBP/2' });
    await fresh.grant({ credit: 'new', account: 'ann', amount: 9n, expiry: null });
    expect(await fresh.transfer({ from: 'ann', to: 'world', amount: 1n })).toMatchObject({
      reason: 'insufficient_funds',
    });
    await expectSound(house);
  });
});
