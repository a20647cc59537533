import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { DURABLE_HOUSES, HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
import { openOn, TestMachine } from '../support/house/test-machine.ts';

const DAY = 86_400_000;
const YEARS = 30 * 365 * DAY;
const NOW = Date.UTC(2026, 10, 30, 12);
const ADD = { from: 'world', to: 'alice', amount: 1n } as const;
const JUMPED = { ok: false, reason: 'clock_jumped' };

describe.each(HOUSES)('a book that a wrong clock has dated ahead ($name)', (kind) => {
  test('dates nothing by that; goes on from the present when somebody says so, and reserves what it says', async () => {
    await inPlace(kind, async ({ url }) => {
      let skew = 0;
      let passed = 0;
      const clock = (): number => NOW + passed++ + skew;
      await using house = await open(url, { clock, announceExpiries: false });
      const book = house.book('shop');
      const other = house.book('other');
      for (const each of [book, other]) await each.openAccount({ account: 'alice', asset: 'GBP/2' });
      await book.transfer({ ...ADD, amount: 1_000n });
      skew = YEARS;
      const wrong = await book.transfer({ ...ADD, id: 'wrong' });
      expect(wrong).toMatchObject({ ok: true });
      skew = 0;

      const refused = await book.transfer({ ...ADD, id: 'asked' });
      expect(refused).toMatchObject(JUMPED);
      expect(refused).not.toHaveProperty('seq');
      expect(refused).toMatchObject({
        message: expect.stringMatching(/shop has given the moment 2056-.* reads 2026-/),
      });
      const across = [
        { book: 'other', kind: 'transfer', ...ADD },
        { book: 'shop', kind: 'transfer', ...ADD },
      ] as const;
      expect(await house.atomic(across, { id: 'across' })).toMatchObject(JUMPED);
      expect(await other.transfer({ ...ADD, id: 'own' })).toMatchObject({ ok: true });
      expect(await book.transfer({ ...ADD, effectiveAt: NOW + 1 })).toMatchObject({ ok: true });
      const ahead = { book: 'shop', assignedAt: wrong.effectiveAt, after: 2 };
      expect(await house.checkClock()).toMatchObject({
        jumpMs: 0,
        booksAhead: [{ ...ahead, isWaiting: true }],
      });

      expect(await house.acceptClock()).toEqual(['shop']);
      expect(await house.acceptClock()).toEqual([]);
      expect((await house.checkClock()).booksAhead).toMatchObject([
        { book: 'shop', after: 2, isWaiting: false },
      ]);
      const again = await book.transfer({ ...ADD, id: 'asked' });
      expect(again).toMatchObject({ ok: true, recordedAt: wrong.recordedAt });
      expect(again.effectiveAt).toBeLessThan(NOW + passed);
      const moved = await house.atomic(across, { id: 'across' });
      expect(moved).toMatchObject({ ok: true });
      expect(moved.effectiveAt).toBeLessThan(NOW + passed);

      const week = { account: 'alice', amount: 500n, expiresAt: NOW + 7 * DAY };
      expect(await book.hold({ hold: 'h', ...week })).toMatchObject({ ok: true });
      // What was dated wrongly counts from its moment on, which is not yet.
      expect(await book.balance('alice')).toMatchObject({ held: 500n, available: 503n });
      expect(await book.hold({ hold: 'h2', ...week, amount: 600n })).toMatchObject({
        reason: 'insufficient_funds',
      });
      expect(await book.capture({ hold: 'h' })).toMatchObject({ ok: true, amount: 500n });
      const { effectiveAt } = wrong;
      const reversal = await book.reverse({ transaction: 'wrong', effectiveAt: effectiveAt ?? 0 });
      expect(reversal).toMatchObject({ ok: true });
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
      expect((await house.reconcile()).problems).toEqual([]);
    });
  });

  test('has what comes with and behind the acceptance dated by the clock, and none of it fails', async () => {
    await inPlace(kind, async ({ url }) => {
      let now = NOW;
      await using house = await open(url, { clock: () => now, announceExpiries: false, cacheRowsMax: 0 });
      const book = house.book('shop');
      for (const account of ['alice', 'bob'])
        await book.openAccount({ account, asset: 'GBP/2', effectiveAt: NOW });
      now = NOW + YEARS;
      await book.transfer({ ...ADD, amount: 1_000n });
      now = NOW + 1;
      let isOver = false;
      const accepting = house.acceptClock().finally(() => {
        isOver = true;
      });
      const asked: ReturnType<typeof book.transfer>[] = [];
      // At each moment at which the acceptance may come to the book, and some behind it.
      for (let i = 0; i < 200 || !isOver; i += 1) {
        for (const to of ['alice', 'bob']) asked.push(book.transfer({ ...ADD, to }));
        await (i < 200 ? undefined : setImmediate());
      }
      for (const to of ['alice', 'bob']) asked.push(book.transfer({ ...ADD, to }));
      expect(await accepting).toEqual(['shop']);
      const answers = await Promise.all(asked);
      expect(answers.some(({ ok }) => ok)).toBe(true);
      for (const answer of answers) expect(answer).toMatchObject(answer.ok ? { effectiveAt: now } : JUMPED);
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
    });
  });

  test("a hold that would have ended before the book's last moment is refused by name, or holds", async () => {
    await inPlace(kind, async ({ url }) => {
      let now = NOW;
      await using house = await open(url, { clock: () => now, announceExpiries: false });
      const book = house.book('shop');
      await book.openAccount({ account: 'alice', asset: 'GBP/2' });
      await book.transfer({ ...ADD, amount: 1_000n });
      now = Number.MAX_SAFE_INTEGER - 1;
      await book.transfer(ADD);
      now = NOW;
      const hold = { hold: 'h', account: 'alice', amount: 500n, expiresAt: NOW + 7 * DAY };
      expect(await book.hold(hold)).toMatchObject(JUMPED);
      await house.acceptClock();
      expect(await book.hold(hold)).toMatchObject({ ok: true });
      expect(await book.balance('alice')).toMatchObject({ held: 500n });
    });
  });
});

describe.each(DURABLE_HOUSES)('a book that was dated ahead before it was opened ($name)', (kind) => {
  test('is found by the next who opens it, and goes on after the next start when it was accepted once', async () => {
    await inPlace(kind, async ({ url }) => {
      const openAt = (moment: number) => open(url, { clock: () => moment, announceExpiries: false });
      {
        await using house = await openAt(NOW + YEARS);
        await house.book('shop').openAccount({ account: 'alice', asset: 'GBP/2' });
      }
      {
        await using house = await openAt(NOW);
        const book = house.book('shop');
        expect(await book.balance('alice')).toMatchObject({ available: 0n }); // As of the last moment that it gave.
        expect(await book.transfer(ADD)).toMatchObject(JUMPED);
        expect(await house.acceptClock()).toEqual(['shop']);
        // The account is opened in 30 years only.
        expect(await book.balance('alice')).toBeNull();
        expect(await book.transfer(ADD)).toMatchObject({
          ok: false,
          reason: 'account_unknown',
          effectiveAt: NOW,
        });
      }
      await using house = await openAt(NOW + 5);
      const book = house.book('shop');
      const late = { kind: 'open_account', account: 'bob', asset: 'GBP/2' } as const;
      expect(await book.submit([late])).toMatchObject([{ ok: true, effectiveAt: NOW + 5 }]);
      expect(
        (await book.events()).map(({ kind: each, command }) => [
          each,
          'commands' in command ? command.commands : undefined,
        ]),
      ).toMatchObject([
        ['open_account', undefined],
        ['atomic', []],
        ['transfer', undefined],
        ['open_account', undefined],
      ]);
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
    });
  });
});

test('a machine that was started with a wrong clock is told by what is on record', async () => {
  await inPlace(HOUSE.sqlite, async (place) => {
    {
      await using house = await openOn(new TestMachine(NOW), place);
      await house.book('shop').openAccount({ account: 'alice', asset: 'GBP/2' });
    }
    const machine = new TestMachine(0);
    await using house = await openOn(machine, place);
    const book = house.book('shop');
    expect(await book.transfer(ADD)).toMatchObject(JUMPED);
    expect(await book.balance('alice')).toMatchObject({ available: 0n });
    machine.set(NOW + DAY);
    await house.acceptClock();
    expect(await book.transfer(ADD)).toMatchObject({ ok: true, effectiveAt: NOW + DAY });
  });
});
