import type { CountEvent } from '../../../src/counters/rules/count-event.ts';

/** The present of the load: later than all that it counts. */
export const COUNTER_LOAD_NOW = 86_400_000;

export const COUNTER_LOAD_BATCH = 300;

/** The events of a batch; each batch has ids of its own. */
export function batchOf(number: number): CountEvent[] {
  return Array.from({ length: COUNTER_LOAD_BATCH }, (_, i) => ({
    counter: i % 3 === 0 ? 'b' : 'a',
    eventId: `${number}:${i}`,
    at: ((number * 977 + i * 61) % 1_440) * 60_000,
  }));
}
