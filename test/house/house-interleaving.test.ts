import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { PlainHouse } from '../oracle/plain-house.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, type HouseKind } from '../support/house/house-places.ts';
import { replayRecords } from '../support/house/house-records.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { outside } from '../support/house/transacted-house.ts';
import { runInterleavings } from '../support/random/house-interleaving-run.ts';

/**
 * How many scripts, and in how many ways each: on a server every step is a round trip. A file is to one node what memory
 * is, and slower.
 */
const PLACES = [
  { kind: HOUSE.memory, seeds: 8, scripts: 14, turnsMax: undefined, runsMin: 2_000, runsPerConflict: 20 },
  // The clients are spread over two nodes.
  { kind: HOUSE.postgres, seeds: 3, scripts: 8, turnsMax: 4, runsMin: 100, runsPerConflict: 40 },
] as const;

describe.each(PLACES)(
  'two or three clients that take turns, $kind.name: what was committed explains what all saw',
  ({ kind, seeds, scripts, turnsMax, runsMin, runsPerConflict }) => {
    const total = { runs: 0, committed: 0, conflicts: 0 };

    test.each(Array.from({ length: seeds }, (_, i) => i + 1))('seed %i', async (seed) => {
      const { runs, committed, conflicts } = await runInterleavings(kind, seed, scripts, turnsMax);
      total.runs += runs;
      total.committed += committed;
      total.conflicts += conflicts;
    });

    test("they did get in each other's way, and not always", () => {
      expect(total.runs).toBeGreaterThan(runsMin);
      expect(total.conflicts).toBeGreaterThan(total.runs / runsPerConflict);
      expect(total.committed).toBeGreaterThan(total.runs);
    });
  },
);

const SOME_HOLD = { hold: 'h', account: 'a', amount: 1, expiresAt: null };

/** A book, as one node sees it and, where there may be two, as another does. */
async function begin(
  kind: HouseKind,
): Promise<{ book: OpenBook; other: OpenBook; close: () => Promise<void> }> {
  const place = await kind.makePlace();
  const house = await open(place.url);
  const second = kind.isShared ? await open(place.url) : house;
  const book = house.book('main');
  await book.openAccount({ account: 'a', asset: 'GBP/2' });
  await book.openAccount({ account: 'b', asset: 'GBP/2' });
  await book.transfer({ from: 'world', to: 'a', amount: 100 });
  const close = async (): Promise<void> => {
    await second.close();
    await house.close();
    await place.remove();
  };
  return { book, other: second.book('main'), close };
}

describe.each(HOUSES)('transaction(work), $name', (kind) => {
  test('tries again after a conflict, and the answer is that of the try that was committed', async () => {
    const { book, other, close } = await begin(kind);
    let tries = 0;
    const answer = await book.transaction(async (tx) => {
      tries += 1;
      const before = await tx.balance('a');
      if (tries === 1) await outside(() => other.transfer({ from: 'a', to: 'b', amount: 30 }));
      await tx.transfer({ from: 'a', to: 'b', amount: before?.available ?? 0n });
      return before?.available;
    });
    expect(answer).toMatchObject({ ok: true, value: 70n });
    expect(tries).toBe(2);
    expect(await book.balances(['a', 'b'])).toMatchObject([{ posted: 0n }, { posted: 100n }]);
    await close();
  });

  test('gives up in the end, with nothing applied', async () => {
    const { book, other, close } = await begin(kind);
    let tries = 0;
    const others: Promise<unknown>[] = [];
    const answer = await book.transaction(async (tx) => {
      tries += 1;
      await tx.transfer({ from: 'a', to: 'b', amount: 50 });
      await tx.balance('b');
      // Somebody else is always faster, and waited for when he is not.
      others.push(outside(() => other.transfer({ from: 'world', to: 'b', amount: 1 })));
      await others.at(-1);
    });
    await Promise.all(others);
    expect(answer).toMatchObject({ ok: false, reason: 'conflict' });
    expect(tries).toBeGreaterThan(1);
    expect(tries).toBeLessThanOrEqual(1_000);
    expect(await book.balances(['a', 'b'])).toMatchObject([{ posted: 100n }, { posted: BigInt(tries) }]);
    await close();
  });

  test('a conflict inside a layer leaves nothing of it behind, whatever else is committed in the same batch', async () => {
    const { book, close } = await begin(kind);
    const tx = await book.begin({ id: 'tx' });
    await tx.transfer({ from: 'world', to: 'b', amount: 9 });
    await tx.begin();
    await tx.transfer({ from: 'world', to: 'b', amount: 9 });
    await tx.transfer({ from: 'a', to: 'b', amount: 100 });
    await tx.commit();
    await tx.transfer({ from: 'b', to: 'a', amount: 118 });
    // While this is committed, the commit and what is asked for after it gather in one batch.
    const before = book.transfer({ from: 'a', to: 'world', amount: 1 });
    const committing = tx.commit();
    for (let i = 0; i < 30; i += 1) await Promise.resolve();
    const after = Array.from({ length: 5 }, () => [
      book.transfer({ from: 'world', to: 'b', amount: 1 }),
      book.hold(SOME_HOLD),
    ]);
    await Promise.all([before, ...after.flat()]);
    expect(await committing).toMatchObject({ ok: false, reason: 'conflict', id: 'tx' });
    const plain = new PlainHouse();
    replayRecords('main', await allEvents(book), plain.book('main'));
    expect(await book.balances(['a', 'b'])).toMatchObject([{ posted: 99n, held: 1n }, { posted: 5n }]);
    await close();
  });

  test('many at once, each taking what it saw, take nothing twice', async () => {
    const { book, close } = await begin(kind);
    const takeOne = (): Promise<{ readonly ok: boolean }> =>
      book.transaction(async (tx) => {
        const before = await tx.balance('a');
        if ((before?.available ?? 0n) < 7n) return 'too little';
        await tx.transfer({ from: 'a', to: 'b', amount: 7 });
        return 'taken';
      });
    const answers: { readonly ok: boolean; readonly value?: unknown }[] = [];
    while (!answers.some(({ value }) => value === 'too little')) {
      answers.push(...(await Promise.all(Array.from({ length: 9 }, takeOne))));
    }
    expect(answers.filter(({ value, ok }) => ok && value === 'taken')).toHaveLength(14);
    expect(await book.balances(['a', 'b'])).toMatchObject([{ posted: 2n }, { posted: 98n }]);
    await close();
  });

  test('a throw inside rolls back, and is what it is rejected with', async () => {
    const { book, close } = await begin(kind);
    const thrown = new Error('mine');
    const error = await rejectionOf(
      book.transaction(async (tx) => {
        await tx.transfer({ from: 'a', to: 'b', amount: 50 });
        throw thrown;
      }),
    );
    expect(error).toBe(thrown);
    expect(await book.balance('b')).toMatchObject({ posted: 0n });
    await close();
  });

  test('what a transaction that is over is asked for is misuse, and changes nothing', async () => {
    const { book, close } = await begin(kind);
    const tx = await book.begin();
    await tx.transfer({ from: 'a', to: 'b', amount: 50 });
    await tx.rollback();
    await expect(tx.transfer({ from: 'a', to: 'b', amount: 1 })).rejects.toThrow();
    await expect(tx.commit()).rejects.toThrow();
    expect(await book.balance('b')).toMatchObject({ posted: 0n });
    await close();
  });
});
