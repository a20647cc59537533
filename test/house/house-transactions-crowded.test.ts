import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { TRANSACTION_ALONE_MS_MAX } from '../../src/base/limits.ts';
import { HOUSE, HOUSES } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { give, openTransacted, outside } from '../support/house/transacted-house.ts';

describe('many at once on one account', () => {
  test.each([
    { kind: HOUSE.memory, count: 200 },
    { kind: HOUSE.sqlite, count: 200 },
    { kind: HOUSE.postgres, count: 40 },
  ])('$count transactions that read and then write all succeed, $kind.name', async ({ kind, count }) => {
    const { house, book, close } = await openTransacted(kind);
    await book.transfer({ from: 'world', to: 'a', amount: 1_000 });
    let runs = 0;
    const answers = await Promise.all(
      Array.from({ length: count }, () =>
        book.transaction(async (tx) => {
          runs += 1;
          const before = await tx.balance('a');
          await tx.transfer(give(1));
          return before?.available;
        }),
      ),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(count);
    // Each saw another balance: none took what another had taken.
    expect(new Set(answers.map((answer) => answer.ok && answer.value)).size).toBe(count);
    expect(await book.balance('b')).toMatchObject({ posted: BigInt(count) });
    // The two first attempts of each are in vain but for one, and the third is in turn with the others.
    expect(runs).toBeLessThanOrEqual(3 * count);
    expect(await house.verify()).toMatchObject({ ok: true });
    await close();
  });

  test('on several nodes all succeed', async () => {
    const { book, reopen, close } = await openTransacted(HOUSE.postgres);
    const nodes = [book, (await reopen()).book('main'), (await reopen()).book('main')];
    const answers = await Promise.all(
      Array.from({ length: 36 }, (_, i) =>
        nodes[i % nodes.length]?.transaction(async (tx) => {
          const before = await tx.balance('a');
          await tx.transfer(give(1));
          return before?.available;
        }),
      ),
    );
    expect(answers.filter((answer) => answer?.ok)).toHaveLength(36);
    expect(await book.balance('b')).toMatchObject({ posted: 36n });
    await close();
  });
});

describe.each(HOUSES)('a transaction that others get in the way of, $name', (kind) => {
  test('has the stream for itself from the fifth attempt on: no command comes between', async () => {
    const { book, close } = await openTransacted(kind);
    const others: Promise<unknown>[] = [];
    let attempts = 0;
    const answer = await book.transaction(async (tx) => {
      attempts += 1;
      const before = await tx.balance('a');
      // Somebody else is always faster, as long as he is let.
      const other = outside(() => book.transfer({ from: 'world', to: 'a', amount: 1 }));
      others.push(other);
      if (attempts < 5) await other;
      else await pause(20);
      await tx.transfer({ from: 'a', to: 'b', amount: before?.available ?? 0n });
      return before?.available;
    });
    await Promise.all(others);
    expect(attempts).toBe(5);
    expect(answer).toMatchObject({ ok: true, value: 104n });
    expect(await book.balances(['a', 'b'])).toMatchObject([{ posted: 1n }, { posted: 104n }]);
    await close();
  });

  test(
    'has it for so long and no longer: then it is a conflict, its calls are refused, and others go on',
    async () => {
      const { book, close } = await openTransacted(kind);
      const others: Promise<unknown>[] = [];
      const hung = Promise.withResolvers<void>();
      const left: Promise<unknown>[] = [];
      let attempts = 0;
      const answer = await book.transaction(
        async (tx) => {
          attempts += 1;
          await tx.balance('a');
          const other = outside(() => book.transfer({ from: 'world', to: 'a', amount: 1 }));
          others.push(other);
          if (attempts < 5) await other;
          else {
            await hung.promise;
            const late = rejectionOf(tx.transfer(give(1)));
            left.push(late);
            await late;
          }
          await tx.transfer(give(1)).catch(() => undefined);
        },
        { id: 'slow' },
      );
      expect(answer).toMatchObject({ ok: false, reason: 'conflict', id: 'slow' });
      await Promise.all(others);
      hung.resolve();
      await pause(5);
      expect(await Promise.all(left)).toMatchObject([{ code: 'transaction_over' }]);
      expect(attempts).toBe(5);
      expect(await book.balances(['a', 'b'])).toMatchObject([{ posted: 105n }, { posted: 0n }]);
      // Its id is free, and the next one is served.
      expect(await book.transaction((tx) => tx.transfer(give(1)), { id: 'slow' })).toMatchObject({
        ok: true,
      });
      await close();
    },
    TRANSACTION_ALONE_MS_MAX + 20_000,
  );

  test('is run again after work that threw because of a view that has changed', async () => {
    const { book, close } = await openTransacted(kind);
    await book.transfer(give(50));
    let attempts = 0;
    const answer = await book.transaction(async (tx) => {
      attempts += 1;
      const one = await tx.balance('a');
      if (attempts === 1) await outside(() => book.transfer(give(7)));
      const two = await tx.balance('b');
      if ((one?.posted ?? 0n) + (two?.posted ?? 0n) !== 100n) throw new Error('they do not add up');
      return await tx.transfer(give(1));
    });
    expect(answer).toMatchObject({ ok: true });
    expect(attempts).toBe(2);
    await close();
  });

  test('keeps its own steps when the book has moved on under it', async () => {
    const { book, close } = await openTransacted(kind);
    await book.openAccount({ account: 'c', asset: 'GBP/2' });
    const tx = await book.begin();
    await tx.transfer({ from: 'world', to: 'a', amount: 5 });
    await tx.transfer({ from: 'world', to: 'a', amount: 5 });
    await book.transfer({ from: 'world', to: 'c', amount: 1 });
    await tx.balance('b');
    expect(await tx.balance('a')).toMatchObject({ posted: 110n });
    expect(await tx.commit()).toMatchObject({ ok: true });
    expect(await book.balance('a')).toMatchObject({ posted: 110n });
    await close();
  });
});

describe('while work has the stream for itself', () => {
  test('others read', async () => {
    const { book, close } = await openTransacted(HOUSE.sqlite);
    const others: unknown[] = [];
    let attempts = 0;
    const answer = await book.transaction(async (tx) => {
      attempts += 1;
      await tx.balance('a');
      if (attempts < 5) await outside(() => book.transfer({ from: 'world', to: 'a', amount: 1 }));
      else
        others.push(await outside(() => book.balance('a')), await outside(() => book.events({ limit: 1 })));
    });
    expect(answer).toMatchObject({ ok: true });
    expect(others).toMatchObject([{ posted: 104n }, [{ ok: true }]]);
    await close();
  });
});
