import type { CountEvent } from 'tallystick/counters';
import { expect } from 'vitest';
import type { CounterStore } from '../../../src/counters/counter-store.ts';
import { Counters } from '../../../src/counters/counters.ts';
import type { CounterAnswers } from './counter-answers.ts';
import { LOADED, PRESENT } from './counter-node-events.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SIZES = [MINUTE, HOUR, DAY];

/** Windows of every kind: of one bucket and of several, around 1970 and around the leap day, with and without gaps. */
const TUMBLING = [
  { window: MINUTE, from: -2 * HOUR, to: 2 * HOUR },
  { window: 7 * MINUTE, from: PRESENT - 8 * DAY, to: PRESENT + HOUR },
  { window: HOUR, from: PRESENT - 8 * DAY, to: PRESENT + HOUR },
  { window: DAY, from: -3 * DAY, to: PRESENT + DAY },
  { window: 3 * DAY, from: PRESENT - 30 * DAY, to: PRESENT + DAY },
];
const SLIDING = [
  { window: 11 * MINUTE + 7, at: PRESENT },
  { window: 2 * DAY + 1, at: PRESENT - HOUR - 1 },
  { window: HOUR, at: 1 },
  { window: 60 * 366 * DAY, at: PRESENT + 60 * DAY },
];

function sumOf(events: readonly CountEvent[]): bigint {
  return events.reduce((sum, { value = 1 }) => sum + BigInt(value), 0n);
}

function within(events: readonly CountEvent[], from: number, to: number): CountEvent[] {
  return events.filter(({ at }) => Number(at) >= from && Number(at) < to);
}

/** The sum of each bucket that something fell into. */
function bucketsOf(events: readonly CountEvent[], size: number): Map<number, bigint> {
  const sums = new Map<number, bigint>();
  for (const { at, value = 1 } of events) {
    const start = Math.floor(Number(at) / size) * size + 0;
    sums.set(start, (sums.get(start) ?? 0n) + BigInt(value));
  }
  return sums;
}

/** Every row of the buckets, over all slots; nothing is left of generations that were broken off. */
async function expectBuckets(
  store: CounterStore,
  book: string,
  counter: string,
  events: readonly CountEvent[],
): Promise<void> {
  const rows = await store.read(book, (view) => view.bucketRows(counter));
  expect(rows.filter(({ generation }) => generation !== 0)).toEqual([]);
  for (const size of SIZES) {
    const sums = new Map<number, bigint>();
    for (const row of rows) if (row.size === size) sums.set(row.start, (sums.get(row.start) ?? 0n) + row.sum);
    expect(sums).toEqual(bucketsOf(events, size));
  }
}

/** Compares all that can be seen with what all answers together say was counted, event by event. */
export async function expectRecounted(
  store: CounterStore,
  book: string,
  answers: CounterAnswers,
): Promise<void> {
  const counters = new Counters(store, book, () => PRESENT);
  const all = answers.counted();
  for (const { counter } of LOADED) {
    const events = all.filter((event) => event.counter === counter);
    await expectBuckets(store, book, counter, events);
    expect((await counters.total({ counter })).count).toBe(sumOf(events));
    for (const query of TUMBLING) {
      const { windows } = await counters.tumbling({ counter, ...query });
      const sums = bucketsOf(events, query.window);
      expect(windows.map(({ count }) => count)).toEqual(windows.map(({ start }) => sums.get(start) ?? 0n));
      const { from, to } = query;
      const whole = within(
        events,
        Math.floor(from / query.window) * query.window,
        Math.ceil(to / query.window) * query.window,
      );
      expect(windows.reduce((sum, { count }) => sum + count, 0n)).toBe(sumOf(whole));
    }
    for (const { window, at } of SLIDING) {
      const { count } = await counters.sliding({ counter, window, at, exact: true });
      expect(count).toBe(sumOf(within(events, at - window, at)));
    }
    const ends = { from: -DAY, to: PRESENT - HOUR };
    const sources = new Set(within(events, ends.from, ends.to).map(({ source }) => source));
    expect((await counters.distinct({ counter, ...ends })).count).toBe(sources.size);
    const [status] = (await counters.status({ counter })).counters;
    const late = answers.late().filter((event) => event.counter === counter);
    expect(status).toMatchObject({ counted: events.length, quarantined: late.length, isRebuilding: false });
  }
}

/** What holds at every moment, whatever was broken off: the buckets of each size are the log, and so is the tally. */
export async function expectInStep(store: CounterStore, book: string): Promise<void> {
  for (const { counter } of LOADED) {
    await store.read(book, async (view) => {
      const everything = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };
      const sum = await view.logSum(counter, everything.from, everything.to);
      expect(
        await view.sums(
          counter,
          SIZES.map((size) => ({ size, ...everything })),
        ),
      ).toEqual(SIZES.map(() => sum));
      const rows = await view.log(counter, { from: null, to: null, limit: 1_000_000 });
      expect((await view.tally(counter))?.counted ?? 0).toBe(rows.length);
    });
  }
}
