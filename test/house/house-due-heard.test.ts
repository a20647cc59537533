import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import type { Store } from '../../src/store/store.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { through } from '../support/watch/through.ts';

const TEN = { kind: 'transfer', from: 'ann', to: 'bob', amount: 10n } as const;
const AT = 2_000;

async function fill(book: OpenBook): Promise<void> {
  for (const account of ['ann', 'bob']) await book.openAccount({ account, asset: 'GBP/2' });
  await book.transfer({ from: 'world', to: 'ann', amount: 100n });
}

/** What asks for the present, and what it has to say once ten were paid. */
const READS: readonly (readonly [string, (book: OpenBook) => Promise<unknown>, unknown])[] = [
  ['a balance', async (book) => (await book.balance('bob'))?.posted, 10n],
  ['several', async (book) => (await book.balances(['ann', 'bob'])).map((one) => one?.posted), [90n, 10n]],
  ['a sum', async (book) => (await book.balances({ prefix: 'bob' })).map(({ posted }) => posted), [10n]],
  ['a list', async (book) => (await book.transactions({ kind: 'run_schedule' })).items.length, 1],
  ['another', async (book) => (await book.schedules()).items.map(({ status }) => status), ['executed']],
  ['a trial', async (book) => (await book.dryRun({ ...TEN, from: 'bob', to: 'ann' })).ok, true],
];

/** A house that writes, and another on the same place whose store is changed. */
async function twoNodes(
  change: (store: Store) => Store,
  work: (nodes: { writing: House; other: House; come: () => void }) => Promise<void>,
): Promise<void> {
  await inPlace(HOUSE.postgres, async ({ openStore }) => {
    let now = 1_000;
    const options = { clock: () => now, announceExpiries: false };
    await using writing = await openHouse(await openStore(), options);
    await using other = await openHouse(change(await openStore()), options);
    await fill(writing.book('shop'));
    const come = (): void => {
      now = AT;
    };
    await work({ writing, other, come });
  });
}

test.each(READS)(
  '%s shows what another node has scheduled of which this one has not heard',
  (_, read, says) =>
    twoNodes(
      (store) => through(store, { onNews: undefined }),
      async ({ writing, other, come }) => {
        const book = other.book('shop');
        for (const [, one] of READS) await one(book);
        await writing.book('shop').schedule({ schedule: 's', command: TEN, executeAt: AT });
        come();
        expect(await read(book)).toEqual(says);
      },
    ),
);

test('a head that was asked for before the news of another is not believed after', async () => {
  const heard: (() => void)[] = [];
  let hold: Promise<void> | undefined;
  const late =
    <T>(ask: () => Promise<T>) =>
    async (): Promise<T> => {
      const found = await ask();
      await hold;
      return found;
    };
  const change = (store: Store): Store => {
    const onNews = (tell: (book: string) => void) =>
      store.onNews?.((book) => {
        tell(book);
        for (const one of heard.splice(0)) one();
      });
    const { latest } = store;
    return through(store, {
      onNews,
      latest: through(latest, {
        head: late(() => latest.head('shop')),
        headNow: late(() => latest.headNow?.('shop') ?? Promise.reject(new Error('it has a clock'))),
      }),
    });
  };
  await twoNodes(change, async ({ writing, other, come }) => {
    const book = other.book('shop');
    await sleep(200); // What was written to fill it has been told of by then.
    const news = new Promise<void>((resolve) => heard.push(resolve));
    // The head is on its way back when the schedule is made, and comes when that was told of.
    const held = Promise.withResolvers<void>();
    hold = held.promise;
    const before = book.balance('bob');
    await sleep(100);
    await writing.book('shop').schedule({ schedule: 's', command: TEN, executeAt: AT });
    await news;
    hold = undefined;
    held.resolve();
    expect((await before)?.posted).toBe(0n);
    come();
    const tx = await book.begin();
    expect((await tx.balance('bob'))?.posted).toBe(10n);
  });
});
