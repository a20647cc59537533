import fc from 'fast-check';
import type { CountEvent } from 'tallystick/counters';

/** Small worlds, so that everything happens: two counters, few ids, moments around bucket edges and around 0. */
export const SIZE = 10;
export const COUNTERS = ['a', 'b'] as const;

/** Moments from -60 to 60, edges of buckets more often than others. */
export const anyMoment: fc.Arbitrary<number> = fc.oneof(
  fc.integer({ min: -60, max: 60 }),
  fc.integer({ min: -6, max: 6 }).map((bucket) => bucket * SIZE),
  fc.integer({ min: -6, max: 6 }).map((bucket) => bucket * SIZE - 1),
);

export const anyEvent: fc.Arbitrary<CountEvent> = fc.record(
  {
    counter: fc.constantFrom(...COUNTERS),
    eventId: fc.integer({ min: 0, max: 15 }).map((id) => `e${id}`),
    at: anyMoment,
    value: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.bigInt({ min: -(2n ** 52n), max: 2n ** 52n })),
    source: fc.constantFrom('', 's', 't'),
  },
  { requiredKeys: ['counter', 'eventId', 'at'] },
);

/** Events that are all different and have ids of their own. */
export const differentEvents: fc.Arbitrary<CountEvent[]> = fc
  .array(anyEvent, { maxLength: 60 })
  .map((events) => events.map((event, i) => ({ ...event, eventId: `e${i}` })));

/** The same events in another order, some of them more than once. */
export function shuffledWithRepeats(events: readonly CountEvent[]): fc.Arbitrary<CountEvent[]> {
  if (events.length === 0) return fc.constant([]);
  return fc
    .array(fc.constantFrom(...events), { maxLength: events.length })
    .chain((again) =>
      fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }),
    );
}

/** The same events cut into batches. */
export function cutIntoBatches(events: readonly CountEvent[]): fc.Arbitrary<CountEvent[][]> {
  return fc.array(fc.integer({ min: 0, max: events.length }), { maxLength: 6 }).map((cuts) => {
    const edges = [0, ...cuts.sort((a, b) => a - b), events.length];
    return edges.slice(1).map((end, i) => events.slice(edges[i], end));
  });
}
