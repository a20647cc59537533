import { describe, expect, test } from 'vitest';
import { BATCH_WEIGHT_MAX } from '../../src/base/limits.ts';
import { StoreError } from '../../src/base/store-error.ts';
import type { AnyAnswer } from '../../src/engine/answer.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import type { Store, StoreTransaction } from '../../src/store/store.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { HOUSE, HOUSES, inPlace } from '../support/house/house-places.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import { through } from '../support/watch/through.ts';

type Bulk = Parameters<OpenBook['submit']>[0];

/** Three batches, of which each builds on those before it; some commands are refused whatever happens. */
const OPENED = 4_140;
const PAID = 20_000;
/** An opening with so much text weighs as much as six transfers. */
const NOTE = 'x'.repeat(3_900);
const WEIGHTS = { open_account: 3 + 15, transfer: 3 };
const LIST: Bulk = [
  ...Array.from({ length: OPENED }, (_, i) => ({
    kind: 'open_account' as const,
    id: `open-${i}`,
    account: `a${i}`,
    asset: 'GBP/2',
    metadata: { note: NOTE },
  })),
  ...Array.from({ length: PAID }, (_, i) => ({
    kind: 'transfer' as const,
    id: `pay-${i}`,
    from: i % 2 === 0 ? 'world' : `a${i - 1}`,
    to: `a${i}`,
    amount: BigInt(1 + (i % 3)),
  })),
];
/** How many commands are in the first batches: in the first one, in the first two, and so on. */
const ENDS = endsOfBatches();
const BATCHES = ENDS.length;

function endsOfBatches(): number[] {
  const ends: number[] = [];
  let weight = 0;
  for (const [i, { kind }] of LIST.entries()) {
    const own = WEIGHTS[kind as keyof typeof WEIGHTS];
    if (weight + own > BATCH_WEIGHT_MAX) {
      ends.push(i);
      weight = 0;
    }
    weight += own;
  }
  return [...ends, LIST.length];
}

/** How a batch fails: before its commit; or by a commit that took effect, or not, and of which nobody can find out. */
const WAYS = [
  { step: 'lock', takesEffect: false, code: 'store_failed' },
  { step: 'commit', takesEffect: false, code: 'store_failed' },
  { step: 'commit', takesEffect: true, code: 'outcome_unknown' },
] as const;
type Way = (typeof WAYS)[number];

/** A store that fails for a moment, at a step of one transaction; and where that took effect, at the next as well. */
function failingOnce(inner: Store, number: number, { step, takesEffect }: Way): Store {
  let begun = 0;
  const fail = (): never => {
    throw new StoreError('store_failed', 'the disk is full for a moment');
  };
  const failing = (transaction: StoreTransaction, at: 'lock' | 'commit'): StoreTransaction =>
    through(transaction, {
      [at]: async () => {
        if (at === 'commit') await (takesEffect ? transaction.commit() : transaction.rollback());
        fail();
      },
    });
  return through(inner, {
    begin: async () => {
      begun += 1;
      const transaction = await inner.begin();
      if (begun === number) return failing(transaction, step);
      return takesEffect && begun === number + 1 ? failing(transaction, 'lock') : transaction;
    },
  });
}

const OPTIONS = { clock: () => 5, announceExpiries: false };

let known: Promise<AnyAnswer[]> | undefined;

async function answersAtOnce(): Promise<AnyAnswer[]> {
  return await inPlace(HOUSE.memory, async ({ openStore }) => {
    const house = await openHouse(await openStore(), OPTIONS);
    const answers = await house.book('shop').submit(LIST);
    await house.close();
    return answers;
  });
}

const withoutReplayed = (answers: readonly AnyAnswer[]): unknown[] =>
  answers.map((answer) => ({ ...answer, replayed: undefined }));

describe.each(HOUSES)('a submit of several batches, on $name,', (kind) => {
  const failures = Array.from({ length: BATCHES }, (_, i) => i + 1).flatMap((batch) =>
    // In memory everything is tried; elsewhere each batch once, and each way once.
    WAYS.filter((_, i) => kind === HOUSE.memory || i === batch - 1).map((way) => ({ batch, ...way })),
  );

  test.each(failures)(
    'of which batch $batch fails at its $step comes to the same when it is sent again',
    async ({ batch, ...way }) => {
      known ??= answersAtOnce();
      const must = await known;
      expect(must.filter(({ ok }) => !ok).length).toBeGreaterThan(0);
      await inPlace(kind, async ({ openStore }) => {
        // Where little is taken in at once, most of the call still waits outside when it fails.
        const queueWeightMax = batch === 2 ? 70_000 : 262_144;
        const house = await openHouse(failingOnce(await openStore(), batch, way), {
          ...OPTIONS,
          queueWeightMax,
        });
        const book = house.book('shop');
        expect(await rejectionOf(book.submit(LIST))).toMatchObject({ code: way.code });
        // Nothing behind the batch that failed was decided.
        const written = (await allEvents(book)).length;
        const batches = way.takesEffect ? batch : batch - 1;
        expect(written).toBe(ENDS[batches - 1] ?? 0);
        expect(withoutReplayed(await book.submit(LIST))).toEqual(withoutReplayed(must));
        expect((await allEvents(book)).length).toBe(LIST.length);
        await house.close();
      });
    },
  );

  test('leaves alone what others ask for', async () => {
    await inPlace(kind, async ({ openStore }) => {
      const house = await openHouse(failingOnce(await openStore(), 1, WAYS[0]), OPTIONS);
      const book = house.book('shop');
      const long = rejectionOf(book.submit(LIST));
      const other = await book.openAccount({ id: 'other', account: 'other', asset: 'GBP/2' });
      expect(other).toMatchObject({ ok: true, seq: 1 });
      expect(await long).toMatchObject({ code: 'store_failed' });
      await house.close();
    });
  });

  test('comes before whatever is called meanwhile, also where it has to wait for room', async () => {
    await inPlace(kind, async ({ openStore }) => {
      const house = await openHouse(await openStore(), { ...OPTIONS, queueWeightMax: 70_000 });
      const book = house.book('shop');
      const long = book.submit(LIST);
      const single = book.openAccount({ account: 'single', asset: 'GBP/2' });
      const open = { kind: 'open_account', asset: 'GBP/2' } as const;
      const short = book.submit([{ ...open, account: 'short' }]);
      const group = house.atomic([
        { ...open, book: 'shop', account: 'group' },
        { ...open, book: 'other', account: 'group' },
      ]);
      expect((await single).seq).toBe(LIST.length + 1);
      expect((await short).map(({ seq }) => seq)).toEqual([LIST.length + 2]);
      expect(await group).toMatchObject({ ok: true });
      expect((await long).map(({ seq }) => seq)).toEqual(LIST.map((_, i) => i + 1));
      expect((await allEvents(book)).at(-1)?.seq).toBe(LIST.length + 3);
      await house.close();
    });
  });
});
