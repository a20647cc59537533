import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { open } from '../../src/engine/open-house.ts';
import { allEvents } from '../support/house/house-door.ts';
import { DURABLE_HOUSES, HOUSES, inPlace } from '../support/house/house-places.ts';

/** One for the command, two for what it writes. */
const TRANSFER_WEIGHT = 3;

const opening = { account: 'a', asset: 'GBP/2', id: 'opening' };

/** Counts what settles in each turn of the event loop: a batch is answered in one, and the next in another. */
class Turns {
  readonly #counts = new Map<number, number>();
  #turn = 0;
  #isOver = false;

  constructor() {
    void (async () => {
      for (; !this.#isOver; this.#turn += 1) await setImmediate();
    })();
  }

  count(): void {
    this.#counts.set(this.#turn, (this.#counts.get(this.#turn) ?? 0) + 1);
  }

  end(): number[] {
    this.#isOver = true;
    return [...this.#counts.values()];
  }
}

describe.each(HOUSES)('a queue that is full, $name,', (kind) => {
  test.each([1, 2, 7])('of %i transfers makes callers wait, in order, and loses nothing', async (room) => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, { queueWeightMax: room * TRANSFER_WEIGHT });
      const book = house.book('main');
      await book.openAccount(opening);
      const settled: number[] = [];
      const turns = new Turns();
      const count = 150;
      const calls = Array.from({ length: count }, async (_, i) => {
        const answer = await book.transfer({ from: 'world', to: 'a', amount: 1, id: `t${i}` });
        expect(answer.ok).toBe(true);
        settled.push(i);
        turns.count();
      });
      // Bulk, many times as much as there is room for, comes behind those.
      const bulk = book.submit(
        Array.from({ length: 40 }, (_, i) => ({
          kind: 'transfer',
          from: 'world',
          to: 'a',
          amount: 1,
          id: `b${i}`,
        })),
      );
      await Promise.all(calls);
      const answeredTogether = turns.end();
      expect(settled).toEqual(Array.from({ length: count }, (_, i) => i));
      expect((await bulk).map(({ id }) => id)).toEqual(Array.from({ length: 40 }, (_, i) => `b${i}`));
      const ids = (await allEvents(book)).map(({ id }) => id);
      const expected = [
        'opening',
        ...settled.map((i) => `t${i}`),
        ...Array.from({ length: 40 }, (_, i) => `b${i}`),
      ];
      expect(ids).toEqual(expected);
      // One batch is under way while the next waits in the queue: neither is larger than the queue.
      expect(Math.max(...answeredTogether)).toBeLessThanOrEqual(room);
    });
  });
});

describe.each(DURABLE_HOUSES)('a queue that is full, $name,', (kind) => {
  test('is drained by a closing: whoever was let in is answered, and nothing else is there', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, { queueWeightMax: 5 * TRANSFER_WEIGHT });
      const book = house.book('main');
      await book.openAccount(opening);
      const calls = Array.from({ length: 60 }, (_, i) =>
        book.transfer({ from: 'world', to: 'a', amount: 1, id: `t${i}` }),
      );
      const [outcomes] = await Promise.all([Promise.allSettled(calls), house.close()]);
      const answered = outcomes.filter(({ status }) => status === 'fulfilled').length;
      expect(answered).toBeGreaterThanOrEqual(5);
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'house_closed' });
      }
      await expect(book.transfer({ from: 'world', to: 'a', amount: 1 })).rejects.toThrow(StoreError);
      const again = await open(url);
      const ids = (await allEvents(again.book('main'))).map(({ id }) => id);
      expect(ids).toEqual(['opening', ...Array.from({ length: answered }, (_, i) => `t${i}`)]);
      await again.close();
    });
  });
});

describe.each(DURABLE_HOUSES)('close, $name,', (kind) => {
  test('answers everything that was asked before it', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url);
      const books = ['one', 'two', 'three'].map((name) => house.book(name));
      const calls = books.flatMap((book) => [
        book.openAccount(opening),
        book.submit(
          Array.from({ length: 50 }, () => ({ kind: 'transfer', from: 'world', to: 'a', amount: 1 })),
        ),
        book.transaction(async (tx) => tx.balance('a')),
      ]);
      const [outcomes] = await Promise.all([Promise.allSettled(calls), house.close()]);
      // A transaction is not asked for as a whole before its commit, so that it may come too late.
      const refused = outcomes.filter(({ status }) => status === 'rejected');
      expect(refused.length).toBeLessThanOrEqual(3);
      const again = await open(url);
      for (const name of ['one', 'two', 'three']) {
        expect(await again.book(name).balance('a')).toMatchObject({ posted: 50n });
      }
      await again.close();
    });
  });

  test('twice is once, and a house in `await using` is closed at the end', async () => {
    await inPlace(kind, async ({ url }) => {
      {
        await using house = await open(url);
        await house.book('main').openAccount(opening);
      }
      const house = await open(url);
      expect(await house.books()).toEqual(['main']);
      await Promise.all([house.close(), house.close()]);
      await house.close();
      await expect(house.books()).rejects.toMatchObject({ code: 'house_closed' });
    });
  });
});
