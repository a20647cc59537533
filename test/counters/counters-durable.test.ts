import { expect, test } from 'vitest';
import { Counters } from '../../src/counters/counters.ts';
import { openCounterStore } from '../support/counters/counter-stores.ts';
import { DURABLE_HOUSES, inPlace } from '../support/house/house-places.ts';

const END = 5_000_000;
const events = Array.from({ length: 10_000 }, (_, i) => ({ counter: 'a', eventId: `${i}`, at: i * 500 }));

async function openCountersOf(url: string) {
  const { store, close } = await openCounterStore(url);
  return { counters: new Counters(store, 'book', () => END), close };
}

test.each(DURABLE_HOUSES)(
  'on $name, counters and the ids that they know are there when they are opened again',
  (kind) =>
    inPlace(kind, async ({ url }) => {
      const minutes = { counter: 'a', window: 'minute', from: 0, to: END } as const;
      const first = await openCountersOf(url);
      await first.counters.ingest(events);
      const before = await first.counters.tumbling(minutes);
      await first.close();
      await expect(first.counters.total({ counter: 'a' })).rejects.toMatchObject({ code: 'house_closed' });
      const second = await openCountersOf(url);
      expect(await second.counters.tumbling(minutes)).toEqual(before);
      expect(new Set(await second.counters.ingest(events))).toEqual(new Set(['duplicate']));
      expect((await second.counters.total({ counter: 'a' })).count).toBe(10_000n);
      await second.close();
    }),
);

test.each(DURABLE_HOUSES)('on $name, a counter has exact dedup only', (kind) =>
  inPlace(kind, async ({ url }) => {
    const { counters, close } = await openCountersOf(url);
    const approximate = counters.define({ counter: 'a', dedup: 'approximate' });
    await expect(approximate).rejects.toMatchObject({ code: 'bad_option', field: 'dedup' });
    await close();
  }),
);
