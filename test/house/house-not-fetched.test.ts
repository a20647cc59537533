import { afterEach, expect, test, vi } from 'vitest';
import { Bug } from '../../src/base/assert.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import { Book } from '../../src/kernel/book.ts';
import { type NeedKind, NotFetched, Residency } from '../../src/kernel/residency.ts';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import type { Store } from '../../src/store/store.ts';
import { checkSound } from '../support/house/house-checks.ts';
import type { House } from '../support/house/house-door.ts';
import { checkCaches } from '../support/watch/house-cache-check.ts';
import { watchedStore } from '../support/watch/house-view-watch.ts';

const NOW = 100_000;
const OPTIONS = { announceExpiries: false, clock: () => NOW } as const;

afterEach(() => {
  vi.restoreAllMocks();
});

/** A store with two books, and a house that remembers nothing of them. */
async function openCold(): Promise<{ readonly store: Store; readonly house: House }> {
  const store = await openMemoryStore();
  const before = await openHouse(store, OPTIONS);
  for (const name of ['x', 'y']) {
    for (const account of ['a', 'b', 'lost'])
      await before.book(name).openAccount({ account, asset: 'GBP/2', effectiveAt: 1 });
    for (const to of ['a', 'lost'])
      await before.book(name).transfer({ from: 'world', to, amount: 9n, effectiveAt: 5 });
    // Late commands look behind them.
    for (let i = 0; i < 20; i += 1)
      await before.book(name).transfer({ from: 'world', to: 'lost', amount: 1n, effectiveAt: 50 + i });
  }
  return { store, house: await openHouse(store, OPTIONS) };
}

/** A bug, by which what was loaded of one account is not known to be there. */
function lose(lost: readonly (readonly [NeedKind, string])[]): void {
  const { know } = Residency.prototype;
  vi.spyOn(Residency.prototype, 'know').mockImplementation(function (this: Residency, kind, key) {
    if (!lost.some(([k, name]) => k === kind && name === key)) know.call(this, kind, key);
  });
}

const GOOD = { from: 'a', to: 'b', amount: 1n } as const;
const LOST = { from: 'nobody', to: 'b', amount: 1n } as const;
const across = (transfer: typeof GOOD | typeof LOST) =>
  (['x', 'y'] as const).map((book) => ({ book, kind: 'transfer' as const, ...transfer }));

const CALLS: readonly (readonly [string, (house: House) => Promise<unknown>])[] = [
  ['a command', (house) => house.book('x').transfer(LOST)],
  ['a late command', (house) => house.book('x').transfer({ ...LOST, effectiveAt: 2 })],
  [
    'a group whose other commands are done by then',
    (house) =>
      house.book('x').submit([
        {
          kind: 'atomic',
          commands: [
            { kind: 'transfer', ...GOOD },
            { kind: 'hold', hold: 'h', account: 'a', amount: 2n, expiresAt: null },
            { kind: 'transfer', ...LOST },
          ],
        },
      ]),
  ],
  ['a group over two books', (house) => house.atomic(across(LOST))],
  ['a dry run', (house) => house.book('x').dryRun([{ kind: 'transfer', ...LOST }])],
  ['a step of a transaction', async (house) => (await house.book('x').begin()).transfer(LOST)],
  ['a balance in a transaction', async (house) => (await house.book('x').begin()).balance('nobody')],
];

test.each(CALLS)(
  '%s that looks at what is lost is told of a bug that names it; what came with it is done, and nothing is left of it',
  async (_, call) => {
    const { store, house } = await openCold();
    const { count } = NotFetched;
    lose([['account', 'nobody']]);
    const [first, failure, second] = await Promise.allSettled([
      house.book('x').transfer({ ...GOOD, id: '1' }),
      call(house),
      house.book('x').transfer({ ...GOOD, id: '2' }),
    ]);
    expect(failure).toMatchObject({ status: 'rejected' });
    const { reason } = failure as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(Bug);
    expect(reason.message).toBe('bug in tallystick: account nobody was not fetched before it was looked at');
    expect(NotFetched.count).toBeGreaterThan(count);
    for (const done of [first, second]) expect(done).toMatchObject({ value: { ok: true } });
    vi.restoreAllMocks();
    // What is in memory is what is on record, and the book goes on.
    expect(await house.book('x').transfer({ ...GOOD, id: '3' })).toMatchObject({ ok: true });
    expect(await checkCaches(store)).toBeGreaterThan(0);
    expect(await house.book('x').balance('b')).toMatchObject({ posted: 3n });
    expect((await house.book('x').holds()).items).toEqual([]);
    await checkSound(house);
    await house.close();
  },
);

