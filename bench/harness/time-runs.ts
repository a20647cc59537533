import type { Timing, Way } from './bench-work.ts';
import { collectGarbage } from './weigh-heap.ts';

/** How long and how often to measure. */
export interface TimingEffort {
  /** Samples are taken until their times add up to this, but no fewer than `samplesMin` and no more than `samplesMax`. */
  readonly msEnough: number;
  readonly samplesMin: number;
  readonly samplesMax: number;
  /** A sample takes as many runs as fill this, up to `RUNS_AT_ONCE_MAX`. */
  readonly msSampleMin: number;
  /** A run that takes longer is not repeated: its noise is small beside it. */
  readonly msLong: number;
  /** The compiler warms up on runs of the smallest size for this long. */
  readonly msWarmUp: number;
}

export const FULL_EFFORT: TimingEffort = {
  msEnough: 500,
  samplesMin: 3,
  samplesMax: 30,
  msSampleMin: 10,
  msLong: 8_000,
  msWarmUp: 300,
};

/** The states of a sample exist at the same time, hence the bound. */
const RUNS_AT_ONCE_MAX = 100;

/** Runs work at a small size until the compiler has seen enough of it; nothing is kept of the times. */
export async function warmUp<State>(way: Way<State>, size: number, effort: TimingEffort): Promise<void> {
  const startedAt = performance.now();
  do await way.run(way.prepare(size), size);
  while (performance.now() - startedAt < effort.msWarmUp);
}

/**
 * Times a way at one size: the median of several samples, each taken after garbage is collected. A run that is over
 * at once is sampled many at a time, each on a state of its own, since the first steps after a collection are slow.
 */
export async function timeRuns<State>(way: Way<State>, size: number, effort: TimingEffort): Promise<Timing> {
  const first = await takeSample(way, size, 1);
  const runsAtOnce = Math.min(RUNS_AT_ONCE_MAX, Math.ceil(effort.msSampleMin / first.ms));
  const samples = runsAtOnce === 1 ? [first] : [];
  let msTotal = 0;
  while (samples.length < effort.samplesMax) {
    if (first.ms > effort.msLong) break;
    const sample = await takeSample(way, size, runsAtOnce);
    samples.push(sample);
    msTotal += sample.ms * runsAtOnce;
    if (samples.length >= effort.samplesMin && msTotal >= effort.msEnough) break;
  }
  return summarise(samples, runsAtOnce);
}

interface Sample {
  /** Of one run. */
  readonly ms: number;
  readonly operations: number;
}

async function takeSample<State>(way: Way<State>, size: number, runs: number): Promise<Sample> {
  const states = Array.from({ length: runs }, () => way.prepare(size));
  collectGarbage();
  let operations = 0;
  const startedAt = process.hrtime.bigint();
  for (const state of states) {
    const result = way.run(state, size);
    // A synchronous run must not pay for a turn of the event loop.
    operations += (result instanceof Promise ? await result : result) ?? size;
  }
  const ms = Number(process.hrtime.bigint() - startedAt) / 1e6;
  if (!(operations > 0)) throw new Error(`run returned ${operations} operations at size ${size}`);
  return { ms: ms / runs, operations: operations / runs };
}

function summarise(samples: readonly Sample[], runsAtOnce: number): Timing {
  const times = samples.map(({ ms }) => ms);
  const msMedian = median(times);
  const operations = samples[0]?.operations ?? 0;
  return {
    operations,
    runs: samples.length * runsAtOnce,
    msMedian,
    msMin: Math.min(...times),
    msMax: Math.max(...times),
    nsPerOperation: (msMedian * 1e6) / operations,
    operationsPerSecond: operations / (msMedian / 1e3),
  };
}

/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  if (upper === undefined || lower === undefined) throw new Error('no value has no median');
  return (lower + upper) / 2;
}
