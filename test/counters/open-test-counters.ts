import type { DefineInput } from 'tallystick/counters';
import type { CounterStore } from '../../src/counters/counter-store.ts';
import { Counters } from '../../src/counters/counters.ts';
import { COUNTERS, SIZE } from './counter-arbitraries.ts';

/** Counters whose present is what the test says it is. */
export class Present {
  now = 0;
}

/** The counters of the small world, in a book of a store: buckets of 10, 20 and 60. */
export async function openSmallCounters(
  store: CounterStore,
  book: string,
  present: Present,
  limits: Pick<DefineInput, 'horizon' | 'skew'>,
): Promise<Counters> {
  const counters = new Counters(store, book, () => present.now);
  for (const counter of COUNTERS) {
    await counters.define({ counter, granularities: [SIZE, 2 * SIZE, 6 * SIZE], ...limits });
  }
  return counters;
}
