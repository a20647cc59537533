import { expect, test } from 'vitest';
import { Counters } from '../../src/counters/counters.ts';
import { openCounterStore } from '../../test/support/counters/counter-stores.ts';
import { DURABLE_HOUSES, HOUSE, inPlace } from '../../test/support/house/house-places.ts';
import { runHotNodes } from './durable-runs.ts';
import { runBulk, runDurableAsk } from './durable-scenarios.ts';

/** What a book's counters counted in all, by name. */
async function countedIn(url: string, book: string): Promise<Map<string, number>> {
  const { store, close } = await openCounterStore(url);
  const { counters } = await new Counters(store, book, () => 0).status({ limit: 1_000 });
  await close();
  return new Map(counters.map(({ counter, counted }) => [counter, counted]));
}

test.each(DURABLE_HOUSES)('a bulk on $name counts every event once', (kind) =>
  inPlace(kind, async ({ url }) => {
    const run = await runBulk({ url, events: 9_000, counters: 10, ids: 'random' });
    expect(run.operations).toBe(9_000);
    const counted = await countedIn(url, 'bench');
    expect([...counted.values()]).toEqual(Array.from({ length: 10 }, () => 900));
  }),
);

test.each(DURABLE_HOUSES)('what is asked on $name is there', (kind) =>
  inPlace(kind, async ({ url }) => {
    const { times } = await runDurableAsk({ url, events: 100, manyEvents: 300 });
    expect(times).toHaveLength(5);
    expect((await countedIn(url, 'one')).get('a')).toBe(100);
    expect((await countedIn(url, 'many')).size).toBe(300);
  }),
);

test('nodes count on one counter, which keeps its slots', () =>
  inPlace(HOUSE.postgres, async ({ url }) => {
    const runs = await runHotNodes(2, { url, slots: 2, batch: 10, callers: 2, seconds: 0.2 });
    const measured = runs.reduce((sum, { operations }) => sum + operations, 0);
    expect(measured).toBeGreaterThan(0);
    // What warmed up was counted, too.
    expect((await countedIn(url, 'bench')).get('hot')).toBeGreaterThan(measured);
  }));
