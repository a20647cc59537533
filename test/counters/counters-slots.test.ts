import { expect, test } from 'vitest';
import { SLOT_EVENTS_PER_SECOND, SLOTS_MAX } from '../../src/base/limits.ts';
import { Counters } from '../../src/counters/counters.ts';
import { slotsFor } from '../../src/counters/rules/slots.ts';
import { openCounterStore } from '../support/counters/counter-stores.ts';
import { HOUSES, type HouseKind, inPlace } from '../support/house/house-places.ts';

const NOON = 43_200_000;

test('slots grow by powers of two, and never beyond their limit', () => {
  expect(slotsFor(SLOT_EVENTS_PER_SECOND, 1)).toBe(1);
  expect(slotsFor(SLOT_EVENTS_PER_SECOND + 1, 1)).toBe(2);
  expect(slotsFor(SLOT_EVENTS_PER_SECOND * 5, 1)).toBe(8);
  expect(slotsFor(1, 8)).toBe(8);
  expect(slotsFor(1e12, 1)).toBe(SLOTS_MAX);
  expect(slotsFor(1e12, 48)).toBe(SLOTS_MAX);
});

/** Two that share nothing but what is stored; where one house alone may be open, they share that. */
async function openTwo(kind: HouseKind, url: string, clock: () => number) {
  const first = await openCounterStore(url);
  const second = kind.isShared ? await openCounterStore(url) : first;
  return {
    store: first.store,
    nodes: [new Counters(first.store, 'b', clock), new Counters(second.store, 'b', clock)] as const,
    close: async () => {
      await first.close();
      if (second !== first) await second.close();
    },
  };
}

test.each(HOUSES)(
  'two nodes on $name make a counter hot: it gets slots under way, and loses and doubles nothing',
  (kind) =>
    inPlace(kind, async ({ url }) => {
      const { store, nodes, close } = await openTwo(kind, url, () => NOON);
      const size = 4 * SLOT_EVENTS_PER_SECOND;
      const calls: Promise<unknown>[] = [];
      const slotsSeen = new Set<number>();
      for (let i = 0; i < size; i += 500) {
        const events = Array.from({ length: 500 }, (_, j) => ({
          counter: 'hot',
          eventId: `${i + j}`,
          at: NOON - (i + j),
        }));
        // Every batch comes to both nodes: each event is counted at one of them.
        for (const node of nodes) calls.push(node.ingest(events));
        if (i % 2_000 === 0) {
          await Promise.all(calls.splice(0));
          slotsSeen.add((await nodes[0].status()).counters[0]?.slots ?? 0);
        }
      }
      await Promise.all(calls);
      for (const node of nodes) {
        expect((await node.total({ counter: 'hot' })).count).toBe(BigInt(size));
        const [status] = (await node.status()).counters;
        expect(status).toMatchObject({ counted: size, duplicates: size });
        expect(status?.slots).toBeGreaterThan(1);
      }
      expect(slotsSeen.size).toBeGreaterThan(1);
      const rows = await store.read('b', (view) => view.bucketRows('hot'));
      expect(new Set(rows.map(({ slot }) => slot)).size).toBeGreaterThan(1);
      expect(await store.read('b', (view) => view.logSum('hot', -NOON, 2 * NOON))).toBe(BigInt(size));
      const fine = await nodes[1].tumbling({ counter: 'hot', window: 'minute', from: 0, to: 2 * NOON });
      expect(fine.windows.reduce((sum, { count }) => sum + count, 0n)).toBe(BigInt(size));
      await close();
    }),
);
