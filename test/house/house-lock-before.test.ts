import { describe, expect, test } from 'vitest';
import { allEvents, callMethod, type House } from '../support/house/house-door.ts';
import type { HouseInput, SingleInput } from '../support/house/house-input.ts';
import { HOUSES } from '../support/house/house-places.ts';
import { withoutNumber } from '../support/house/house-same.ts';
import { type Commands, clock, inShop, LOCK } from '../support/house/locked-shop.ts';
import { SeededChoices } from '../support/random/house-random.ts';

/** One of each kind that names a moment, each accepted at one that is open. */
const EACH: readonly SingleInput[] = [
  { kind: 'open_account', account: 'new', asset: 'GBP/2' },
  { kind: 'update_account', account: 'till', floor: -1n },
  { kind: 'close_account', account: 'till' },
  { kind: 'transfer', from: 'ann', to: 'bob', amount: 1n },
  {
    kind: 'post',
    entries: [
      { account: 'ann', amount: -1n },
      { account: 'bob', amount: 1n },
    ],
  },
  { kind: 'hold', hold: 'i', account: 'ann', amount: 1n, expiresAt: 5_000 },
  { kind: 'capture', hold: 'h', amount: 1n },
  { kind: 'release', hold: 'h' },
  { kind: 'offer', offer: 'q', from: 'ann', to: 'bob', amount: 1n, expiresAt: 5_000 },
  { kind: 'accept', offer: 'o', account: 'bob' },
  { kind: 'cancel', offer: 'q', account: 'ann' },
  { kind: 'pay', payment: 'r', account: 'ann', amount: 1n },
  { kind: 'refund', refund: 's', account: 'ann', amount: 1n },
  { kind: 'grant', credit: 'd', account: 'ann', amount: 1n, expiresAt: 5_000 },
  { kind: 'spend', account: 'ann', amount: 1n, clock: {} },
  { kind: 'expire_credits', account: 'ann', clock: {} },
  { kind: 'extend_credit', grantedTo: 'ann', credit: 'd', expiresAt: null },
  { kind: 'void_credit', grantedTo: 'ann', credit: 'c' },
  { kind: 'reverse', transaction: 'fund' },
  {
    kind: 'record_import',
    source: 's',
    fileHash: 'f',
    mappingHash: 'm',
    rows: 1,
    firstAt: null,
    lastAt: null,
  },
  { kind: 'merge', into: 'bob', from: 'ann' },
];

async function checkWhole(house: House): Promise<void> {
  expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true, problems: [] });
  expect(await house.reconcile()).toMatchObject({ ok: true });
}

