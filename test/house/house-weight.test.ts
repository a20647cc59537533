import { afterEach, describe, expect, test, vi } from 'vitest';
import { BATCH_WEIGHT_MAX, GROUP_WEIGHT_MAX } from '../../src/base/limits.ts';
import { open, openHouse } from '../../src/engine/open-house.ts';
import type { Changes, Store } from '../../src/store/store.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { through } from '../support/watch/through.ts';

type Bulk = Parameters<OpenBook['submit']>[0];
type Command = Bulk[number];

const POST_ENTRIES = 1_000;
const openings = (count: number): Bulk =>
  Array.from({ length: count }, (_, i) => ({ kind: 'open_account', account: `a${i}`, asset: 'GBP/2' }));
const transfer = (id: string): Command => ({ kind: 'transfer', id, from: 'world', to: 'a0', amount: 1n });
const bigPost = (): Command => ({
  kind: 'post',
  entries: [
    { account: 'world', asset: 'GBP/2', amount: BigInt(1 - POST_ENTRIES) },
    ...Array.from({ length: POST_ENTRIES - 1 }, (_, i) => ({ account: `a${i % 50}`, amount: 1n })),
  ],
});
/** An account whose metadata is as large as any, so that it weighs 19. */
const wordy = (i: number): Command => ({
  kind: 'open_account',
  account: `w${i}`,
  asset: 'GBP/2',
  metadata: { note: 'x'.repeat(4_092) },
});

/** A store that keeps what each transaction wrote, call by call. */
function watched(inner: Store, transactions: Changes[][]): Store {
  return through(inner, {
    begin: async () => {
      const transaction = await inner.begin();
      const writes: Changes[] = [];
      transactions.push(writes);
      return through(transaction, {
        write: (book: string, changes: Changes) => {
          writes.push(changes);
          return transaction.write(book, changes);
        },
      });
    },
  });
}

const OPTIONS = { announceExpiries: false } as const;
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

describe.each(HOUSES)('what a batch holds, $name,', (kind) => {
  test('is bounded by what its commands write, and written a part at a time', async () => {
    await inPlace(kind, async ({ openStore }) => {
      const transactions: Changes[][] = [];
      const house = await openHouse(watched(await openStore(), transactions), OPTIONS);
      const book = house.book('main');
      await book.submit(openings(50));
      transactions.length = 0;
      const answers = await book.submit(Array.from({ length: 150 }, bigPost));
      expect(answers.every(({ ok }) => ok)).toBe(true);
      const written = transactions.filter((writes) => writes.length > 0);
      for (const writes of written) {
        expect(sum(writes.map(({ journal }) => journal.length)) * POST_ENTRIES).toBeLessThanOrEqual(
          BATCH_WEIGHT_MAX,
        );
        // A part may be over by the one command that filled it.
        for (const { journal } of writes) expect(journal.length).toBeLessThanOrEqual(9);
      }
      expect(written.length).toBe(Math.ceil(150 / Math.floor(BATCH_WEIGHT_MAX / 1_120)));
      expect((await house.verify()).problems).toEqual([]);
      await house.close();
    });
  });

  test('is bounded by what its commands say', async () => {
    await inPlace(kind, async ({ openStore }) => {
      const transactions: Changes[][] = [];
      const house = await openHouse(watched(await openStore(), transactions), OPTIONS);
      const book = house.book('main');
      const answers = await book.submit(Array.from({ length: 5_000 }, (_, i) => wordy(i)));
      expect(answers.every(({ ok }) => ok)).toBe(true);
      const rows = transactions.flat().map(({ journal, rows: { account = [] } }) => [journal, account]);
      for (const [journal = [], account = []] of rows) {
        expect(journal.length * 19).toBeLessThanOrEqual(4_096 + 19);
        expect(account.length).toBeLessThanOrEqual(1_024);
      }
      const batches = transactions.map((writes) => sum(writes.map(({ journal }) => journal.length)));
      expect(batches.filter((count) => count > 0)).toEqual([3_449, 5_000 - 3_449]);
      await house.close();
    });
  });

  test.each([1_365, 1_366, 1_367, 2_730, 2_731, 2_732, 5_000])(
    'is whole when %i transfers are written a part at a time, with repeats and reversals among them',
    async (count) => {
      await inPlace(kind, async ({ openStore }) => {
        const house = await openHouse(await openStore(), OPTIONS);
        const book = house.book('main');
        await book.openAccount({ account: 'a0', asset: 'GBP/2', floor: -100n });
        const first = await book.submit([
          ...Array.from({ length: count }, (_, i) => transfer(`t${i}`)),
          { kind: 'reverse', id: 'r3', transaction: 't3' },
          transfer('t5'),
          { kind: 'reverse', id: 'again', transaction: 't3' },
          { kind: 'reverse', id: 'last', transaction: `t${count - 1}` },
        ]);
        const answers = first.slice(count);
        expect(answers.map(({ ok }) => ok)).toEqual([true, true, false, true]);
        expect(answers[1]).toMatchObject({ id: 't5', seq: 7 });
        expect(answers[2]).toMatchObject({ reason: 'already_reversed' });
        for (const transaction of ['t3', `t${count - 1}`]) {
          expect(await book.reverse({ transaction })).toMatchObject({ reason: 'already_reversed' });
        }
        expect(await book.balance('a0')).toMatchObject({ posted: BigInt(count - 2) });
        expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
        await house.close();
      });
    },
  );

  test('is whole where its last command is as heavy as what is written at once', async () => {
    await inPlace(kind, async ({ url }) => {
      await using house = await open(url, OPTIONS);
      const book = house.book('main');
      await book.openAccount({ account: 'a0', asset: 'GBP/2' });
      const pay = { kind: 'transfer', from: 'world', to: 'a0', amount: 1n } as const;
      // It weighs more than 4,096, so that something is to be written as soon as it is decided, and nothing comes behind it.
      const group = { kind: 'atomic', commands: Array.from({ length: 2_800 }, () => pay) } as const;
      for (const before of [0, 2]) {
        const answers = await book.submit([...Array.from({ length: before }, () => pay), group]);
        expect(answers.map(({ ok }) => ok)).toEqual(Array(before + 1).fill(true));
        expect(await book.head()).toMatchObject({ seq: answers.at(-1)?.seq });
      }
      expect(await book.balance('a0')).toMatchObject({ posted: 5_602n });
      expect((await house.verify()).problems).toEqual([]);
    });
  });
});

