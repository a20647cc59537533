import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { open, openHouse } from '../../src/engine/open-house.ts';
import { allEvents, type House, type OpenBook } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { storeWithGap } from '../support/watch/store-with-gap.ts';

const opening = { account: 'a', asset: 'GBP/2', id: 'opening' };
const pay = { kind: 'transfer', from: 'world', to: 'a', amount: 1n } as const;
const { kind: _, ...payment } = pay;

function range<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_none, i) => make(i));
}

/** How many are under way when a house is closed. */
const COMMANDS = 12;

/** Nothing here waits for a timer: what has not happened by then never does. */
const SOON_MS = 10_000;

function soon<T>(promise: Promise<T>): Promise<T | 'never'> {
  return Promise.race([promise, sleep(SOON_MS, 'never' as const, { ref: false })]);
}

describe.each(HOUSES)('a house that is closed, $name,', (kind) => {
  // Each kind of call by itself: beside others it would be waited for with them.
  const calls = {
    'single commands': ({ book }) =>
      Promise.all(range(COMMANDS, (i) => book.transfer({ ...payment, id: `t${i}` }))),
    'a bulk': ({ book }) => book.submit(range(COMMANDS, (i) => ({ ...pay, id: `t${i}` }))),
    'groups on several books': ({ house }) =>
      Promise.all(
        range(COMMANDS, (i) =>
          house.atomic(
            [
              { ...pay, book: 'one' },
              { ...pay, book: 'two' },
            ],
            { id: `t${i}` },
          ),
        ),
      ),
    'groups behind a bulk': ({ house, book }) =>
      Promise.all([
        book.submit(range(COMMANDS - 1, (i) => ({ ...pay, id: `t${i}` }))),
        house.atomic([
          { ...pay, book: 'one' },
          { ...pay, book: 'two' },
        ]),
      ]),
  } satisfies Record<string, (opened: { house: House; book: OpenBook }) => Promise<unknown>>;

  test.each(
    Object.entries(calls).flatMap(([name, call]) =>
      (kind.isShared ? [1] : [1, 10_000]).map((room) => ({ name, room, call })),
    ),
  )('has answered all of $name that was begun before, with room for $room in its queues', ({ room, call }) =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { announceExpiries: false, queueWeightMax: room });
      const book = house.book('one');
      await book.openAccount(opening);
      await house.book('two').openAccount(opening);
      const called = call({ house, book });
      const closing = house.close();
      const [end] = await Promise.allSettled([called]);
      await closing;
      expect(end.status === 'rejected' ? end.reason : 'answered').toBe('answered');
      await expect(book.transfer(payment)).rejects.toMatchObject({ code: 'house_closed' });
      if (!kind.isDurable) return;
      const again = await open(url, { announceExpiries: false });
      try {
        expect(await again.book('one').balance('a')).toMatchObject({ posted: BigInt(COMMANDS) });
      } finally {
        await again.close();
      }
    }),
  );

  test('ends those who follow it and are waiting for news, and feeds', () =>
    inPlace(kind, async ({ url }) => {
      const house = await open(url, { announceExpiries: false });
      const book = house.book('one');
      await book.openAccount(opening);
      const feed = book.feed({ feed: 'f', count: () => ({ counter: 'n', value: 1 }) });
      const following = feed.follow();
      const reading = book.follow();
      expect((await reading.next()).value).toMatchObject({ id: 'opening' });
      // Long enough asleep that nothing but the closing can wake it.
      const sleeping = reading.next();
      while ((await feed.counters.total({ counter: 'n' })).count === 0n) await new Promise(setImmediate);
      await house.close();
      expect(await soon(sleeping)).toEqual({ done: true, value: undefined });
      expect(await soon(following)).toMatchObject({ rows: 1 });
    }));
});

