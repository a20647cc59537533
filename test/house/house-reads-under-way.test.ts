import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { faultyAtPort, type HoldingHouse } from '../support/crash/faulty-house.ts';
import { faultyOnWire } from '../support/crash/faulty-wire.ts';
import type { House } from '../support/house/house-door.ts';
import { HOUSE, type HouseKind, inPlace } from '../support/house/house-places.ts';

type Opening = (work: (place: HoldingHouse) => Promise<void>) => Promise<void>;

async function closing(place: HoldingHouse, work: (place: HoldingHouse) => Promise<void>): Promise<void> {
  try {
    await work(place);
  } finally {
    await place.close();
  }
}

const atPort =
  (kind: HouseKind, isExclusive: boolean): Opening =>
  (work) =>
    inPlace(kind, async ({ openStore }) =>
      closing(await faultyAtPort(await openStore(), {}, isExclusive), work),
    );

const PLACES: readonly { readonly name: string; readonly commit: string; readonly at: Opening }[] = [
  { name: 'memory', commit: 'transaction commit', at: atPort(HOUSE.memory, true) },
  { name: 'memory that others write to', commit: 'transaction commit', at: atPort(HOUSE.memory, false) },
  { name: 'a file', commit: 'transaction commit', at: atPort(HOUSE.sqlite, true) },
  {
    name: 'a server',
    commit: 'COMMIT',
    at: (work) => inPlace(HOUSE.postgres, async ({ url }) => closing(await faultyOnWire(url), work)),
  },
];

const BOOKS = ['a', 'b'] as const;

/** Every kind of read of each book. */
function readAll(house: House): Promise<unknown>[] {
  return BOOKS.flatMap((name) => {
    const book = house.book(name);
    return [
      book.balance('x'),
      book.balances(['x', 'y', 'world'], { asset: 'GBP/2' }),
      book.balance('x', { at: 5_000 }),
      book.balance('x', { at: 4, knownAt: 10 }),
      book.balances({ prefix: 'x' }),
      book.balances({ prefix: 'x', at: 4, knownAt: 10 }),
      book.trialBalance({ tree: true }),
      book.statement('x'),
      book.accounts(),
      book.accounts({ prefix: 'x' }),
      book.holds(),
      book.offers(),
      book.payments(),
      book.credits(),
      book.transactions(),
      book.events(),
      book.command('under way'),
      book.head(),
      book.lockedBefore(),
    ];
  });
}

async function fill(house: House): Promise<void> {
  for (const name of BOOKS) {
    for (const account of ['x', 'y']) {
      await house.book(name).openAccount({ account, asset: 'GBP/2', effectiveAt: 0 });
    }
    await house.book(name).transfer({ from: 'world', to: 'x', amount: 50n, effectiveAt: 1 });
  }
}

/** What is written: to one book, in one batch; or to two, in one group. */
const WRITES: readonly (readonly [string, (house: House) => Promise<{ readonly ok: boolean }>[]])[] = [
  [
    'a batch',
    (house) => {
      const book = house.book('a');
      return [
        book.transfer({ id: 'under way', from: 'world', to: 'x', amount: 100n }),
        book.transfer({ from: 'world', to: 'x', amount: 1n, effectiveAt: 3 }),
        book.hold({ hold: 'h', account: 'x', amount: 7n, expiresAt: null }),
        book.offer({ offer: 'o', from: 'x', to: 'y', amount: 1n, expiresAt: 9_000 }),
        book.pay({ payment: 'p', account: 'x', amount: 2n }),
        book.grant({ credit: 'c', account: 'y', amount: 2n, expiry: { n: 9n } }),
        book.openAccount({ account: 'x:z', asset: 'GBP/2' }),
      ];
    },
  ],
  [
    'a group on two books',
    (house) => {
      const ends = { from: { book: 'a', account: 'x' }, to: { book: 'b', account: 'x' } };
      return [house.transfer({ id: 'under way', ...ends, amount: 20n })];
    },
  ],
];

/** Whoever does not wait for what is under way is done by then. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await setImmediate();
}

describe.each(PLACES)('while a commit is on its way, $name', ({ commit, at }) => {
  test.each(WRITES)('%s that then fails: no read ever tells of it', async (_, write) => {
    await at(async (place) => {
      const { house } = place;
      await fill(house);
      const before = await Promise.all(readAll(house));
      const held = place.hold(commit);
      const failing = Promise.allSettled(write(house));
      await held.reached;
      const meanwhile = Promise.all(readAll(house));
      const beside = await place.aside((other) => Promise.all(readAll(other)));
      await turns();
      held.release(true);
      for (const outcome of await failing) {
        // What came behind the batch that failed, if anything did, is done.
        if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'store_failed' });
      }
      expect(beside).toEqual(before);
      expect(await meanwhile).toEqual(before);
    });
  });

  test.each(WRITES)(
    '%s: reads tell what was before or what is after, whole, and then only that',
    async (_, write) => {
      await at(async (place) => {
        const { house } = place;
        await fill(house);
        const before = await Promise.all(readAll(house));
        const held = place.hold(commit);
        const writing = Promise.all(write(house));
        await held.reached;
        const early: unknown[] = [];
        const reads = readAll(house).map((read, i) =>
          read.then((value) => {
            early[i] = value;
            return value;
          }),
        );
        await turns();
        for (const [i, value] of early.entries()) if (i in early) expect(value).toEqual(before[i]);
        held.release();
        expect((await writing).map(({ ok }) => ok)).not.toContain(false);
        await Promise.all(reads);
        expect(await Promise.all(readAll(house))).toEqual(
          await place.aside((other) => Promise.all(readAll(other))),
        );
        expect(await house.book('a').balance('x')).not.toEqual(before[0]);
      });
    },
  );

  test('what is asked of a group before it is durable is decided behind it', async () => {
    await at(async (place) => {
      const { house } = place;
      await fill(house);
      const held = place.hold(commit);
      const ends = { from: { book: 'a', account: 'x' }, to: { book: 'b', account: 'x' } };
      const writing = house.transfer({ ...ends, amount: 20n });
      await held.reached;
      let isSpent = false;
      // It needs what the group brings.
      const spending = house
        .book('b')
        .transfer({ from: 'x', to: 'world', amount: 70n })
        .then(({ ok }) => {
          isSpent = true;
          return ok;
        });
      await turns();
      expect(isSpent).toBe(false);
      held.release();
      expect([(await writing).ok, await spending]).toEqual([true, true]);
      expect(await house.book('b').balance('x')).toMatchObject({ posted: 0n });
    });
  });
});
