import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import type { Store } from '../../src/store/store.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { type OnLook, watchedStore } from '../support/watch/house-view-watch.ts';

const CLOCK = { announceExpiries: false, clock: () => 1_000 };

/** Two houses on one store, as two processes have it: one writes, and of the other every look at the store is told. */
interface Pair {
  readonly writer: OpenBook;
  readonly reader: OpenBook;
  readonly readers: House;
  /** What happens before each look of the reader. */
  onLook: OnLook;
}

async function withPair(store: Store, second: Store, work: (pair: Pair) => Promise<void>): Promise<void> {
  const pair: { onLook: OnLook } = { onLook: () => undefined };
  const writing = await openHouse(
    watchedStore(store, () => undefined, false),
    CLOCK,
  );
  const reading = await openHouse(
    watchedStore(second, (look, where) => pair.onLook(look, where), false),
    CLOCK,
  );
  try {
    await work(
      Object.assign(pair, { writer: writing.book('b'), reader: reading.book('b'), readers: reading }),
    );
  } finally {
    await reading.close();
    if (second !== store) await writing.close();
  }
}

const SHARED = [
  { name: 'memory', kind: HOUSE.memory },
  { name: 'postgres', kind: HOUSE.postgres },
] as const;

async function inPair(
  kind: (typeof SHARED)[number]['kind'],
  work: (pair: Pair) => Promise<void>,
): Promise<void> {
  await inPlace(kind, async ({ openStore }) => {
    const store = await openStore();
    await withPair(store, kind.isShared ? await openStore() : store, work);
  });
}

const ALL = 1_000n;

async function fill(book: OpenBook): Promise<void> {
  for (const account of ['alice', 'alice:bob', 'alice:carol']) {
    await book.openAccount({ account, asset: 'GBP/2', floor: null, effectiveAt: 1 });
  }
  await book.transfer({ from: 'world', to: 'alice', amount: ALL, effectiveAt: 2 });
}

const sumOf = (all: readonly ({ readonly posted: bigint } | null)[]): bigint =>
  all.reduce((sum, balance) => sum + (balance?.posted ?? 0n), 0n);

type Read = (book: OpenBook, seen: number) => Promise<bigint>;

/** Reads that put several looks together, each as a sum that is always the same. `seen` is how often was written. */
const READS: readonly (readonly [string, Read])[] = [
  ['balances', async (book) => sumOf(await book.balances(['alice', 'alice:bob', 'alice:carol']))],
  [
    'balances at a moment',
    async (book) => sumOf(await book.balances(['alice', 'alice:bob', 'alice:carol'], { at: 10 })),
  ],
  [
    'balances in the past',
    async (book) => sumOf(await book.balances(['alice', 'alice:bob', 'alice:carol'], { at: 5 })),
  ],
  [
    'balances as known by a moment',
    async (book) =>
      sumOf(await book.balances(['alice:bob', 'alice', 'alice:carol'], { at: 9, knownAt: 1_000 })),
  ],
  [
    'balances in a transaction',
    async (book) => {
      const tx = await book.begin();
      const sum = sumOf(await tx.balances(['alice', 'alice:bob', 'alice:carol']));
      await tx.rollback();
      return sum;
    },
  ],
  ['the sum of a path', async (book) => (await book.balances({ prefix: 'alice' }))[0]?.posted ?? 0n],
  [
    'the sum of a path in the past, as known by a moment',
    async (book) => (await book.balances({ prefix: 'alice', at: 5, knownAt: 1_000 }))[0]?.posted ?? 0n,
  ],
  ['the trial balance', async (book) => ALL + sumOf((await book.trialBalance()).lines)],
  ['the trial balance of a past', async (book) => ALL + sumOf((await book.trialBalance({ at: 5 })).lines)],
  [
    'a statement, its opening and its lines',
    async (book) => {
      const statement = await book.statement('alice', { from: 4 });
      const opening = statement?.opening.posted ?? 0n;
      const changes = statement?.lines.reduce((sum, { posted }) => sum + posted, 0n) ?? 0n;
      const last = statement?.lines.at(-1)?.balance.posted ?? opening;
      return ALL + opening + changes - last;
    },
  ],
  [
    'a list of holds, what is captured and how they stand',
    async (book) => {
      const { items } = await book.holds();
      const isOne = ({ status, captured }: (typeof items)[number]): boolean =>
        (status === 'captured') === (captured === 1n);
      return items.every(isOne) ? ALL : 0n;
    },
  ],
];