describe.each(HOUSES)('what is committed while somebody looks, $name,', (kind) => {
  test('is told at once to who follows: no later commit has to wake him', () =>
    inPlace(kind, async ({ openStore }) => {
      const { store, inGap } = storeWithGap(await openStore());
      const house = await openHouse(store, { announceExpiries: false });
      try {
        const book = house.book('one');
        await book.openAccount(opening);
        const seen: string[] = [];
        for await (const { id } of book.follow({ signal: AbortSignal.timeout(SOON_MS) })) {
          seen.push(id);
          if (seen.length === 4) break;
          // The look that finds nothing more is the one that this comes behind.
          inGap(() => book.transfer({ ...payment, id: `t${seen.length}` }));
        }
        expect(seen).toEqual(['opening', 't1', 't2', 't3']);
      } finally {
        await house.close();
      }
    }));

  test('is counted at once by a feed that follows', () =>
    inPlace(kind, async ({ openStore }) => {
      const { store, inGap } = storeWithGap(await openStore());
      const house = await openHouse(store, { announceExpiries: false });
      try {
        const book = house.book('one');
        await book.openAccount(opening);
        const counted = Promise.withResolvers<void>();
        const feed = book.feed({
          feed: 'f',
          count: ({ kind: counter }) => {
            if (counter === 'transfer') counted.resolve();
            return { counter, value: 1 };
          },
        });
        inGap(() => book.transfer(payment));
        const stop = new AbortController();
        const following = feed.follow({ signal: stop.signal });
        const counting = await soon(counted.promise.then(() => 'counted'));
        stop.abort();
        await following;
        expect(counting).toBe('counted');
        expect(await feed.catchUp()).toMatchObject({ rows: 0 });
      } finally {
        await house.close();
      }
    }));
});

describe.each(HOUSES)('order, $name:', (kind) => {
  test.each(kind.isShared ? [12] : [1, 12, 14])(
    'what waits for room in a queue of %i is not overtaken by what would find room',
    (queueWeightMax) =>
      inPlace(kind, async ({ url }) => {
        const house = await open(url, { announceExpiries: false, queueWeightMax });
        try {
          const book = house.book('one');
          await book.openAccount(opening);
          const large = (id: string) => ({ kind: 'atomic', id, commands: [pay, pay, pay, pay] }) as const;
          const ids = Array.from({ length: 24 }, (_, i) => `${i % 4 === 3 ? 'large' : 'small'} ${i}`);
          const calls = ids.map((id) =>
            id.startsWith('large') ? book.submit([large(id)]) : book.transfer({ ...payment, id }),
          );
          await Promise.all(calls);
          const [, ...recorded] = (await allEvents(book)).map(({ id }) => id);
          expect(recorded).toEqual(ids);
        } finally {
          await house.close();
        }
      }),
  );

  test('ids that the house makes are new and ascend, whatever its clock does', () =>
    inPlace(kind, async ({ url }) => {
      let now = 0;
      const house = await open(url, { announceExpiries: false, clock: () => now });
      try {
        const book = house.book('one');
        await book.openAccount(opening);
        const ids: string[] = [];
        for (const at of [10, 9, 10, 11, 3, 11, 12, 12, 0, 12]) {
          now = at;
          ids.push((await book.transfer(payment)).id);
          ids.push(...(await book.submit([pay, pay])).map(({ id }) => id));
        }
        expect(new Set(ids).size).toBe(30);
        expect(ids.toSorted()).toEqual(ids);
        expect((await book.balance('a'))?.posted).toBe(30n);
      } finally {
        await house.close();
      }
    }));

  test('what ran out is announced with the moment at which it did, in order of those', () =>
    inPlace(kind, async ({ url }) => {
      let now = 5;
      const house = await open(url, { announceExpiries: false, clock: () => now });
      try {
        const book = house.book('one');
        await book.openAccount({ ...opening, floor: null });
        await book.openAccount({ account: 'b', asset: 'GBP/2' });
        for (const expiresAt of [40, 20, 30]) {
          await book.hold({ hold: `h${expiresAt}`, account: 'a', amount: 1n, expiresAt });
          await book.offer({ offer: `o${expiresAt}`, from: 'a', to: 'b', amount: 1n, expiresAt });
        }
        now = 100;
        expect(await book.announceExpiries(35)).toBe(4);
        const told = (await allEvents(book))
          .filter((record) => record.kind === 'announce_expiry')
          .map(({ command, effectiveAt, recordedAt }) => [command.subject, effectiveAt, recordedAt]);
        expect(told).toEqual([
          ['h20', 20, 100],
          ['h30', 30, 100],
          ['o20', 20, 100],
          ['o30', 30, 100],
        ]);
      } finally {
        await house.close();
      }
    }));
});
