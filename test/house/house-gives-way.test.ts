import { describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import type { House, OpenBook } from '../support/house/house-door.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';

/** Those whose store answers at once: nothing else would let the process do anything beside them. */
const AT_ONCE = [HOUSE.memory, HOUSE.sqlite];
const ROWS = 3_000;

/** How many turns of the event loop came while work was done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const spin = (): void => {
    turns += 1;
    if (!isOver) setImmediate(spin);
  };
  setImmediate(spin);
  await work();
  isOver = true;
  return turns;
}

async function withRows(house: House): Promise<OpenBook> {
  const book = house.book('a');
  await book.openAccount({ account: 'x', asset: 'GBP/2' });
  const transfer = { kind: 'transfer', from: 'world', to: 'x', amount: 1n } as const;
  await book.submit(Array.from({ length: ROWS }, () => transfer));
  return book;
}

describe.each(AT_ONCE)('whatever else the process has to do has its turn, $name,', (kind) => {
  test('between groups on several books, new and repeated, of one caller and of many', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, { announceExpiries: false });
      for (const name of ['a', 'b', 'c'])
        await house.book(name).openAccount({ account: 'x', asset: 'GBP/2' });
      const group = (id: number, other: string) =>
        house.atomic(
          ['a', other].map(
            (book) => ({ book, kind: 'transfer', from: 'world', to: 'x', amount: 1n }) as const,
          ),
          { id: `g${id}` },
        );
      const caller = async (other: string): Promise<void> => {
        for (let i = 0; i < 50; i += 1)
          expect(await group(i % 25, other)).toMatchObject({ ok: other === 'b' });
      };
      expect(await turnsDuring(() => caller('b'))).toBeGreaterThanOrEqual(49);
      expect(await turnsDuring(() => Promise.all([caller('b'), caller('c')]))).toBeGreaterThanOrEqual(49);
      await house.close();
    });
  });

  test('between the pages of a journal that is followed, so that the signal can be given', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, { announceExpiries: false });
      const book = await withRows(house);
      const ending = new AbortController();
      setImmediate(() => ending.abort());
      let count = 0;
      for await (const _row of book.follow({ signal: ending.signal })) count += 1;
      expect(count).toBeLessThan(ROWS);
      await house.close();
    });
  });

  test('and of one that is counted', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url, { announceExpiries: false });
      const book = await withRows(house);
      const feed = book.feed({ feed: 'f', count: () => ({ counter: 'n', value: 1 }) });
      const ending = new AbortController();
      setImmediate(() => ending.abort());
      expect((await feed.follow({ signal: ending.signal })).rows).toBeLessThan(ROWS);
      const again = new AbortController();
      setImmediate(() => again.abort());
      await expect(feed.restart({ signal: again.signal })).rejects.toMatchObject({ name: 'AbortError' });
      expect(await feed.catchUp()).toMatchObject({ seq: ROWS + 1 });
      await house.close();
    });
  });
});
