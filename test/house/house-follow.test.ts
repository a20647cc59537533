import { describe, expect, test } from 'vitest';
import { canonicalText } from '../../src/base/canonical-bytes.ts';
import { open } from '../../src/engine/open-house.ts';
import { allEvents, type House, type JournalRecord, type OpenBook } from '../support/house/house-door.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';
import { SeededChoices } from '../support/random/house-random.ts';

/** The rows that a follower sees until it has seen one with that number. */
async function followTo(book: OpenBook, after: number, last: number): Promise<JournalRecord[]> {
  const seen: JournalRecord[] = [];
  for await (const record of book.follow({ after })) {
    seen.push(record);
    if (record.seq >= last) break;
  }
  return seen;
}

/** Keeps writing: alone, together and in bulk, some of it refused. */
async function write(book: OpenBook, count: number, choices: SeededChoices): Promise<void> {
  for (let i = 0; i < count; i += 1) {
    const some = Array.from({ length: 1 + choices.below(9) }, () => ({
      kind: 'transfer' as const,
      from: choices.chance(80) ? 'world' : 'a',
      to: choices.chance(80) ? 'b' : 'nobody',
      amount: BigInt(1 + choices.below(3)),
    }));
    if (choices.chance(50)) await book.submit(some);
    else await Promise.all(some.map(({ kind: _, ...options }) => book.transfer(options)));
  }
}

async function begin(house: House): Promise<OpenBook> {
  const book = house.book('main');
  for (const account of ['a', 'b']) await book.openAccount({ account, asset: 'GBP/2' });
  return book;
}

describe.each(HOUSES)('follow, $name', (kind) => {
  test('sees every row once and in order, from any cursor, while writes go on', async () => {
    const choices = new SeededChoices(7);
    await inPlace(kind, async ({ url }) => {
      const house = await open(url);
      const book = await begin(house);
      // Where there may be two nodes, every other follower is on the other one.
      const node = kind.isShared ? await open(url) : house;
      await write(book, 20, choices);
      const early = (await allEvents(book)).length;
      const other = house.book('other');
      const cursors = [0, 1, 5, early - 1, early, early + 3];
      const followers = cursors.map((after, i) =>
        followTo(i % 2 === 0 ? book : node.book('main'), after, early + 200),
      );
      // Those who wait for a row to come are not woken by those of another book.
      await other.openAccount({ account: 'a', asset: 'GBP/2' });
      while ((await book.events({ after: early + 200, limit: 1 })).length === 0)
        await write(book, 1, choices);
      const all = await allEvents(book);
      for (const [i, seen] of (await Promise.all(followers)).entries()) {
        const after = cursors[i] ?? 0;
        const expected = all.filter(({ seq }) => seq > after && seq <= (seen.at(-1)?.seq ?? 0));
        expect(canonicalText(seen)).toBe(canonicalText(expected));
        expect(seen.at(-1)?.seq).toBeGreaterThanOrEqual(early + 200);
      }
      expect(all.some(({ ok }) => !ok)).toBe(true);
      await node.close();
      await house.close();
    });
  });

  test.runIf(kind.isDurable)('goes on behind its cursor after a restart', async () => {
    await inPlace(kind, async ({ url }) => {
      const choices = new SeededChoices(8);
      let house = await open(url);
      let book = await begin(house);
      await write(book, 5, choices);
      const before = await followTo(book, 0, 3);
      const cursor = before.at(-1)?.seq ?? 0;
      await house.close();
      house = await open(url);
      book = house.book('main');
      const following = followTo(book, cursor, 60);
      while ((await book.events({ after: 60, limit: 1 })).length === 0) await write(book, 1, choices);
      const seen = [...before, ...(await following)];
      const all = await allEvents(book);
      expect(canonicalText(seen)).toBe(canonicalText(all.slice(0, seen.length)));
      await house.close();
    });
  });

  test('ends when it is told to, and when the house is closed', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url);
      const book = await begin(house);
      const stop = new AbortController();
      const collect = async (signal?: AbortSignal): Promise<number> => {
        let count = 0;
        for await (const _ of book.follow(signal === undefined ? {} : { signal })) count += 1;
        return count;
      };
      const stopped = collect(stop.signal);
      const left = collect();
      await book.transfer({ from: 'world', to: 'a', amount: 1 });
      stop.abort();
      // It need not have come to the last row by then.
      expect(await stopped).toBeLessThanOrEqual(3);
      expect(await collect(AbortSignal.abort())).toBe(0);
      await house.close();
      expect(await left).toBeLessThanOrEqual(3);
    });
  });

  test('a reader that leaves early takes nothing from the others', async () => {
    await inPlace(kind, async ({ url }) => {
      const house = await open(url);
      const book = await begin(house);
      const [first, second] = await Promise.all([followTo(book, 0, 1), followTo(book, 0, 2)]);
      expect([first.length, second.length]).toEqual([1, 2]);
      await house.close();
    });
  });
});
