import { describe, expect, test } from 'vitest';
import { BATCH_WEIGHT_MAX, GROUP_WEIGHT_MAX } from '../../src/base/limits.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import type { Store } from '../../src/store/store.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { through } from '../support/watch/through.ts';

const OPTIONS = { announceExpiries: false } as const;
const PAYMENTS = 1_000;
/** In proportion each draws on all payments: 1, its two moves and its draws. */
const REFUND_WEIGHT = 1 + 2 + PAYMENTS;
/** The one that comes to the most that a batch bears is the last of it. */
const REFUNDS_IN_BATCH = Math.ceil(BATCH_WEIGHT_MAX / REFUND_WEIGHT);

const refund = (i: number, more: object = {}) =>
  ({
    kind: 'refund',
    id: `r${i}`,
    refund: `r${i}`,
    account: 'a',
    amount: BigInt(PAYMENTS),
    proRata: true,
    ...more,
  }) as const;

async function paid(book: OpenBook): Promise<void> {
  await book.openAccount({ account: 'a', asset: 'GBP/2' });
  const pay = { kind: 'pay', account: 'a', amount: 1_000n } as const;
  await book.submit(Array.from({ length: PAYMENTS }, (_, i) => ({ ...pay, payment: `p${i}` })));
}

/** A store that counts how many commands each transaction has written, and may fail at one of its commits. */
function watched(inner: Store, commits: number[], fails: { readonly at?: number } = {}): Store {
  return through(inner, {
    begin: async () => {
      const transaction = await inner.begin();
      let commands = 0;
      return through(transaction, {
        write: async (...given: Parameters<typeof transaction.write>) => {
          commands += given[1].journal.length;
          await transaction.write(...given);
        },
        commit: async () => {
          commits.push(commands);
          if (commits.length === fails.at) {
            await transaction.rollback();
            throw new Error('the disk is full');
          }
          await transaction.commit();
        },
      });
    },
  });
}

describe.each(HOUSES)('a batch of commands that do more than they say, $name,', (kind) => {
  test('ends where what was done weighs as much as a batch may, and the rest comes first in the next', async () => {
    await inPlace(kind, async ({ openStore }) => {
      const commits: number[] = [];
      const house = await openHouse(watched(await openStore(), commits), OPTIONS);
      try {
        const book = house.book('main');
        await paid(book);
        commits.length = 0;
        const count = REFUNDS_IN_BATCH + 6;
        const calls = book.submit(Array.from({ length: count }, (_, i) => refund(i)));
        const later = book.transfer({ id: 'later', from: 'world', to: 'a', amount: 1n });
        expect((await calls).every(({ ok }) => ok)).toBe(true);
        expect(await later).toMatchObject({ ok: true });
        expect(commits).toEqual([REFUNDS_IN_BATCH, 7]);
        const ids = (await allEvents(book)).slice(1 + PAYMENTS).map(({ id }) => id);
        expect(ids).toEqual([...Array.from({ length: count }, (_, i) => `r${i}`), 'later']);
        expect(await book.balance('a')).toMatchObject({ posted: BigInt(PAYMENTS * (1_000 - count)) + 1n });
        await checkSound(house);
      } finally {
        await house.close();
      }
    });
  });
});

describe('what is left of a batch', () => {
  const inMemory = async (
    work: (book: OpenBook, commits: number[], fails: { at?: number }) => Promise<void>,
  ): Promise<void> => {
    await inPlace(HOUSE.memory, async ({ openStore }) => {
      const commits: number[] = [];
      const fails: { at?: number } = {};
      const house = await openHouse(watched(await openStore(), commits, fails), OPTIONS);
      try {
        const book = house.book('main');
        await paid(book);
        commits.length = 0;
        await work(book, commits, fails);
        await checkSound(house);
      } finally {
        await house.close();
      }
    });
  };

  test('is not decided when its own batch fails, nor what is behind, and comes to the same when it is sent again', async () => {
    await inMemory(async (book, commits, fails) => {
      fails.at = 2;
      // More than twice as many as one batch has done are not taken out for the next.
      const list = Array.from({ length: 3 * REFUNDS_IN_BATCH + 8 }, (_, i) => refund(i));
      expect(await rejectionOf(book.submit(list))).toMatchObject({ code: 'store_failed' });
      // What comes behind has its turn when all of the call had.
      await book.transfer({ from: 'world', to: 'a', amount: 1n });
      expect((await allEvents(book)).length).toBe(1 + PAYMENTS + REFUNDS_IN_BATCH + 1);
      const answers = await book.submit(list);
      expect(answers.map(({ ok, replayed }) => ok && replayed === true)).toEqual(
        list.map((_, i) => i < REFUNDS_IN_BATCH),
      );
      expect(commits.slice(2)).toEqual([1, REFUNDS_IN_BATCH, REFUNDS_IN_BATCH, 8]);
    });
  });

  test('waits in each book of groups', async () => {
    await inPlace(HOUSE.memory, async ({ openStore }) => {
      const commits: number[] = [];
      const house = await openHouse(watched(await openStore(), commits), OPTIONS);
      try {
        const book = house.book('main');
        await paid(book);
        await house.book('other').openAccount({ account: 'b', asset: 'GBP/2' });
        commits.length = 0;
        const answers = await Promise.all(
          Array.from({ length: REFUNDS_IN_BATCH + 6 }, (_, i) => {
            const { id: _id, ...command } = refund(i);
            const transfer = { kind: 'transfer', from: 'world', to: 'b', amount: 1n } as const;
            return house.atomic([
              { ...command, book: 'main' },
              { ...transfer, book: 'other' },
            ]);
          }),
        );
        expect(answers.every(({ ok }) => ok)).toBe(true);
        // Each group is a row in both books; what the other one has done counts, too.
        expect(commits).toEqual([2 * REFUNDS_IN_BATCH, 12]);
        expect(await house.book('other').balance('b')).toMatchObject({
          posted: BigInt(REFUNDS_IN_BATCH + 6),
        });
        await checkSound(house);
      } finally {
        await house.close();
      }
    });
  });
});

test('payments that a refund names weigh, whether or not they give', async () => {
  await inPlace(HOUSE.memory, async ({ openStore }) => {
    const house = await openHouse(await openStore(), OPTIONS);
    const payments = Array.from({ length: 1_000 }, (_, i) => `p${i}`);
    const named = (count: number) =>
      Array.from({ length: count }, (_, i) => refund(i, { payments, amount: 0n }));
    const book = house.book('main');
    const group = (count: number) => book.submit([{ kind: 'atomic', commands: named(count) }]);
    expect(await rejectionOf(group(66))).toMatchObject({
      code: 'bad_command',
      field: 'commands[0].commands',
      message: expect.stringContaining(`at most ${GROUP_WEIGHT_MAX}`),
    });
    expect(await group(60)).toMatchObject([{ ok: false, reason: 'account_unknown' }]);
    await house.close();
  });
});
