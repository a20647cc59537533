import { describe, expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { allEvents, callMethod, type House } from '../support/house/house-door.ts';
import { DURABLE_HOUSES, HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
import {
  CASES,
  type Commands,
  clock,
  forEachCase,
  inShop,
  type Named,
  nameIt,
  PREPARED,
  submit,
} from '../support/house/named-commands.ts';

describe.each(HOUSES)('on $name', (kind) => {
  test('what comes again with the same content is answered as it was, and nothing is done or recorded', () =>
    forEachCase(kind, async ({ first, same }, { book }) => {
      const done = await callMethod(book, first);
      expect(done).toMatchObject({ ok: true });
      expect(done).not.toHaveProperty('replayed');
      const { seq } = await book.head();
      clock.now = 2_000;
      for (const again of [first, same, { ...same, effectiveAt: 1_500 }, { ...first, effectiveAt: 3_000 }]) {
        expect(await callMethod(book, again)).toEqual({ ...done, replayed: true });
      }
      expect(await book.head()).toMatchObject({ seq });
      // An id of its own makes it a command of its own.
      expect(await callMethod(book, { ...first, id: 'other' })).toMatchObject({ ok: false, id: 'other' });
      expect(await book.recordedIds(['n', 'other'])).toEqual(['other']);
    }));

  test('what comes with another content is refused, and the first one is still known by the name', () =>
    forEachCase(kind, async ({ first, other, reason }, { book }) => {
      const done = await callMethod(book, first);
      for (let i = 0; i < 2; i += 1) {
        const refused = await callMethod(book, other);
        expect(refused).toMatchObject({ ok: false, reason });
        expect(refused).not.toHaveProperty('replayed');
      }
      expect(await callMethod(book, first)).toEqual({ ...done, replayed: true });
    }));

  test('what was refused binds nothing: it is decided again, and so is another content', () =>
    forEachCase(kind, async ({ first }, { book }) => {
      const tooMuch = { ...first, amount: 1_000_000n, ...(first.kind === 'grant' ? { from: 'bob' } : {}) };
      const forPay = first.kind === 'pay' ? { from: 'bob' } : {};
      for (let i = 0; i < 2; i += 1) {
        const refused = await callMethod(book, { ...tooMuch, ...forPay } as Named); // The same command, with more money.
        expect(refused).toMatchObject({ ok: false });
        expect(refused).not.toHaveProperty('replayed');
      }
      expect(await callMethod(book, first)).toMatchObject({ ok: true });
    }));

  test('what comes twice at one time is done once, and both have the first answer', () =>
    forEachCase(kind, async ({ first, same }, { book, gate }) => {
      const { seq } = await book.head();
      const [one, two] = await Promise.all([callMethod(book, first), callMethod(book, same)]);
      expect(one).toMatchObject({ ok: true, seq: seq + 1 });
      expect(two).toEqual(one);
      const [three, four] = await book.submit([first, same] as Commands);
      expect([three, four]).toEqual([
        { ...one, replayed: true },
        { ...one, replayed: true },
      ]);
      // While the first is being committed.
      const next = nameIt(first, 'm');
      const second = gate.during(() => ({ answer: callMethod(book, next) }));
      const [five, six] = await Promise.all([callMethod(book, next), second.then(({ answer }) => answer)]);
      expect(five).toMatchObject({ ok: true, seq: seq + 2 });
      expect(six).toEqual(five);
      expect(await book.head()).toMatchObject({ seq: seq + 2 });
    }));

  test('what was done inside of a group or a transaction is answered with what it came to there', () =>
    forEachCase(kind, async ({ first }, { book }) => {
      const commands = [
        { kind: 'transfer', from: 'world', to: 'bob', amount: 1n },
        { ...first, effectiveAt: 1_200 },
      ] as const;
      const [group] = await book.submit([{ kind: 'atomic', id: 'g', commands }] as Commands);
      const { seq, recordedAt } = group as { seq: number; recordedAt: number };
      const again = await callMethod(book, first);
      expect(again).toMatchObject({
        ok: true,
        id: 'g',
        seq,
        recordedAt,
        effectiveAt: 1_200,
        replayed: true,
      });
      expect('allocations' in again).toBe(first.kind === 'refund');
      const inner = nameIt({ ...first, id: 'inner' }, 'm');
      const done = await book.transaction(async (transaction) => {
        expect(await callMethod(transaction, inner)).toMatchObject({ ok: true });
        // In a transaction a name is no repeat: its author is told.
        expect(await callMethod(transaction, first)).toMatchObject({ ok: false });
      });
      expect(done).toMatchObject({ ok: true });
      const told = await callMethod(book, nameIt(first, 'm'));
      expect(told).toMatchObject({ ok: true, id: 'inner', replayed: true });
    }));
  test('a group without an id that names something is known by that name, and changes nothing when it comes again', () =>
    inShop(kind, async ({ book }) => {
      const group = (amount: bigint): Commands => [
        {
          kind: 'atomic',
          commands: [
            { kind: 'transfer', from: 'world', to: 'bob', amount },
            { kind: 'atomic', commands: [{ kind: 'pay', payment: 'n', account: 'ann', amount: 5n }] },
          ],
        },
      ];
      const [first] = await book.submit(group(1n));
      expect(first).toMatchObject({ ok: true });
      const [again] = await book.submit(group(1n));
      expect(again).toEqual({ ...first, replayed: true });
      const [other] = await book.submit(group(2n));
      expect(other).toMatchObject({ ok: false, reason: 'payment_exists', path: [1, 0] });
      expect(await book.balance('bob')).toMatchObject({ posted: 101n });
      // With an id, it is told by that alone.
      const [named] = await book.submit([{ ...group(1n)[0], id: 'mine' }] as Commands);
      expect(named).toMatchObject({ ok: false, reason: 'payment_exists', id: 'mine' });
    }));

  test('a name of a hold is free again once something was captured of it, or it is released or over', () =>
    inShop(kind, async ({ book }) => {
      const hold = { kind: 'hold', hold: 'h', account: 'ann', amount: 5n, expiresAt: 2_000 } as const;
      const first = await callMethod(book, hold);
      expect(await callMethod(book, hold)).toEqual({ ...first, replayed: true });
      await book.capture({ hold: 'h', amount: 1n });
      expect(await callMethod(book, hold)).toMatchObject({ ok: false, reason: 'hold_exists' });
      await book.release({ hold: 'h' });
      const second = await callMethod(book, hold);
      expect(second).toMatchObject({ ok: true });
      expect(second).not.toHaveProperty('replayed');
      clock.now = 2_000;
      const third = await callMethod(book, { ...hold, expiresAt: 3_000 });
      expect(third).toMatchObject({ ok: true });
      expect(third).not.toHaveProperty('replayed');
      // Whenever it is dated: what begins later stands in the way, and is what was meant.
      expect(await callMethod(book, { ...hold, expiresAt: 3_000, effectiveAt: 2_000 })).toEqual({
        ...third,
        replayed: true,
      });
    }));

  test('a credit is known by its name within the life of its account, also when that is over', () =>
    inShop(kind, async ({ book }) => {
      const grant = { kind: 'grant', credit: 'c', account: 'eve', amount: 5n, expiry: null } as const;
      await submit(book, [{ kind: 'open_account', account: 'eve', asset: 'GBP/2' }, grant] as Commands);
      await submit(book, [{ kind: 'spend', account: 'eve', amount: 5n, clock: {} }]);
      clock.now = 2_000;
      await submit(book, [{ kind: 'close_account', account: 'eve' }]);
      clock.now = 3_000;
      expect(await callMethod(book, grant)).toMatchObject({ ok: true, replayed: true, effectiveAt: 1_000 });
      expect(await callMethod(book, { ...grant, amount: 6n })).toMatchObject({ reason: 'account_unknown' });
      await submit(book, [{ kind: 'open_account', account: 'eve', asset: 'GBP/2' }]);
      const anew = await callMethod(book, grant);
      expect(anew).toMatchObject({ ok: true, effectiveAt: 3_000 });
      expect(anew).not.toHaveProperty('replayed');
      expect(await callMethod(book, { ...grant, effectiveAt: 1_500 })).toMatchObject({ effectiveAt: 1_000 });
      await submit(book, [{ kind: 'merge', from: 'eve', into: 'ann' }]);
      expect(await callMethod(book, grant)).toEqual({ ...anew, replayed: true });
    }));

  test('whatever has changed since, a name that was accepted stays what it was', () =>
    inShop(kind, async ({ book }) => {
      const pay = { kind: 'pay', payment: 'n', account: 'eve', amount: 5n } as const;
      await submit(book, [{ kind: 'open_account', account: 'eve', asset: 'GBP/2' }]);
      const first = await callMethod(book, pay);
      await submit(book, [
        { kind: 'reverse', transaction: first.id },
        { kind: 'close_account', account: 'eve' },
      ]);
      expect(await callMethod(book, pay)).toEqual({ ...first, replayed: true });
    }));
});

test.each(DURABLE_HOUSES)('on $name, a name is known after the house was closed and opened', async (kind) => {
  await inPlace(kind, async ({ openStore }) => {
    const open = async (): Promise<House> => openHouse(await openStore(), { clock: () => 1_000 });
    let house = await open();
    await submit(house.book('shop'), PREPARED);
    const firsts = [];
    for (const { first } of CASES) firsts.push(await callMethod(house.book('shop'), first));
    await house.close();
    house = await open();
    for (const [i, { same }] of CASES.entries()) {
      expect(await callMethod(house.book('shop'), same)).toEqual({ ...firsts[i], replayed: true });
    }
    expect(await allEvents(house.book('shop'))).toHaveLength(PREPARED.length + CASES.length);
    await house.close();
  });
});

test('of several nodes that are sent the same at the same time, one does it', async () => {
  await inPlace(HOUSE.postgres, async ({ openStore }) => {
    const nodes = [];
    for (let i = 0; i < 3; i += 1) {
      nodes.push(await openHouse(await openStore(), { clock: () => 1_000, announceExpiries: false }));
    }
    const [one] = nodes as [House];
    await submit(one.book('shop'), PREPARED);
    const { seq } = await one.book('shop').head();
    for (const { first, same } of CASES) {
      const answers = await Promise.all(
        nodes.flatMap((house) => [first, same].map((input) => callMethod(house.book('shop'), input))),
      );
      const told = answers.map(({ replayed: _, ...answer }) => answer);
      expect(told[0]).toMatchObject({ ok: true });
      expect(told).toEqual(told.map(() => told[0]));
    }
    expect((await one.book('shop').head()).seq).toBe(seq + CASES.length);
    for (const house of nodes) await house.close();
  });
});
