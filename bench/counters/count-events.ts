import { type CountEvent, type Counters, type DefineInput, openCounters } from '../../src/counters-entry.ts';
import { collectGarbage } from '../harness/weigh-heap.ts';

/** 2023-11-14, in milliseconds. */
export const BEGIN = 1_700_000_000_000;
const BATCH = 8_192;

export interface CountRun {
  readonly counters: Counters;
  readonly seconds: number;
  /** What the process holds more than before, events not included. */
  readonly bytes: number;
  /** The most that it held at any time, above the beginning. */
  readonly bytesMax: number;
}

/** Makes the event of a number. */
export type MakeEvent = (index: number) => CountEvent;

/**
 * Counts so many events, batch by batch. Events are made outside of the clock, a batch at a time, so that they do not
 * have to be held.
 */
export async function countEvents(
  size: number,
  make: MakeEvent,
  define?: Omit<DefineInput, 'counter'>,
): Promise<CountRun> {
  let now = BEGIN;
  const counters = await openCounters({ clock: () => now });
  if (define !== undefined) await counters.define({ counter: 'a', ...define });
  await counters.ingest(make(0));
  collectGarbage();
  const before = usedBytes();
  let ms = 0;
  let bytesMax = 0;
  for (let first = 1; first < size; first += BATCH) {
    const events = Array.from({ length: Math.min(BATCH, size - first) }, (_, i) => make(first + i));
    now = Number(events.at(-1)?.at ?? now);
    const startedAt = performance.now();
    await counters.ingest(events);
    ms += performance.now() - startedAt;
    if (first % (BATCH * 64) === 1) {
      collectGarbage();
      bytesMax = Math.max(bytesMax, usedBytes() - before);
    }
  }
  collectGarbage();
  const bytes = usedBytes() - before;
  return { counters, seconds: ms / 1_000, bytes, bytesMax: Math.max(bytes, bytesMax) };
}

function usedBytes(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
