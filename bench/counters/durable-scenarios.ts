import { randomUUID } from 'node:crypto';
import { Counters } from '../../src/counters/counters.ts';
import type { CountEvent } from '../../src/counters-entry.ts';
import { openCounterStore } from '../../test/support/counters/counter-stores.ts';
import { waitForOthers } from '../harness/scenario-process.ts';
import { rssMaxMb } from '../house/bench-house.ts';
import { type MeasuredRun, summariseRun } from '../house/measured-run.ts';
import { type AskTime, askTimes, type Counted } from './ask-times.ts';
import { BEGIN } from './count-events.ts';

/** As many events as one transaction takes. */
const BATCH = 8_192;
const WARM_UP = 3;

export interface BulkAsk {
  /** Of a house that is not there yet. */
  readonly url: string;
  readonly events: number;
  readonly counters: number;
  /** In the order of time, or UUIDs, which go in anywhere in the index of ids. */
  readonly ids: 'in order' | 'random';
}

export interface BulkRun extends MeasuredRun {
  readonly rssMb: number;
}

type MakeEvent = (index: number) => CountEvent;

/** Counts so many events in batches, one after the other; they are made outside of the clock. */
async function countBulk(counters: Counters, events: number, make: MakeEvent): Promise<MeasuredRun> {
  const callsMs: number[] = [];
  let ms = 0;
  for (let first = 0; first < events; first += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, events - first) }, (_, i) => make(first + i));
    const startedAt = performance.now();
    await counters.ingest(batch);
    const took = performance.now() - startedAt;
    callsMs.push(took);
    ms += took;
  }
  return summariseRun(events, ms, Float64Array.from(callsMs));
}

/** The house's own, a millisecond apart. */
function eventMaker({ counters, ids }: Pick<BulkAsk, 'counters' | 'ids'>): MakeEvent {
  return (i) => ({
    counter: counters === 1 ? 'a' : `counter-${(i * 7_919) % counters}`,
    eventId: ids === 'random' ? randomUUID() : `event-${String(i).padStart(9, '0')}`,
    at: BEGIN + i,
  });
}

export async function runBulk(ask: BulkAsk): Promise<BulkRun> {
  const { store, close } = await openCounterStore(ask.url);
  const make = eventMaker(ask);
  await countBulk(new Counters(store, 'warm', () => BEGIN + ask.events), WARM_UP * BATCH, make);
  const run = await countBulk(new Counters(store, 'bench', () => BEGIN + ask.events), ask.events, make);
  const rssMb = rssMaxMb();
  await close();
  return { ...run, rssMb };
}

export interface HotAsk {
  /** Of a house that all nodes share. */
  readonly url: string;
  readonly slots: number;
  /** The events of a call. */
  readonly batch: number;
  readonly callers: number;
  readonly seconds: number;
}

const CALLS_MAX = 1_000_000;

/**
 * One of several nodes that count on one counter, all into the same minute. Its clock goes a second further with every
 * call, so that the counter never looks busy: it keeps the slots that it has.
 */
export async function runHotNode({ url, slots, batch, callers, seconds }: HotAsk): Promise<BulkRun> {
  const { store, close } = await openCounterStore(url);
  let now = BEGIN;
  const clock = (): number => {
    now += 1_000;
    return now;
  };
  const counters = new Counters(store, 'bench', clock);
  await counters.define({ counter: 'hot', horizon: null, slots });
  const countFor = async (lasting: number): Promise<MeasuredRun> => {
    const callsMs = new Float64Array(CALLS_MAX);
    const startedAt = performance.now();
    let calls = 0;
    const caller = async (): Promise<void> => {
      while (performance.now() - startedAt < lasting * 1_000) {
        const prefix = randomUUID();
        const events = Array.from({ length: batch }, (_, i) => ({
          counter: 'hot',
          eventId: `${prefix}-${i}`,
          at: BEGIN + i,
        }));
        const calledAt = performance.now();
        await counters.ingest(events);
        callsMs[calls] = performance.now() - calledAt;
        calls += 1;
      }
    };
    await Promise.all(Array.from({ length: callers }, caller));
    return summariseRun(calls * batch, performance.now() - startedAt, callsMs.subarray(0, calls));
  };
  await countFor(Math.min(1, seconds));
  await waitForOthers();
  const run = await countFor(seconds);
  const [status] = (await counters.status({ counter: 'hot' })).counters;
  if (status?.slots !== slots)
    throw new Error(`the counter has ${status?.slots} slots, and was to have ${slots}`);
  const rssMb = rssMaxMb();
  await close();
  return { ...run, rssMb };
}

export interface DurableAsk {
  readonly url: string;
  /** Of the one counter that is asked. */
  readonly events: number;
  /** Of all the many counters together. */
  readonly manyEvents: number;
}

const MANY = 100_000;

/** Counts, and then asks. */
export async function runDurableAsk({ url, events, manyEvents }: DurableAsk): Promise<{ times: AskTime[] }> {
  const { store, close } = await openCounterStore(url);
  const fill = async (book: string, size: number, counters: number): Promise<Counted> => {
    const end = BEGIN + size;
    const filled = new Counters(store, book, () => end);
    const make = eventMaker({ counters, ids: 'in order' });
    await countBulk(filled, size, (i) => ({ ...make(i), value: (i * 7_919) % 1_000 }));
    return { counters: filled, begin: BEGIN, end };
  };
  const times = await askTimes(await fill('one', events, 1), await fill('many', manyEvents, MANY));
  await close();
  return { times };
}
