import fc from 'fast-check';
import type { CountEvent, Counters } from 'tallystick/counters';
import { describe, expect, test } from 'vitest';
import { PlainCounters } from '../oracle/plain-counters.ts';
import { runsOn, useCounterBooks } from '../support/counters/counter-places.ts';
import { HOUSES } from '../support/house/house-places.ts';
import { anyEvent, anyMoment, COUNTERS, cutIntoBatches, SIZE } from './counter-arbitraries.ts';
import { openSmallCounters, Present } from './open-test-counters.ts';

type Step =
  | { readonly kind: 'ingest'; readonly batches: readonly CountEvent[][] }
  | { readonly kind: 'one'; readonly event: CountEvent }
  | { readonly kind: 'pass'; readonly time: number }
  | {
      readonly kind: 'backfill';
      readonly counter: string;
      readonly ends: [number, number];
      readonly late: boolean;
    }
  | { readonly kind: 'ask'; readonly ends: [number, number]; readonly window: number };

const anyEnds = fc.tuple(anyMoment, anyMoment).map(([a, b]): [number, number] => (a < b ? [a, b] : [b, a]));

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .array(anyEvent, { maxLength: 20 })
      .chain(cutIntoBatches)
      .map((batches) => ({ kind: 'ingest' as const, batches })),
  },
  { weight: 2, arbitrary: anyEvent.map((event) => ({ kind: 'one' as const, event })) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 15 }).map((time) => ({ kind: 'pass' as const, time })) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('backfill' as const),
      counter: fc.constantFrom(...COUNTERS),
      ends: anyEnds,
      late: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      ends: anyEnds,
      window: fc.integer({ min: 1, max: 80 }),
    }),
  },
);

async function ask(
  counters: Counters,
  plain: PlainCounters,
  now: number,
  [from, to]: [number, number],
  window: number,
): Promise<void> {
  for (const counter of COUNTERS) {
    expect((await counters.total({ counter })).count).toBe(plain.total(counter));
    const whole = Math.ceil(window / SIZE) * SIZE;
    const tumbling = await counters.tumbling({ counter, window: whole, from, to });
    expect(tumbling.windows).toEqual(plain.tumbling(counter, whole, from, to));
    const sliding = await counters.sliding({ counter, window, at: to });
    expect(sliding).toEqual(plain.sliding(counter, window, to, now));
    const exact = await counters.sliding({ counter, window, at: to, exact: true });
    expect(exact).toMatchObject({ count: plain.sum(counter, to - window, to), approximate: false });
    const distinct = await counters.distinct({ counter, from, to });
    expect(distinct).toMatchObject({ count: plain.distinct(counter, from, to), approximate: false });
  }
  const top = await counters.top({ window, at: to });
  for (const { counter, count } of top.counters) {
    expect(count).toBe(plain.sliding(counter, window, to, now).count);
  }
  const order = top.counters.map(({ count }) => count);
  expect(order).toEqual(order.toSorted((a, b) => (a === b ? 0 : a > b ? -1 : 1)));
}

for (const kind of HOUSES) {
  describe(`on ${kind.name}`, () => {
    const books = useCounterBooks(kind);
    test('any events, cut in any way, with time passing and backfills between, are counted as by hand', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyStep, { minLength: 1, maxLength: 20 }),
          fc.constantFrom(null, 0, 7, 30),
          fc.constantFrom(0, 5, 60),
          async (steps, horizon, skew) => {
            const present = new Present();
            const book = books.nextBook();
            const counters = await openSmallCounters(books.store(), book, present, { horizon, skew });
            const plain = new PlainCounters({ horizon, skew, size: SIZE });
            for (const step of steps) {
              if (step.kind === 'pass') present.now += step.time;
              else if (step.kind === 'ask') await ask(counters, plain, present.now, step.ends, step.window);
              else if (step.kind === 'one') {
                expect(await counters.ingest(step.event)).toBe(plain.ingest(step.event, present.now));
              } else if (step.kind === 'ingest') {
                for (const batch of step.batches) {
                  const expected = batch.map((event) => plain.ingest(event, present.now));
                  expect(await counters.ingest(batch)).toEqual(expected);
                }
              } else {
                const { counter, ends, late } = step;
                const [from, to] = ends;
                const answer = await counters.backfill({ counter, from, to, admitLate: late });
                if (!answer.ok) throw new Error(answer.reason);
                const { from: first, to: end } = answer;
                expect([first, end]).toEqual([Math.floor(from / 60) * 60 + 0, Math.ceil(to / 60) * 60 + 0]);
                const admitted = late ? plain.admit(counter, first ?? 0, end ?? 0) : 0;
                expect(answer.admitted).toBe(admitted);
              }
            }
            await ask(counters, plain, present.now, [-60, 60], 25);
            const status = await counters.status();
            for (const one of status.counters) {
              expect(one.quarantined).toBe(
                plain.late.filter(({ counter }) => counter === one.counter).length,
              );
              expect(one.counted).toBe(plain.log.filter(({ counter }) => counter === one.counter).length);
            }
          },
        ),
        { numRuns: runsOn(kind) },
      );
    });
  });
}