describe.each(HOUSES)('on $name', (kind) => {
  test('nothing is dated before the lock, whatever it is, and everything at it is accepted', () =>
    inShop(kind, async (house, book) => {
      expect(await book.lockedBefore()).toBe(null);
      expect(await book.lockBefore(LOCK, { id: 'l' })).toMatchObject({
        ok: true,
        id: 'l',
        effectiveAt: clock.now,
      });
      expect(await book.lockedBefore()).toBe(LOCK);
      const balances = (): Promise<unknown> =>
        Promise.all(
          [99, 100, 699, 700, LOCK - 1].map(async (at) =>
            (await book.balances(['ann', 'bob', 'till'], { at })).map(withoutNumber),
          ),
        );
      const before = await balances();
      for (const input of EACH) {
        const refused = await callMethod(book, { ...input, effectiveAt: LOCK - 1 });
        expect(refused, input.kind).toMatchObject({
          ok: false,
          reason: 'period_closed',
          lockedBefore: LOCK,
          message: 'the period is closed: nothing may be dated before 1970-01-01T00:00:01.000Z',
        });
      }
      for (const input of EACH) {
        const answer = await callMethod(book, { ...input, effectiveAt: LOCK });
        expect(answer.ok || answer.reason, input.kind).not.toBe('period_closed');
        // Some of them stand in each other's way.
        const isFree = !['reverse', 'merge', 'accept', 'capture', 'release'].includes(input.kind);
        if (isFree) expect(answer, input.kind).toMatchObject({ ok: true });
      }
      expect(await balances()).toEqual(before);
      const events = await allEvents(book);
      expect(events.find(({ id }) => id === 'l')).toMatchObject({
        kind: 'lock_before',
        command: { kind: 'lock_before', before: LOCK },
        entries: [],
      });
      expect(events.filter(({ lockedBefore }) => lockedBefore === LOCK)).toHaveLength(EACH.length);
      await checkWhole(house);
    }));

  test('a later lock moves it, also back, and only the last one counts', () =>
    inShop(kind, async (house, book) => {
      const give = (effectiveAt: number): Promise<unknown> =>
        book.transfer({ from: 'world', to: 'ann', amount: 1n, effectiveAt });
      await book.lockBefore(LOCK);
      await book.lockBefore(1_500);
      expect(await give(1_499)).toMatchObject({ reason: 'period_closed', lockedBefore: 1_500 });
      await book.lockBefore(500);
      expect(await give(1_499)).toMatchObject({ ok: true });
      expect(await give(499)).toMatchObject({ reason: 'period_closed', lockedBefore: 500 });
      // It may be dated into the closed period itself, as when a file is imported.
      expect(await book.lockBefore(300, { effectiveAt: 400 })).toMatchObject({ ok: true });
      expect(await give(499)).toMatchObject({ ok: true });
      expect(await book.lockBefore(clock.now + 1)).toMatchObject({ ok: false, reason: 'period_not_over' });
      expect(await book.lockBefore(301, { effectiveAt: 300 })).toMatchObject({ reason: 'period_not_over' });
      expect(await book.lockedBefore()).toBe(300);
      expect(await book.lockBefore(clock.now)).toMatchObject({ ok: true });
      expect(await book.transfer({ from: 'world', to: 'ann', amount: 1n })).toMatchObject({ ok: true });
      await checkWhole(house);
    }));

  test('it counts in groups, submits, transactions and groups on several books, by arrival', () =>
    inShop(kind, async (house, book) => {
      const early = { kind: 'transfer', from: 'world', to: 'ann', amount: 1n, effectiveAt: 900 } as const;
      const lock = { kind: 'lock_before', before: LOCK } as const;
      const answers = await book.submit([
        early,
        { kind: 'atomic', commands: [early, lock, early] },
        early,
        lock,
        early,
      ]);
      expect(answers.map((answer) => answer.ok || answer.reason)).toEqual([
        true,
        'period_closed',
        true,
        true,
        'period_closed',
      ]);
      expect(answers[1]).toMatchObject({ path: [2] });
      const seen: unknown[] = [];
      const done = await book.transaction(async (transaction) => {
        seen.push(await callMethod(transaction, early));
        await transaction.begin();
        seen.push(await transaction.lockBefore(500), await callMethod(transaction, early));
        await transaction.rollback();
        seen.push(await callMethod(transaction, early));
      });
      expect(done).toMatchObject({ ok: true });
      const closed = { ok: false, reason: 'period_closed', lockedBefore: LOCK };
      expect(seen).toMatchObject([closed, { ok: true }, { ok: true }, closed]);
      await house.book('north').openAccount({ account: 'ann', asset: 'GBP/2', effectiveAt: 1 });
      const across = await house.atomic([
        { book: 'north', ...early },
        { book: 'shop', ...early },
      ]);
      expect(across).toMatchObject({ ...closed, book: 'shop', path: [1] });
      expect(await house.book('north').lockedBefore()).toBe(null);
      await checkWhole(house);
    }));

  test('what was decided before stays: repeats have their answers, and what runs out is told when it did', () =>
    inShop(kind, async (_house, book) => {
      const early = { kind: 'pay', payment: 'x', account: 'ann', amount: 1n, effectiveAt: 900 } as const;
      const byId = await callMethod(book, { ...early, id: 'mine' });
      const byName = await callMethod(book, { ...early, payment: 'y' });
      const lock = await book.lockBefore(LOCK, { id: 'l' });
      expect(await callMethod(book, { ...early, id: 'mine' })).toEqual({ ...byId, replayed: true });
      expect(await callMethod(book, { ...early, payment: 'y' })).toEqual({ ...byName, replayed: true });
      expect(await book.lockBefore(LOCK, { id: 'l' })).toEqual({ ...lock, replayed: true });
      expect(await book.lockBefore(LOCK + 1, { id: 'l' })).toMatchObject({ reason: 'id_conflict' });
      expect(await book.announceExpiries(clock.now)).toBe(1);
      expect((await allEvents(book)).at(-1)).toMatchObject({
        kind: 'announce_expiry',
        effectiveAt: 700,
        ok: true,
      });
      // What was held before the lock goes on behind it.
      expect(await book.capture({ hold: 'h', amount: 4n })).toMatchObject({
        ok: true,
        effectiveAt: clock.now,
      });
    }));

  test('whatever comes by chance, what is closed stays as it was', () =>
    inShop(kind, async (house, book) => {
      const choices = new SeededChoices(7);
      let lock = 0;
      let closed: unknown;
      let refused = 0;
      const balances = async (): Promise<unknown> =>
        (await book.balances(['ann', 'bob', 'till'], { at: lock - 1 })).map(withoutNumber);
      for (let i = 0; i < 80; i += 1) {
        clock.now += choices.below(40);
        const isLock = choices.chance(12);
        const single = isLock
          ? ({ kind: 'lock_before', before: clock.now - choices.below(300) } as const)
          : choices.pick(EACH.filter(({ kind: each }) => each !== 'merge' || i > 60));
        const effectiveAt = isLock ? clock.now : clock.now - choices.below(400);
        const input = { ...renamed(single, i), effectiveAt };
        const group = { kind: 'atomic', commands: [input] } as const;
        const [answer] = await book.submit([choices.chance(20) ? group : input] as unknown as Commands);
        if (answer === undefined) throw new Error('a command was not answered');
        const isClosed = !isLock && effectiveAt < lock;
        expect(!answer.ok && answer.reason === 'period_closed', JSON.stringify(input.kind)).toBe(isClosed);
        refused += Number(isClosed);
        if (isLock) lock = input.kind === 'lock_before' ? input.before : lock;
        if (isLock) closed = await balances();
        else if (i % 5 === 0) expect(await balances()).toEqual(closed ?? (await balances()));
      }
      expect(await balances()).toEqual(closed);
      expect(refused).toBeGreaterThan(10);
      await checkWhole(house);
    }));
});

/** The same command with names that nobody has used. */
function renamed(input: SingleInput, i: number): HouseInput & SingleInput {
  const names = ['hold', 'offer', 'payment', 'refund', 'credit'].filter((name) => name in input);
  const isNaming = ['hold', 'offer', 'pay', 'refund', 'grant'].includes(input.kind);
  return { ...input, ...Object.fromEntries(isNaming ? names.map((name) => [name, `${name} ${i}`]) : []) };
}
