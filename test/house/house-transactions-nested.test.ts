import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Transaction } from '../support/house/house-door.ts';
import { HOUSE } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { give, openTransacted } from '../support/house/transacted-house.ts';

describe('inner transactions', () => {
  test('of two side by side one is refused, and what the other was told stays', async () => {
    const { house, book, close } = await openTransacted(HOUSE.memory);
    const answer = await book.transaction(async (tx) => {
      const slow = tx.transaction(async (inner) => {
        await inner.transfer(give(1));
        await pause(5);
        await inner.transfer(give(2));
        return 'done';
      });
      const failing = tx.transaction(async (inner) => {
        await inner.transfer(give(40));
        throw new Error('undone');
      });
      const [first, second] = await Promise.allSettled([slow, failing]);
      expect(first).toEqual({ status: 'fulfilled', value: 'done' });
      expect(second).toMatchObject({
        status: 'rejected',
        reason: { code: 'bad_command', field: 'transaction' },
      });
    });
    expect(answer).toMatchObject({ ok: true, parts: [{ kind: 'transfer' }, { kind: 'transfer' }] });
    expect(await book.balance('b')).toMatchObject({ posted: 3n });
    expect(await house.verify({ decideAgain: true })).toMatchObject({ ok: true });
    await close();
  });

  test.each(['first', 'second'] as const)('one after the other, the %s undone', async (which) => {
    const { book, close } = await openTransacted(HOUSE.memory);
    await book.transaction(async (tx) => {
      for (const [name, amount] of [
        ['first', 3],
        ['second', 40],
      ] as const) {
        const inner = tx.transaction(async (own) => {
          await own.transfer(give(amount));
          if (name === which) throw new Error(name);
        });
        if (name === which) await expect(inner).rejects.toThrow(name);
        else await inner;
      }
      // The one outside is free again.
      await tx.transfer(give(1));
    });
    expect(await book.balance('b')).toMatchObject({ posted: which === 'first' ? 41n : 4n });
    await close();
  });

  test('while the work of an inner one goes on, the outer one refuses every call and nothing of it is done', async () => {
    const { book, close } = await openTransacted(HOUSE.memory);
    const refused: unknown[] = [];
    await book.transaction(async (tx) => {
      await tx.transaction(async (inner) => {
        const calls = [
          () => tx.transfer(give(50)),
          () => tx.balance('a'),
          () => tx.balances(['a']),
          () => tx.begin(),
          () => tx.commit(),
          () => tx.rollback(),
          () => tx.transaction(async () => undefined),
        ];
        for (const call of calls) refused.push(await rejectionOf(call()));
        await inner.transfer(give(7));
      });
    });
    expect(refused).toHaveLength(7);
    for (const error of refused) expect(error).toMatchObject({ code: 'bad_command', field: 'transaction' });
    expect(await book.balance('b')).toMatchObject({ posted: 7n });
    await close();
  });

  test('one that is over takes no call, and neither do those inside of one that is', async () => {
    const { book, close } = await openTransacted(HOUSE.memory);
    const kept: Transaction[] = [];
    await book.transaction(async (tx) => {
      kept.push(tx);
      await tx.transaction(async (inner) => {
        kept.push(inner);
      });
      const [, inner] = kept;
      expect(await rejectionOf(inner?.transfer(give(9)) ?? Promise.resolve())).toMatchObject({
        code: 'transaction_over',
      });
    });
    await expect(
      book.transaction(async (tx) => {
        kept.push(tx);
        throw new Error('given up');
      }),
    ).rejects.toThrow('given up');
    for (const tx of kept) {
      expect(await rejectionOf(tx.transfer(give(9)))).toMatchObject({ code: 'transaction_over' });
      expect(await rejectionOf(tx.balance('a'))).toMatchObject({ code: 'transaction_over' });
    }
    expect(await book.balance('b')).toMatchObject({ posted: 0n });
    await close();
  });

  test('work that does not wait for an inner one, or for a layer, is refused as a whole; nobody is told done', async () => {
    const { book, close } = await openTransacted(HOUSE.memory);
    const inner: Promise<unknown>[] = [];
    const leaving = book.transaction(async (tx) => {
      inner.push(
        tx.transaction(async (own) => {
          await own.transfer(give(9));
          await pause(5);
          return await own.transfer(give(1));
        }),
      );
      inner.at(-1)?.catch(() => undefined);
    });
    expect(await rejectionOf(leaving)).toMatchObject({ code: 'bad_command', field: 'work' });
    expect(await rejectionOf(inner[0] ?? Promise.resolve())).toMatchObject({ code: 'transaction_over' });
    // The same a level deeper: the one outside may go on.
    const answer = await book.transaction(async (tx) => {
      const middle = tx.transaction(async (own) => {
        await own.begin();
        await own.transfer(give(20));
      });
      expect(await rejectionOf(middle)).toMatchObject({ code: 'bad_command', field: 'work' });
      await tx.transfer(give(2));
    });
    expect(answer).toMatchObject({ ok: true });
    expect(await book.balance('b')).toMatchObject({ posted: 2n });
    await close();
  });

  test('an inner one ends by its work: commit and rollback outside of its own layers are refused, and undo nothing', async () => {
    const { book, close } = await openTransacted(HOUSE.memory);
    const answer = await book.transaction(async (tx) => {
      await tx.transaction(async (inner) => {
        await inner.transfer(give(1));
        expect(await rejectionOf(inner.commit())).toMatchObject({ code: 'bad_command', field: 'layers' });
        expect(await rejectionOf(inner.rollback())).toMatchObject({ code: 'bad_command', field: 'layers' });
        await inner.begin();
        await inner.transfer(give(50));
        await inner.rollback();
      });
    });
    expect(answer).toMatchObject({ ok: true });
    expect(await book.balance('b')).toMatchObject({ posted: 1n });
    await close();
  });
});
