import { describe, expect, test } from 'vitest';
import { compareDeltas } from '../../src/counters/rules/coalesce-deltas.ts';
import { type FreshCounters, useCounterBooks } from '../support/counters/counter-places.ts';
import { HOUSES } from '../support/house/house-places.ts';

const DAY = 86_400_000;

function eventsOf(first: number, count: number) {
  return Array.from({ length: count }, (_, i) => ({
    counter: 'a',
    eventId: `${first + i}`,
    at: ((first + i) * 7_919_001) % (3 * DAY),
    value: ((first + i) % 5) - 1,
  }));
}

/** The live rows, over all slots. */
async function liveRows({ store, book }: FreshCounters) {
  const rows = await store.read(book, (view) => view.bucketRows('a'));
  const sums = new Map<string, bigint>();
  for (const { size, start, generation, sum } of rows) {
    const key = `${generation} ${size} ${start}`;
    sums.set(key, (sums.get(key) ?? 0n) + sum);
  }
  return sums;
}

for (const kind of HOUSES) {
  describe(`on ${kind.name}`, () => {
    const books = useCounterBooks(kind);
    const open = async () => {
      const fresh = books.open(DAY);
      await fresh.counters.define({ counter: 'a', horizon: null, skew: 10 * DAY });
      return fresh;
    };

    describe('a backfill', () => {
      test('repairs buckets that went wrong, in its range and nowhere else', async () => {
        const fresh = await open();
        const { store, book, counters } = fresh;
        await counters.ingest(eventsOf(0, 5_000));
        const right = await liveRows(fresh);
        const wrong = [0, DAY].flatMap((start) =>
          [DAY, 60_000].map((size) => ({ counter: 'a', size, start, generation: 0, slot: 3, sum: 1_000n })),
        );
        await store.transact(book, (tx) => tx.addToBuckets(wrong.sort(compareDeltas)));
        expect(await liveRows(fresh)).not.toEqual(right);
        const answer = await counters.backfill({ counter: 'a', from: 5, to: 6 });
        expect(answer).toMatchObject({ ok: true, from: 0, to: DAY });
        const half = await liveRows(fresh);
        expect(half.get(`0 ${DAY} 0`)).toBe(right.get(`0 ${DAY} 0`));
        expect(half.get(`0 ${DAY} ${DAY}`)).toBe((right.get(`0 ${DAY} ${DAY}`) ?? 0n) + 1_000n);
        expect(await counters.backfill({ counter: 'a' })).toMatchObject({ ok: true, events: 5_000 });
        expect(await liveRows(fresh)).toEqual(right);
      });

      test('while events come in, counts each of them once', async () => {
        const size = kind.name === 'memory' ? 60_000 : 30_000;
        const fresh = await open();
        const { counters } = fresh;
        await counters.ingest(eventsOf(0, size));
        let isOver = false;
        const rebuilding = counters.backfill({ counter: 'a', from: DAY, to: 3 * DAY }).then((answer) => {
          isOver = true;
          return answer;
        });
        let next = size;
        let during = 0;
        while (!isOver) {
          await counters.ingest(eventsOf(next, 100));
          next += 100;
          const [status] = (await counters.status()).counters;
          if (status?.isRebuilding === true) during += 1;
        }
        expect(during).toBeGreaterThan(0);
        const answer = await rebuilding;
        expect(answer.ok && answer.events).toBeLessThan(size);
        const straight = await open();
        await straight.counters.ingest(eventsOf(0, next));
        expect(await liveRows(fresh)).toEqual(await liveRows(straight));
      });

      test('gives way to one that began later, and a broken-off one leaves nothing behind', async () => {
        const fresh = await open();
        const { counters } = fresh;
        await counters.ingest(eventsOf(0, 20_000));
        const right = await liveRows(fresh);
        const answers = await Promise.all([
          counters.backfill({ counter: 'a' }),
          counters.backfill({ counter: 'a' }),
        ]);
        // In memory they take turns. Elsewhere either may come first, and be done before the other begins.
        if (kind.name === 'memory') expect(answers.map(({ ok }) => ok)).toEqual([false, true]);
        expect(answers).toContainEqual(expect.objectContaining({ ok: true, events: 20_000 }));
        for (const answer of answers) if (!answer.ok) expect(answer.reason).toBe('superseded');
        expect(await liveRows(fresh)).toEqual(right);
        const [status] = (await counters.status()).counters;
        expect(status).toMatchObject({ generation: 2, isRebuilding: false });
      });
    });

    describe('a feed', () => {
      const event = {
        counter: 'payments',
        source: 'journal',
        eventId: '1',
        at: -5 * DAY,
        value: 1,
        generation: 0,
      };

      test('counts what it brings once, whoever brings it, however late', async () => {
        const { counters } = await open();
        const batch = { feed: 'journal', from: 0, to: 3, events: [event, { ...event, eventId: '2' }] };
        expect(await counters.feedPlace('journal')).toBe(0);
        const both = await Promise.all([counters.countFeed(batch), counters.countFeed(batch)]);
        expect(both.toSorted()).toEqual([false, true]);
        expect(await counters.feedPlace('journal')).toBe(3);
        expect(await counters.countFeed({ feed: 'journal', from: 3, to: 9, events: [] })).toBe(true);
        expect((await counters.total({ counter: 'payments' })).count).toBe(2n);
        expect((await counters.status()).feeds).toEqual([{ feed: 'journal', seq: 9 }]);
      });

      test('moves only together with its counts', async () => {
        const { counters } = await open();
        const huge = Array.from({ length: 2_000 }, (_, i) => ({
          ...event,
          eventId: `${i}`,
          value: Number.MAX_SAFE_INTEGER,
        }));
        const batch = { feed: 'journal', from: 0, to: 1, events: huge };
        await expect(counters.countFeed(batch)).rejects.toMatchObject({ code: 'out_of_range' });
        expect(await counters.feedPlace('journal')).toBe(0);
        expect((await counters.total({ counter: 'payments' })).count).toBe(0n);
      });
    });
  });
}
