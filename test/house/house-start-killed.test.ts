import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { openStore } from '../../src/store/open-store.ts';
import { copyBook } from '../support/house/copy-book.ts';
import { checkSound } from '../support/house/house-checks.ts';
import { DURABLE_HOUSES, type HouseKind, inPlace } from '../support/house/house-places.ts';
import { withOldHouse } from '../support/house/old-house.ts';

const CHILD = join(import.meta.dirname, '../support/crash/start-purses-child.ts');
const OLD = 'house-with-credits-of-rules-2';
const QUIET = { announceExpiries: false };
/** Lets a process start the purses of a book, and die at a step of what it writes. */
async function startAndDie(url: string, step: string): Promise<void> {
  const child = spawn(process.execPath, [CHILD, url, step], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(child, 'exit');
  const complaints = await text(child.stderr);
  expect([...(await ended), complaints]).toEqual([null, 'SIGKILL', '']);
}

/** A book that began without purses, in which they can be started, where its process dies so; whether they are started then. */
async function hasStarted(kind: HouseKind, step: string): Promise<boolean> {
  return await withOldHouse(OLD, async (old) =>
    inPlace(kind, async (place) => {
      const [store, from] = [await place.openStore(), await openStore(old)];
      try {
        await copyBook(from, store, 'shop');
      } finally {
        await Promise.all([from.close(), store.close()]);
      }
      const prepared = await open(place.url, QUIET);
      await prepared.book('shop').transfer({ from: 'world', to: 'carol', amount: 1_000n });
      await prepared.close();
      await startAndDie(place.url, step);
      await using house = await open(place.url, QUIET);
      const book = house.book('shop');
      const { items } = await book.credits({ limit: 1_000 });
      const left = Map.groupBy(items, ({ account }) => account);
      const purses = async (): Promise<[string, bigint | undefined][]> =>
        Promise.all(
          [...left.keys()].map(async (name) => [name, (await book.balance(name))?.credits.remaining]),
        );
      const whole = [...left].map(([name, own]) => [
        name,
        own.reduce((sum, { remaining }) => sum + remaining, 0n),
      ]);
      const found = await purses();
      const isStarted = found.some(([, purse]) => purse !== 0n);
      // All of them, or none.
      expect(found).toEqual(isStarted ? whole : whole.map(([name]) => [name, 0n]));
      await checkSound(house);
      // Asked again under its id, it is answered or comes to its end.
      const again = await book.startPurses({ id: 'start' });
      expect(again).toMatchObject({ ok: true, ...(isStarted ? { replayed: true } : {}) });
      expect(await purses()).toEqual(whole);
      expect(await book.startPurses()).toMatchObject({ reason: 'purses_exist' });
      await checkSound(house);
      return isStarted;
    }),
  );
}

describe.each(DURABLE_HOUSES)('purses whose start is killed, on $name', (kind) => {
  test.each([
    ['lock', 'none'],
    ['write', 'none'],
    ['commit', 'all'],
  ])(
    'once it did its %s are there for %s of the accounts, and it can be asked again',
    async (step, expected) => {
      expect((await hasStarted(kind, step)) ? 'all' : 'none').toBe(expected);
    },
  );
});