test('of groups over several books those that are not concerned are done', async () => {
  const { house } = await openCold();
  lose([['account', 'nobody']]);
  const told = await Promise.allSettled([
    house.atomic(across(GOOD)),
    house.atomic(across(LOST)),
    house.atomic(across(GOOD)),
  ]);
  expect(told.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect((told[1] as PromiseRejectedResult).reason).toBeInstanceOf(NotFetched);
  vi.restoreAllMocks();
  for (const book of ['x', 'y']) expect(await house.book(book).balance('b')).toMatchObject({ posted: 2n });
  await checkSound(house);
  await house.close();
});

test('what tells a repeat by its name may be lost as well', async () => {
  const { house } = await openCold();
  const book = house.book('x');
  const transaction = await book.begin();
  expect(await transaction.transfer(GOOD)).toMatchObject({ ok: true });
  await book.pay({ payment: 'p', account: 'a', amount: 3n });
  lose([['refund', 'r']]);
  const told = await Promise.allSettled([
    book.refund({ refund: 'r', account: 'a', payment: 'p', amount: 1n }),
    book.refund({ refund: 'other', account: 'a', payment: 'p', amount: 1n }),
  ]);
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  vi.restoreAllMocks();
  expect(await transaction.commit()).toMatchObject({ ok: true });
  expect(await book.refund({ refund: 'r', account: 'a', payment: 'p', amount: 1n })).toMatchObject({
    ok: true,
  });
  await checkSound(house);
  await house.close();
});

test('every command is decided once, whatever had to be fetched for it', async () => {
  const { house } = await openCold();
  const runs = vi.spyOn(Book.prototype, 'run');
  const late = (book: string, i: number) =>
    house.book(book).transfer({ from: 'lost', to: 'b', amount: 1n, effectiveAt: 10 + i, id: `late ${i}` });
  const calls = ['x', 'y'].flatMap((book) => [
    ...Array.from({ length: 5 }, (_, i) => late(book, i)),
    house.book(book).hold({ hold: 'h', account: 'a', to: 'lost', amount: 1n, expiresAt: NOW + 9 }),
    // The hold that was just made leads it further.
    house.book(book).merge({ from: 'lost', into: 'b' }),
    house.book(book).capture({ hold: 'h' }),
    house.book(book).capture({ hold: 'h' }),
  ]);
  const answers = await Promise.all(calls);
  expect(answers.filter(({ ok }) => ok)).toHaveLength(calls.length - 2);
  expect(runs.mock.calls).toHaveLength(calls.length);
  runs.mockClear();
  const groups = await Promise.all([house.atomic(across(GOOD)), house.atomic(across(LOST))]);
  expect(groups.map(({ ok }) => ok)).toEqual([true, false]);
  // Each group once in each of its books.
  expect(runs.mock.calls).toHaveLength(4);
  await house.close();
});

test('a thousand late commands on accounts of which nothing is in memory take a few looks at the store', async () => {
  const looksFor = async (count: number): Promise<number> => {
    let looks = 0;
    const store = watchedStore(await openMemoryStore(), () => {
      looks += 1;
    });
    const house = await openHouse(store, { ...OPTIONS, cacheRowsMax: 0 });
    const book = house.book('x');
    const each = <T>(make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
    const ok = async (commands: unknown[]): Promise<void> => {
      const answers = await book.submit(commands as Parameters<typeof book.submit>[0]);
      expect(answers.filter((answer) => !answer.ok)).toEqual([]);
    };
    await ok(each((i) => ({ kind: 'open_account', account: `a${i}`, asset: 'GBP/2', effectiveAt: 1 })));
    await ok(
      each((i) => ({
        kind: 'pay',
        id: `p${i}`,
        payment: `p${i}`,
        account: `a${i}`,
        amount: 9n,
        effectiveAt: 2,
      })),
    );
    await ok(
      each((i) => ({
        kind: 'hold',
        hold: `h${i}`,
        account: `a${i}`,
        to: `a${(i + 1) % count}`,
        amount: 1n,
        expiresAt: 90,
        effectiveAt: 3,
      })),
    );
    await ok(each((i) => ({ kind: 'pay', payment: `q${i}`, account: `a${i}`, amount: 9n, effectiveAt: 99 })));
    await ok(each((i) => ({ kind: 'transfer', from: 'world', to: `a${i}`, amount: 9n, effectiveAt: 2 })));
    looks = 0;
    const kinds = ['capture', 'refund', 'reverse', 'transfer'] as const;
    const inputs = {
      capture: (i: number) => ({ hold: `h${i}` }),
      refund: (i: number) => ({ refund: `r${i}`, account: `a${i}`, amount: 1n }),
      reverse: (i: number) => ({ transaction: `p${i}` }),
      transfer: (i: number) => ({ from: `a${i}`, to: 'world', amount: 1n }),
    };
    await ok(
      each((i) => {
        const kind = kinds[i % kinds.length] ?? 'transfer';
        return { kind, ...inputs[kind](i), effectiveAt: 50 };
      }),
    );
    const told = looks;
    await house.close();
    return told;
  };
  const few = await looksFor(40);
  const many = await looksFor(1_000);
  expect(few).toBeLessThanOrEqual(30);
  // Pasts are asked for by 128 accounts.
  expect(many - few).toBeLessThanOrEqual(10);
});