describe('a group that is too heavy', () => {
  // 58 such postings weigh less than GROUP_WEIGHT_MAX, 59 more.
  const group = (count: number) => Array.from({ length: count }, bigPost);
  const refused = { code: 'bad_command', message: expect.stringContaining(`at most ${GROUP_WEIGHT_MAX}`) };

  test('is refused by name wherever it comes in, and nothing is recorded', async () => {
    await inPlace(HOUSE.memory, async ({ openStore }) => {
      const house = await openHouse(await openStore(), OPTIONS);
      const book = house.book('main');
      await book.submit(openings(50));
      const before = await allEvents(book);
      const calls: [Promise<unknown>, string][] = [
        [book.submit([transfer('t'), { kind: 'atomic', commands: group(59) }]), 'commands[1].commands'],
        [
          house.atomic(group(59).map((command, i) => ({ ...command, book: i < 30 ? 'main' : 'other' }))),
          'commands',
        ],
        [
          book.transaction(async (tx) => {
            for (const { kind: _kind, ...post } of group(59)) await tx.post(post as never);
          }),
          'commands',
        ],
      ];
      for (const [call, field] of calls) expect(await rejectionOf(call)).toMatchObject({ ...refused, field });
      expect(await allEvents(book)).toEqual(before);
      expect(await house.books()).toEqual(['main']);
      const [answer] = await book.submit([{ kind: 'atomic', commands: group(58) }]);
      expect(answer).toMatchObject({ ok: true });
      await house.close();
    });
  });

  test('is refused for its text, too', async () => {
    await inPlace(HOUSE.memory, async ({ openStore }) => {
      const house = await openHouse(await openStore(), OPTIONS);
      const commands = Array.from({ length: 4_500 }, (_, i) => wordy(i));
      expect(await rejectionOf(house.book('main').submit([{ kind: 'atomic', commands }]))).toMatchObject(
        refused,
      );
      await house.close();
    });
  });
});

describe('deciding', () => {
  afterEach(() => vi.restoreAllMocks());

  test('gives way to whatever else the process has to do each time that a slice is over', async () => {
    await inPlace(HOUSE.memory, async ({ openStore }) => {
      const house = await openHouse(await openStore(), OPTIONS);
      const book = house.book('main');
      await book.submit(openings(50));
      // Each look at the process's own stopwatch finds that 4 ms went by: a slice of 10 ms is over at the third.
      let stopwatch = 0;
      vi.spyOn(performance, 'now').mockImplementation(() => (stopwatch += 4));
      let turns = 0;
      let isOver = false;
      const spin = (): void => {
        turns += 1;
        if (!isOver) setImmediate(spin);
      };
      setImmediate(spin);
      const count = 600;
      await book.submit(Array.from({ length: count }, (_, i) => transfer(`t${i}`)));
      isOver = true;
      expect(turns).toBeGreaterThan(count / 4);
      await house.close();
    });
  });
});
