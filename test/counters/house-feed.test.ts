import { openCounters } from 'tallystick/counters';
import { describe, expect, test } from 'vitest';
import { Counters } from '../../src/counters/counters.ts';
import { open } from '../../src/engine/open-house.ts';
import {
  countedIn,
  countPayments,
  countTwice,
  MINUTE,
  recount,
  sorted,
  writePayments,
} from '../support/counters/counter-house-journal.ts';
import { HOUSES, inPlace } from '../support/house/house-places.ts';

const NOW = 100 * MINUTE;
const options = { clock: () => NOW, announceExpiries: false };

for (const kind of HOUSES) {
  describe(`a feed of counters, ${kind.name}`, { timeout: 60_000 }, () => {
    test('counts what a recount of the journal counts, and goes on where it was left', () =>
      inPlace(kind, async ({ url }) => {
        await using house = await open(url, options);
        const book = house.book('shop');
        const feed = book.feed({ feed: 'payments', count: countPayments });
        await writePayments(book, 0, 1_500);
        const first = await feed.catchUp();
        const { seq } = await book.head();
        expect(first).toMatchObject({ rows: 1_502, seq });
        expect(await feed.catchUp()).toEqual({ rows: 0, events: 0, seq });
        await writePayments(book, 1_500, 300);
        const [late] = (await feed.counters.status()).feeds;
        expect(late).toMatchObject({ feed: 'shop/payments', seq, behind: (await book.head()).seq - seq });
        const again = book.feed({ feed: 'payments', count: countPayments });
        expect(await again.catchUp()).toMatchObject({ rows: 300 });
        expect((await feed.counters.status()).feeds).toMatchObject([{ behind: 0, lagMs: 0 }]);
        expect(sorted(await countedIn(feed.counters, NOW))).toEqual(sorted(await recount(book)));
        const sources = await feed.counters.distinct({ counter: 'payments', from: 0, to: NOW });
        expect(sources.count).toBe(2);
      }));

    test('follows what is written, together with others that feed the same', () =>
      inPlace(kind, async ({ url }) => {
        await using house = await open(url, options);
        await using second = kind.isShared ? await open(url, options) : await open('memory:');
        const book = house.book('shop');
        const ending = new AbortController();
        const { signal } = ending;
        const mine = book.feed({ feed: 'payments', count: countPayments });
        const others = (kind.isShared ? second : house).book('shop');
        const theirs = others.feed({ feed: 'payments', count: countPayments });
        const runs = [mine.follow({ signal }), mine.follow({ signal }), theirs.follow({ signal })];
        for (let i = 0; i < 20; i += 1) await writePayments(book, i * 50, 50);
        await expect
          .poll(async () => (await mine.counters.status()).feeds, { timeout: 30_000 })
          .toMatchObject([{ behind: 0, seq: (await book.head()).seq }]);
        ending.abort();
        const progress = await Promise.all(runs);
        // Each row by one of them.
        expect(progress.reduce((sum, { rows }) => sum + rows, 0)).toBe(1_002);
        expect(sorted(await countedIn(mine.counters, NOW))).toEqual(sorted(await recount(book)));
      }));

    test('begins again in a new generation, and readers see the old counts until it is whole', () =>
      inPlace(kind, async ({ url }) => {
        await using house = await open(url, options);
        const book = house.book('shop');
        const old = book.feed({ feed: 'payments', count: countPayments });
        await old.counters.define({ counter: 'paid', horizon: 1 });
        await writePayments(book, 0, 1_100);
        await old.catchUp();
        const before = sorted(await countedIn(old.counters, NOW));
        const broken = book.feed({
          feed: 'payments',
          count: (record) => {
            // By now the first page is counted in the new generation.
            if (record.id === 'shop-1050') throw new Error('broken off');
            return countTwice(record);
          },
        });
        await expect(broken.restart()).rejects.toThrow('broken off');
        expect(sorted(await countedIn(old.counters, NOW))).toEqual(before);
        const totals = new Set<bigint>();
        const feed = book.feed({ feed: 'payments', count: countTwice });
        const define = [{ counter: 'payments', granularities: ['minute' as const] }];
        const restarting = feed.restart({ define });
        let isOver = false;
        void restarting.finally(() => {
          isOver = true;
        });
        while (!isOver) {
          totals.add((await old.counters.total({ counter: 'payments' })).count);
          await new Promise((resolve) => setImmediate(resolve));
        }
        const done = await restarting;
        expect(done).toMatchObject({ ok: true, generation: 2, rows: 1_102, seq: (await book.head()).seq });
        const { count: now } = await old.counters.total({ counter: 'payments' });
        expect([now / 2n, now]).toEqual(expect.arrayContaining([...totals]));
        await writePayments(book, 1_100, 10);
        await feed.catchUp();
        const after = sorted(await recount(book, countTwice));
        expect(sorted(await countedIn(old.counters, NOW))).toEqual(after);
        const { counters } = await old.counters.status();
        expect(counters.map(({ counter, granularities }) => [counter, granularities.length])).toEqual([
          ['paid', 3],
          ['payments', 1],
          ['refusals', 3],
        ]);
        expect(counters[0]).toMatchObject({ horizon: 1, counted: 0 });
      }));

    test('begins again while others write and feed', () =>
      inPlace(kind, async ({ url }) => {
        await using house = await open(url, options);
        const book = house.book('shop');
        const feed = book.feed({ feed: 'payments', count: countPayments });
        await writePayments(book, 0, 500);
        const ending = new AbortController();
        const following = feed.follow({ signal: ending.signal });
        const writing = (async () => {
          for (let i = 10; i < 30; i += 1) await writePayments(book, i * 50, 50);
        })();
        const answers = await Promise.all([feed.restart(), feed.restart(), feed.restart()]);
        expect(answers.filter(({ ok }) => ok).length).toBeGreaterThan(0);
        await writing;
        ending.abort();
        await following;
        await feed.catchUp();
        expect(sorted(await countedIn(feed.counters, NOW))).toEqual(sorted(await recount(book)));
      }));

    test('counts into other counters, beside what they count', () =>
      inPlace(kind, async ({ url }) => {
        await using house = await open(url, options);
        for (const name of ['shop', 'a/b']) await writePayments(house.book(name), 0, 40);
        await house.counters.ingest({ counter: 'visits', eventId: '1', at: 0, value: 0 });
        for (const into of [house.counters, await openCounters({ clock: () => NOW })]) {
          for (const name of ['shop', 'a/b']) {
            const feed = house.book(name).feed({ feed: 'payments', count: countPayments, into });
            expect(feed.counters).toBe(into);
            await feed.catchUp();
            await expect(feed.restart()).rejects.toMatchObject({ code: 'bad_option', field: 'into' });
          }
          const both = await recount(house.book('shop'));
          for (const [key, count] of await recount(house.book('a/b'))) {
            both.set(key, (both.get(key) ?? 0n) + count);
          }
          expect(sorted(await countedIn(into, NOW))).toEqual(sorted(both));
        }
        const { feeds } = await house.counters.status();
        expect(feeds.map(({ feed, behind }) => [feed, behind])).toEqual([
          ['a/b/payments', 0],
          ['shop/payments', 0],
        ]);
      }));
  });
}