/** What another process writes between two looks: dated in the past, at the present, and a hold that ends. */
async function write(book: OpenBook, n: number): Promise<void> {
  const [from, to] = n % 2 === 1 ? ['alice', 'alice:bob'] : ['alice:bob', 'alice'];
  const give = { from, to, amount: 100n };
  const answers = [
    await book.transfer({ ...give, effectiveAt: 3 }),
    await book.transfer({ ...give, from: to, to: from, effectiveAt: 6 }),
    await book.transfer({ from: 'alice', to: 'alice:carol', amount: 1n }),
    await book.transfer({ from: 'alice:carol', to: 'alice', amount: 1n, effectiveAt: 1_000 }),
    // It is of another amount each time, and nothing takes it back.
    await book.transfer({ from: 'alice', to: 'alice:bob', amount: BigInt(n), effectiveAt: 8 }),
    await book.hold({ hold: `h${n}`, account: 'alice', amount: 1n, expiresAt: null }),
    await book.capture({ hold: `h${n}`, to: 'alice:carol' }),
  ];
  expect(answers.filter(({ ok }) => !ok)).toEqual([]);
}

describe.each(SHARED)('while another process writes, on $name', ({ kind }) => {
  test.each(READS)('%s: all of it is of one state, wherever the other comes in between', async (_, read) => {
    await inPair(kind, async (pair) => {
      await fill(pair.writer);
      let written = 0;
      for (const isWarm of [false, true]) {
        let looks = Number.POSITIVE_INFINITY;
        for (let place = 1; place <= looks; place += 1) {
          // What the reader remembers is as of now, or there is nothing.
          if (isWarm) await pair.reader.transfer({ from: 'alice', to: 'alice:carol', amount: 1n });
          if (isWarm) await pair.reader.transfer({ from: 'alice:carol', to: 'alice', amount: 1n });
          let count = 0;
          pair.onLook = async () => {
            count += 1;
            if (count !== place) return;
            written += 1;
            await write(pair.writer, written);
          };
          expect(await read(pair.reader, written), `written before look ${place}`).toBe(ALL);
          pair.onLook = () => undefined;
          looks = count;
        }
        expect(looks).toBeGreaterThan(0);
      }
      expect(written).toBeGreaterThan(1);
    });
  });

  test('balances look at the store once, besides one look at the head, however many they are', async () => {
    await inPair(kind, async (pair) => {
      const ids = Array.from({ length: 300 }, (_, i) => `a${i}`);
      await pair.writer.submit(
        ids.map((account) => ({ kind: 'open_account', account, asset: 'GBP/2', effectiveAt: 1 })),
      );
      await pair.writer.submit(
        ids.map((to) => ({ kind: 'transfer', from: 'world', to, amount: 1n, effectiveAt: 500 })),
      );
      await pair.writer.merge({ from: 'a0', into: 'a1', effectiveAt: 600 });
      await pair.writer.merge({ from: 'a1', into: 'a2', effectiveAt: 601 });
      const looksOf = async (read: () => Promise<unknown>): Promise<string[]> => {
        const looks: string[] = [];
        pair.onLook = (look) => void looks.push(look);
        await read();
        pair.onLook = () => undefined;
        return looks.filter((look) => look !== 'head' && look !== 'headNow');
      };
      const { reader } = pair;
      for (const options of [{}, { at: 550 }, { at: 1 }, { at: 550, knownAt: 2_000 }]) {
        for (const some of [ids.slice(0, 1), ids.slice(0, 2), ids]) {
          const looks = await looksOf(() => reader.balances(some, options));
          expect(looks, JSON.stringify(options)).toEqual(['accountsAt']);
        }
      }
      expect(await looksOf(() => reader.balance('a9'))).toEqual(['accountsAt']);
      expect(await looksOf(() => reader.trialBalance({ at: 550 }))).toEqual(['accountsAt']);
      const tx = await reader.begin();
      expect((await looksOf(() => tx.balances(ids))).length).toBeLessThanOrEqual(3);
      await tx.rollback();
      expect(sumOf(await reader.balances(ids))).toBe(300n);
      expect(sumOf(await reader.balances(ids, { at: 499 }))).toBe(0n);
      expect((await reader.balances(['a0', 'a2', 'nobody'])).map((one) => one?.posted)).toEqual([
        undefined,
        3n,
        undefined,
      ]);
    });
  });
});

