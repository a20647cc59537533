import { describe, expect, test } from 'vitest';
import type { Transaction } from '../support/house/house-door.ts';
import { HOUSES } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { give, notRun, openTransacted, withoutReplayed } from '../support/house/transacted-house.ts';

describe.each(HOUSES)('a transaction that is sent again, $name', (kind) => {
  test('while the first is under way: the first answer, typed, with parts and value', async () => {
    const { book, reopen, close } = await openTransacted(kind);
    const gate = Promise.withResolvers<void>();
    const half = (isSlow: boolean) => async (tx: Transaction) => {
      const before = await tx.balance('a');
      if (isSlow) await gate.promise;
      const amount = (before?.available ?? 0n) / 2n;
      await tx.transfer({ from: 'a', to: 'b', amount });
      return { amount, of: [before?.available, null], when: undefined };
    };
    const late = book.transaction(half(true), { id: 'split' });
    const first = await book.transaction(half(false), { id: 'split' });
    gate.resolve();
    if (!first.ok) throw new Error(first.reason);
    // Typed: the amount is a bigint, and each part has its kind.
    const told: readonly [bigint | undefined, string | undefined] = [
      first.value?.amount,
      first.parts[0]?.kind,
    ];
    expect(told).toEqual([50n, 'transfer']);
    expect(first).toMatchObject({ value: { amount: 50n, of: [100n, null] } });
    expect(first).not.toHaveProperty('valueKept');
    const second = await late;
    const again = await book.transaction(notRun, { id: 'split' });
    for (const answer of [second, again])
      expect(withoutReplayed(answer)).toStrictEqual(withoutReplayed(first));
    const house = await reopen();
    if (kind.isDurable) {
      const third = await house.book('main').transaction(notRun, { id: 'split' });
      expect(withoutReplayed(third)).toStrictEqual(withoutReplayed(first));
      expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true });
      expect(await house.reconcile()).toMatchObject({ ok: true });
      expect(await house.book('main').balance('b')).toMatchObject({ posted: 50n });
    }
    await close();
  });

  test('all at once, in one batch: one answer for all, and done once', async () => {
    const { book, close } = await openTransacted(kind);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () =>
        book.transaction(
          async (tx) => {
            await tx.transfer(give(5));
            return 5n;
          },
          { id: 'once' },
        ),
      ),
    );
    expect(new Set(answers.map(({ seq }) => seq)).size).toBe(1);
    for (const answer of answers)
      expect(answer).toMatchObject({ ok: true, value: 5n, parts: [{ kind: 'transfer' }] });
    expect(await book.balance('b')).toMatchObject({ posted: 5n });
    await close();
  });

  test('work that throws because its own first run has been committed: the first answer', async () => {
    const { book, close } = await openTransacted(kind);
    const gate = Promise.withResolvers<void>();
    const takeAll = async (tx: Transaction) => {
      const before = await tx.balance('a');
      if (before?.available !== 100n) throw new Error('too little');
      await tx.transfer(give(100));
      return 'taken';
    };
    const late = book.transaction(
      async (tx) => {
        await gate.promise;
        return await takeAll(tx);
      },
      { id: 'all' },
    );
    const first = await book.transaction(takeAll, { id: 'all' });
    gate.resolve();
    expect(withoutReplayed(await late)).toStrictEqual(withoutReplayed(first));
    await close();
  });

  test('its id names its work: anything else under it, and it under anything else, is id_conflict', async () => {
    const { book, close } = await openTransacted(kind);
    await book.transfer({ id: 'single', ...give(1) });
    await book.submit([
      { kind: 'atomic', id: 'group', commands: [{ kind: 'transfer', id: 'inside', ...give(1) }] },
    ]);
    for (const id of ['single', 'group', 'inside']) {
      expect(await book.transaction(notRun, { id })).toMatchObject({ ok: false, reason: 'id_conflict', id });
    }
    const mine = { id: 'mine' };
    expect(await book.transaction((tx) => tx.transfer({ id: 'step', ...give(1) }), mine)).toMatchObject({
      ok: true,
    });
    expect(await book.transfer({ ...mine, ...give(1) })).toMatchObject({ reason: 'id_conflict' });
    expect(await book.transaction(notRun, { id: 'step' })).toMatchObject({ reason: 'id_conflict' });
    // Its own id cannot be that of a step, nor one id that of two.
    const own = book.transaction((tx) => tx.transfer({ id: 'x', ...give(1) }), { id: 'x' });
    expect(await rejectionOf(own)).toMatchObject({ code: 'bad_command', field: 'id' });
    const twice = await book.transaction(async (tx) => [
      await tx.transfer({ id: 'p', ...give(1) }),
      await tx.transfer({ id: 'p', ...give(2) }),
      await tx.transfer({ id: 'single', ...give(4) }),
    ]);
    const taken = { ok: false, reason: 'transaction_exists' };
    expect(twice).toMatchObject({ ok: true, value: [{ ok: true }, taken, taken] });
    expect(await book.balance('b')).toMatchObject({ posted: 4n });
    await close();
  });

  test('while it is under way somebody else takes its id: id_conflict, in another batch and in its own', async () => {
    const { book, close } = await openTransacted(kind);
    const gate = Promise.withResolvers<void>();
    const late = book.transaction(
      async (tx) => {
        await tx.transfer(give(1));
        await gate.promise;
      },
      { id: 'before' },
    );
    await book.transfer({ id: 'before', ...give(10) });
    gate.resolve();
    expect(await late).toMatchObject({ ok: false, reason: 'id_conflict', id: 'before' });
    const tx = await book.begin({ id: 'beside' });
    await tx.transfer(give(1));
    const [first, second] = await Promise.all([book.transfer({ id: 'beside', ...give(10) }), tx.commit()]);
    expect([first, second].map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect([first, second].find(({ ok }) => !ok)).toMatchObject({ reason: 'id_conflict' });
    expect(await book.balance('b')).toMatchObject({ posted: first.ok ? 20n : 11n });
    await close();
  });

  test('committed by hand under one id: the first answer, and done once', async () => {
    const { book, close } = await openTransacted(kind);
    const [one, two] = [await book.begin({ id: 'hand' }), await book.begin({ id: 'hand' })];
    await one.transfer(give(3));
    await two.transfer(give(4));
    const first = await one.commit();
    expect(first).toMatchObject({ ok: true, parts: [{ kind: 'transfer' }] });
    expect(withoutReplayed(await two.commit())).toEqual(withoutReplayed(first));
    expect(await book.transaction(notRun, { id: 'hand' })).toMatchObject({
      ok: true,
      seq: 'seq' in first ? first.seq : -1,
      value: undefined,
      valueKept: false,
    });
    await close();
  });
});