test('bad input is named, and moves nothing', async () => {
  await using house = await open('memory:', options);
  const book = house.book('shop');
  await writePayments(book, 0, 3);
  const count = countPayments;
  const bad: [object, string][] = [
    [{ count }, 'feed'],
    [{ feed: 'a/b', count }, 'feed'],
    [{ feed: 'a'.repeat(200), count }, 'feed'],
    [{ feed: 'a' }, 'count'],
    [{ feed: 'a', count, into: {} }, 'into'],
    [{ feed: 'a', count, more: 1 }, 'options.more'],
  ];
  for (const [given, field] of bad) {
    // What a caller without types may give.
    expect(() => book.feed(given as never)).toThrow(expect.objectContaining({ field }));
  }
  const told: [unknown, string][] = [
    [{ counter: 'a', eventId: '1' }, 'eventId'],
    [{ counter: '' }, 'events[0].counter'],
    [[{ counter: 'a' }, { counter: 'a', value: 0.5 }], 'events[1].value'],
    [7, 'events[0]'],
    [Array.from({ length: 8_193 }, () => ({ counter: 'a' })), 'count'],
  ];
  for (const [event, field] of told) {
    const feed = book.feed({ feed: 'a', count: () => event as never });
    await expect(feed.catchUp()).rejects.toMatchObject({ field });
    expect(await feed.counters.status()).toMatchObject({ feeds: [], counters: [] });
  }
  expect(() => house.book('\u001ffeed\u001fshop/a/0').counters).toThrow(
    expect.objectContaining({ code: 'bad_id' }),
  );
  expect(house.counters).toBeInstanceOf(Counters);
});

test('a feed ends with its house', async () => {
  const house = await open('memory:', options);
  const book = house.book('shop');
  await writePayments(book, 0, 10);
  const feed = book.feed({ feed: 'payments', count: countPayments });
  const following = feed.follow();
  await expect.poll(async () => (await feed.counters.status()).feeds).toMatchObject([{ behind: 0 }]);
  await house.close();
  expect(await following).toMatchObject({ rows: 12 });
});
