import type { Counters } from '../../src/counters-entry.ts';
import { keep } from '../harness/weigh-heap.ts';

const RUNS = 9;
const HOUR = 3_600_000;

export interface AskTime {
  readonly work: string;
  readonly ms: number;
  /** What the target is; null: none. */
  readonly msMax: number | null;
}

/** The median of some runs, in milliseconds; the first ones warm up. */
async function medianMs(ask: (run: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3 * RUNS; run += 1) {
    const startedAt = performance.now();
    keep(await ask(run));
    times.push(performance.now() - startedAt);
  }
  const sorted = times.slice(-RUNS).sort((a, b) => a - b);
  return sorted[Math.floor(RUNS / 2)] ?? 0;
}

/** Counters that have counted, a millisecond apart, and when the last event was. */
export interface Counted {
  readonly counters: Counters;
  readonly begin: number;
  readonly end: number;
}

/** Asks a counter `a` with many events, and many counters for those that counted most. */
export async function askTimes(one: Counted, many: Counted): Promise<AskTime[]> {
  const hourEnd = Math.ceil(many.end / HOUR) * HOUR;
  const all = one.end - one.begin;
  const sliding = (i: number, window: number, exact = false) =>
    one.counters.sliding({ counter: 'a', window, at: one.end - i, exact });
  const asks: [string, number | null, (run: number) => Promise<unknown>][] = [
    ['sliding, 15 minutes, edges cut', 1, (i) => sliding(i, 900_000)],
    ['sliding, all of it', 1, (i) => sliding(i, all)],
    ['top 10, an hour on its edges', 20, () => many.counters.top({ window: 'hour', at: hourEnd })],
    ['top 10, 2 minutes, edges cut', 20, (i) => many.counters.top({ window: 120_000, at: many.end - i })],
    ['sliding, 15 minutes, exact', null, (i) => sliding(i, 900_000, true)],
  ];
  const times: AskTime[] = [];
  for (const [work, msMax, ask] of asks) times.push({ work, msMax, ms: await medianMs(ask) });
  return times;
}
