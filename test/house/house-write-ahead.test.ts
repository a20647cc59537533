import { expect, test, vi } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';

// While a server carries out the first half of a batch, the second is decided.

const QUIET = { announceExpiries: false };

/** So many pairs that each caller has one of his own: none has enough entries for a checkpoint. */
const PAIRS = 300;

async function openPairs(book: OpenBook): Promise<void> {
  const accounts = Array.from({ length: PAIRS }, (_, i) => [`from${i}`, `to${i}`]).flat();
  const opened = await book.submit(
    accounts.map((account) => ({ kind: 'open_account', account, asset: 'GBP/2', floor: null })),
  );
  expect(opened.every(({ ok }) => ok)).toBe(true);
}

/** So many callers at once, whose commands make one batch. */
async function transferAtOnce(book: OpenBook, count: number): Promise<void> {
  const calls = Array.from({ length: count }, (_, i) =>
    book.transfer({ from: `from${i}`, to: `to${i}`, amount: 1n }),
  );
  const answers = await Promise.all(calls);
  expect(answers.every(({ ok }) => ok)).toBe(true);
}

test('a batch on a server waits twice; from some size on its first half is written ahead, its head once', async () => {
  await inPlace(HOUSE.postgres, async ({ openStore }) => {
    const store = (await openStore()) as PostgresStore;
    const house = await openHouse(store, QUIET);
    try {
      const book = house.book('b');
      await openPairs(book);
      const cost = async (count: number): Promise<[number, number]> => {
        const before = { ...store.traffic };
        await transferAtOnce(book, count);
        const { statements, roundTrips } = store.traffic;
        return [statements - before.statements, roundTrips - before.roundTrips];
      };
      // Begun, locked and dated; journal, ids, entries, accounts and head; and the commit.
      expect(await cost(1)).toEqual([9, 2]);
      expect(await cost(20)).toEqual([9, 2]);
      for (const count of [64, 65, PAIRS]) {
        const [statements, roundTrips] = await cost(count);
        // Journal, ids and entries go in two halves, and in no more, however large the batch is.
        expect(statements).toBe(9 + 3);
        // One more where the server was through with the first before the second went out: nobody waits for that.
        expect(roundTrips).toBeLessThanOrEqual(3);
      }
      expect(await house.verify()).toMatchObject({ ok: true });
    } finally {
      await house.close();
    }
  });
});

test('a server gets the commit in the turn of what is written last, however long deciding took', async () => {
  await inPlace(HOUSE.postgres, async ({ openStore }) => {
    const store = await openStore();
    const turnsBetween: number[] = [];
    const begin = store.begin.bind(store);
    store.begin = async () => {
      const transaction = await begin();
      const write = transaction.write.bind(transaction);
      const commit = transaction.commit.bind(transaction);
      let turns = 0;
      transaction.write = async (name, changes) => {
        await write(name, changes);
        turns = 0;
        setImmediate(() => {
          turns += 1;
        });
      };
      transaction.commit = async () => {
        turnsBetween.push(turns);
        await commit();
      };
      return transaction;
    };
    const house = await openHouse(store, { ...QUIET, clock: () => 1_000 });
    const begun = performance.now();
    let looks = 0;
    // Each look finds that the time that one turn may take is over.
    const slow = vi.spyOn(performance, 'now').mockImplementation(() => begun + 20 * looks++);
    try {
      await openPairs(house.book('b'));
      expect(turnsBetween.length).toBeGreaterThan(0);
      expect(turnsBetween).toEqual(turnsBetween.map(() => 0));
    } finally {
      slow.mockRestore();
      await house.close();
    }
  });
});

test('a batch in a file of this process is written at once: nobody works on it meanwhile', async () => {
  await inPlace(HOUSE.sqlite, async ({ openStore }) => {
    const store = await openStore();
    let writes = 0;
    const begin = store.begin.bind(store);
    store.begin = async () => {
      const transaction = await begin();
      const write = transaction.write.bind(transaction);
      transaction.write = async (name, changes) => {
        writes += 1;
        await write(name, changes);
      };
      return transaction;
    };
    const house = await openHouse(store, QUIET);
    try {
      await openPairs(house.book('b'));
      writes = 0;
      await transferAtOnce(house.book('b'), PAIRS);
      expect(writes).toBe(1);
    } finally {
      await house.close();
    }
  });
});
