import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { apiCalls, apiSubjects, callApi } from '../support/house/api-calls.ts';
import { expectSame, rejectionOf } from '../support/house/house-same.ts';

const OPTIONS = { announceExpiries: false, clock: () => 20 };

/** What a call throws or is rejected with; undefined when it is carried out. */
async function failureOf(call: () => unknown): Promise<unknown> {
  try {
    const answer = call();
    if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer) return undefined;
    await answer;
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('inside of the work of a transaction, in the first attempt as in any', () => {
  test.each(apiCalls().map((call) => ({ call, name: `${call.subject}.${call.method}` })))(
    '$name is refused at once, and nothing of it is done',
    async ({ call }) => {
      const house = await open('memory:', OPTIONS);
      const subjects = await apiSubjects(house);
      const { book } = subjects;
      const before = { head: await book.head(), counted: await house.counters.status() };
      const failures: unknown[] = [];
      const answer = await book.transaction(async (tx) => {
        failures.push(await failureOf(() => callApi(subjects, call)));
        await tx.transaction(async () => {
          failures.push(await failureOf(() => callApi(subjects, call)));
        });
      });
      for (const failure of failures) expect(failure).toMatchObject({ code: 'inside_transaction' });
      expect(failures).toHaveLength(2);
      expect(answer).toMatchObject({ ok: true });
      expectSame('the house', { head: await book.head(), counted: await house.counters.status() }, before);
      await house.close();
    },
  );

  test('so are the counters of a book and of the house', async () => {
    const house = await open('memory:', OPTIONS);
    const book = house.book('main');
    await book.transaction(async () => {
      expect(() => book.counters).toThrow(expect.objectContaining({ code: 'inside_transaction' }));
      expect(() => house.counters).toThrow(expect.objectContaining({ code: 'inside_transaction' }));
    });
    await house.close();
  });

  test('and in a later attempt, and behind what the work awaits', async () => {
    const house = await open('memory:', OPTIONS);
    const { book } = await apiSubjects(house);
    let attempts = 0;
    const told: unknown[] = [];
    const takeAll = () =>
      book.transaction(async (tx) => {
        attempts += 1;
        const before = await tx.balance('a');
        await pause(1);
        told.push(await rejectionOf(book.balance('a')));
        await tx.transfer({ from: 'a', to: 'b', amount: (before?.available ?? 0n) / 2n });
      });
    await Promise.all(Array.from({ length: 4 }, takeAll));
    expect(attempts).toBeGreaterThan(4);
    expect(told).toHaveLength(attempts);
    for (const error of told) expect(error).toMatchObject({ code: 'inside_transaction' });
    await house.close();
  });
});

describe('what is not inside', () => {
  test('another house may be called, and the work of its transactions may not call either of the two', async () => {
    const [house, other] = [await open('memory:', OPTIONS), await open('memory:', OPTIONS)];
    const [{ book }, { book: beside }] = [await apiSubjects(house), await apiSubjects(other)];
    const answer = await book.transaction(async (tx) => {
      await tx.transfer({ from: 'a', to: 'b', amount: 1n });
      const inner = await beside.transaction(async (there) => {
        await there.transfer({ from: 'a', to: 'b', amount: 2n });
        for (const called of [book, beside]) {
          expect(await rejectionOf(called.balance('a'))).toMatchObject({ code: 'inside_transaction' });
        }
        // Neither is the outer transaction its own there.
        await tx.transfer({ from: 'a', to: 'b', amount: 3n });
      });
      expect(inner).toMatchObject({ ok: true });
      return await beside.balance('b');
    });
    expect(answer).toMatchObject({ ok: true, value: { posted: 2n } });
    await house.close();
    await other.close();
  });

  test('what the work left behind may call once it has ended, and what it has opened lives on', async () => {
    const house = await open('memory:', OPTIONS);
    const { book } = await apiSubjects(house);
    const ended = Promise.withResolvers<void>();
    let now = 20;
    const left: Promise<unknown>[] = [];
    const opened: Awaited<ReturnType<typeof open>>[] = [];
    await book.transaction(async (tx) => {
      opened.push(await open('memory:', { clock: () => now }));
      await tx.transfer({ from: 'a', to: 'b', amount: 1n });
      left.push(ended.promise.then(() => book.transfer({ from: 'a', to: 'b', amount: 2n })));
      left.push(
        ended.promise.then(() =>
          book.transaction((next) => next.transfer({ from: 'a', to: 'b', amount: 3n })),
        ),
      );
    });
    ended.resolve();
    for (const answer of await Promise.all(left)) expect(answer).toMatchObject({ ok: true });
    expect(await book.balance('b')).toMatchObject({ posted: 6n });
    for (const each of opened) {
      const own = each.book('main');
      await own.openAccount({ account: 'a', asset: 'GBP/2' });
      await own.transfer({ from: 'world', to: 'a', amount: 1n });
      await own.hold({ hold: 'h', account: 'a', amount: 1n, expiresAt: 25 });
      now = 25;
      // Its own announcer was begun inside of the work, and is nobody's work.
      await expect
        .poll(async () => (await own.events()).at(-1)?.kind, { timeout: 5_000 })
        .toBe('announce_expiry');
      await each.close();
    }
    await house.close();
  });

  test('a house goes on announcing while work is under way', async () => {
    const house = await open('memory:', { clock: () => 20 });
    const { book } = await apiSubjects(house);
    const announced = async (): Promise<boolean> =>
      (await book.events()).some(({ kind }) => kind === 'announce_expiry');
    const hung = Promise.withResolvers<void>();
    const working = book.transaction(async (tx) => {
      await tx.balance('a');
      await hung.promise;
    });
    await expect.poll(announced, { timeout: 5_000 }).toBe(true);
    hung.resolve();
    await working;
    await house.close();
  });

  test('a transaction by hand is nobody’s work: between its steps the book may be called', async () => {
    const house = await open('memory:', OPTIONS);
    const { book, tx } = await apiSubjects(house);
    await tx.transaction(async (inner) => {
      await inner.transfer({ from: 'a', to: 'b', amount: 1n });
      expect(await book.balance('b')).toMatchObject({ posted: 0n });
    });
    expect(await tx.commit()).toMatchObject({ ok: true });
    await house.close();
  });
});