interface Sent {
  readonly statements: number;
  readonly roundTrips: number;
}

const LONG_AGO = Date.UTC(2026, 0, 1);

/** What a read costs on a server, where the house has nothing in memory and asks the server what time it is. */
const STATEMENTS: readonly (readonly [string, number, (book: OpenBook) => Promise<unknown>])[] = [
  // The head and the moment together: what another one has scheduled meanwhile is decided first.
  ['a balance now', 3, (book) => book.balance('a0')],
  ['300 of them', 3, (book) => book.balances(IDS)],
  ['at a moment', 1, (book) => book.balance('a0', { at: 500 })],
  ['300 of them', 1, (book) => book.balances(IDS, { at: 500 })],
  ['as known by a moment', 1, (book) => book.balance('a0', { at: 500, knownAt: 1e15 })],
  ['the terms of an account now', 3, (book) => book.account('a0')],
  ['at a moment', 1, (book) => book.account('a0', { at: 500 })],
  // It was not updated since; and then it was.
  ['as known by now', 2, (book) => book.account('a0', { at: 500, knownAt: 1e15 })],
  ['as known before', 4, (book) => book.account('a2', { at: 500, knownAt: LONG_AGO })],
  ['where the journal ends', 1, (book) => book.head()],
  ['from when on it is locked', 1, (book) => book.lockedBefore()],
  ['which ids are on record', 1, (book) => book.recordedIds(IDS)],
  ['a page of the journal', 2, (book) => book.events()],
  // A snapshot is begun, fixed by a look at the head, and ended.
  ['the trial balance', 5, (book) => book.trialBalance()],
  // One for the account of that id, and one for what is under it.
  ['the sums of a path', 6, (book) => book.balances({ prefix: 'a0' })],
  ['a statement', 8, (book) => book.statement('a0')],
  ['a list by what it is now', 5, (book) => book.holds()],
  ['a list', 4, (book) => book.payments()],
  ['what became of a command', 6, (book) => book.command('c0')],
];
const IDS = Array.from({ length: 300 }, (_, i) => `a${i}`);

test('on a server a read is so many statements', async () => {
  await inPlace(HOUSE.postgres, async ({ openStore }) => {
    const store = (await openStore()) as Store & { readonly traffic: Sent };
    let clock = LONG_AGO;
    const options = { announceExpiries: false, clock: () => clock };
    const writing = await openHouse(await openStore(), options);
    const house = await openHouse(store, { announceExpiries: false });
    try {
      await writing
        .book('b')
        .submit(IDS.map((account) => ({ kind: 'open_account', account, asset: 'GBP/2', effectiveAt: 1 })));
      clock += 1;
      await writing.book('b').updateAccount({ account: 'a2', floor: -1n });
      await writing.book('b').transfer({ id: 'c0', from: 'world', to: 'a0', amount: 1n, effectiveAt: 2 });
      const book = house.book('b');
      const costOf = async (read: (book: OpenBook) => Promise<unknown>): Promise<Sent> => {
        const { statements, roundTrips } = store.traffic;
        await read(book);
        return {
          statements: store.traffic.statements - statements,
          roundTrips: store.traffic.roundTrips - roundTrips,
        };
      };
      await costOf((one) => one.balance('a0')); // Opens the connection.
      // What is due is looked up anew once it was told that another one wrote.
      await sleep(300);
      await costOf((one) => one.balance('a0'));
      for (const [what, statements, read] of STATEMENTS)
        expect.soft(await costOf(read), what).toMatchObject({ statements });
      clock = Date.now();
      // What this house knows is at the head, and answers; then the other one writes, which is found out once.
      await book.transfer({ from: 'world', to: 'a0', amount: 1n });
      const now = (one: OpenBook) => one.balance('a0');
      expect(await costOf(now)).toEqual({ statements: 2, roundTrips: 1 });
      expect(await costOf((one) => one.balance('a1'))).toEqual({ statements: 3, roundTrips: 2 });
      await writing.book('b').transfer({ from: 'world', to: 'a0', amount: 1n });
      expect(await costOf(now)).toEqual({ statements: 3, roundTrips: 2 });
      expect(await costOf(now)).toEqual({ statements: 3, roundTrips: 2 });
      expect(await now(book)).toMatchObject({ posted: 3n });
    } finally {
      await house.close();
      await writing.close();
    }
  });
});
