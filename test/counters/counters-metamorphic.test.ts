import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Counters } from '../../src/counters/counters.ts';
import { PlainCounters } from '../oracle/plain-counters.ts';
import { runsOn, useCounterBooks } from '../support/counters/counter-places.ts';
import { HOUSES } from '../support/house/house-places.ts';
import {
  COUNTERS,
  cutIntoBatches,
  differentEvents,
  SIZE,
  shuffledWithRepeats,
} from './counter-arbitraries.ts';
import { openSmallCounters, Present } from './open-test-counters.ts';

const WINDOWS = [SIZE, 2 * SIZE, 3 * SIZE, 6 * SIZE, 12 * SIZE];

/** Everything that can be seen of the counts. */
async function allCounts(counters: Counters): Promise<unknown> {
  const seen: unknown[] = [];
  for (const counter of COUNTERS) {
    seen.push((await counters.total({ counter })).count);
    for (const window of WINDOWS) {
      seen.push((await counters.tumbling({ counter, window, from: -70, to: 70 })).windows);
    }
    seen.push(await counters.sliding({ counter, window: 33, at: 27 }));
    seen.push((await counters.sliding({ counter, window: 33, at: 27, exact: true })).count);
    seen.push((await counters.distinct({ counter, from: -70, to: 70 })).count);
  }
  seen.push((await counters.top({ window: 120, at: 60 })).counters);
  return seen;
}

/** The same, by looking at every event. */
function recount(plain: PlainCounters): unknown {
  const seen: unknown[] = [];
  for (const counter of COUNTERS) {
    seen.push(plain.total(counter));
    for (const window of WINDOWS) seen.push(plain.tumbling(counter, window, -70, 70));
    seen.push(plain.sliding(counter, 33, 27, 0));
    seen.push(plain.sum(counter, 27 - 33, 27));
    seen.push(plain.distinct(counter, -70, 70));
  }
  const isIn = ({ at }: { readonly at: number }): boolean => at >= -60 && at < 60;
  const counts = COUNTERS.filter((counter) =>
    plain.log.some((one) => one.counter === counter && isIn(one)),
  ).map((counter) => ({ counter, count: plain.sum(counter, -60, 60) }));
  seen.push(counts.sort((a, b) => (a.count === b.count ? 0 : a.count > b.count ? -1 : 1)));
  return seen;
}

for (const kind of HOUSES) {
  describe(`on ${kind.name}`, () => {
    const books = useCounterBooks(kind);
    test('shuffled, repeated, cut otherwise, late or in time, with backfills under way: the same counts', async () => {
      const run = differentEvents.chain((events) =>
        fc.record({
          events: fc.constant(events),
          again: shuffledWithRepeats(events).chain(cutIntoBatches),
          passing: fc.integer({ min: 0, max: 3 }),
          backfills: fc.array(fc.integer({ min: 0, max: 8 }), { maxLength: 3 }),
        }),
      );
      await fc.assert(
        fc.asyncProperty(run, async ({ events, again, passing, backfills }) => {
          const store = books.store();
          const present = new Present();
          const limits = { horizon: 1_000, skew: 1_000 };
          const straight = await openSmallCounters(store, books.nextBook(), present, limits);
          await straight.ingest(events);
          const other = await openSmallCounters(store, books.nextBook(), present, limits);
          const rebuilt: Promise<unknown>[] = [];
          const arrivals: Promise<unknown>[] = [];
          for (const [i, batch] of again.entries()) {
            present.now += passing;
            arrivals.push(other.ingest(batch));
            // Not waited for: it goes on while the next batches come.
            if (backfills.includes(i)) rebuilt.push(other.backfill({ counter: 'a' }));
          }
          await Promise.all([...arrivals, ...rebuilt]);
          present.now = 0;
          const plain = new PlainCounters({ horizon: null, skew: 1_000, size: SIZE });
          for (const event of events) plain.ingest(event, 0);
          const expected = recount(plain);
          expect(await allCounts(straight)).toEqual(expected);
          expect(await allCounts(other)).toEqual(expected);
        }),
        { numRuns: runsOn(kind) },
      );
    });
  });
}
