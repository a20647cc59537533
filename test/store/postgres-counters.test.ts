import { afterEach, beforeEach, expect, test } from 'vitest';
import { Counters } from '../../src/counters/counters.ts';
import { COUNTER_GATES } from '../../src/store/postgres/connection-limits.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { makeSchema, type PostgresSchema } from '../support/postgres/postgres-place.ts';
import { countersOf } from './counter-store-list.ts';

const NODES = 4;
const IDS = 600;
const BATCH = 50;
const NOW = 10_000_000;
const SIZE = 60_000;

let schema: PostgresSchema;
let stores: PostgresStore[];

beforeEach(async () => {
  schema = await makeSchema('writers=3&readers=2');
  stores = [];
  for (let i = 0; i < NODES; i += 1) stores.push(await openPostgresStore(schema.url));
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await schema.drop();
});

/** The event of an id, which is the same whichever node gets it. */
const eventOf = (id: number) => ({
  counter: id % 10 === 0 ? 'seldom' : 'often',
  eventId: `event ${id}`,
  at: id * 7_919,
  value: (id % 7) - 2,
});

/** The ids that a node gets, in an order of its own: half of all others get some of them, too. */
function idsOf(node: number): number[] {
  const ids = Array.from({ length: IDS }, (_, i) => (i * (node * 2 + 7)) % IDS);
  return ids.filter((id) => (id + node) % NODES < 2);
}

function recount(counter: string): Map<number, bigint> {
  const sums = new Map<number, bigint>();
  for (let id = 0; id < IDS; id += 1) {
    const event = eventOf(id);
    if (event.counter !== counter) continue;
    const start = Math.floor(event.at / SIZE) * SIZE;
    sums.set(start, (sums.get(start) ?? 0n) + BigInt(event.value));
  }
  return sums;
}

test('four nodes that ingest the same ids into the same counters while they are rebuilt count each id once', async () => {
  const nodes = stores.map((store) => new Counters(countersOf(store), 'book', () => NOW));
  let counted = 0;
  const ingesting = nodes.map(async (node, n) => {
    const ids = idsOf(n);
    const batches: number[][] = [];
    for (let at = 0; at < ids.length; at += BATCH) batches.push(ids.slice(at, at + BATCH));
    const sender = async (): Promise<void> => {
      for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
        const outcomes = await node.ingest(batch.map(eventOf));
        counted += outcomes.filter((outcome) => outcome === 'counted').length;
        expect(outcomes.every((outcome) => outcome === 'counted' || outcome === 'duplicate')).toBe(true);
      }
    };
    await Promise.all([sender(), sender()]);
  });
  const ends = { isOver: false };
  const rebuilding = nodes.slice(0, 2).map(async (node) => {
    while (!ends.isOver) {
      await node.backfill({ counter: 'often' });
      await node.define({ counter: 'often', slots: 3 });
    }
  });
  await Promise.all(ingesting);
  ends.isOver = true;
  await Promise.all(rebuilding);

  expect(counted).toBe(IDS);
  for (const counter of ['often', 'seldom']) {
    const windows = await nodes[0]?.tumbling({ counter, window: SIZE, from: 0, to: 6_000_000 });
    const found = windows?.windows
      .filter(({ count }) => count !== 0n)
      .map(({ start, count }) => [start, count]);
    const expected = [...recount(counter)].filter(([, sum]) => sum !== 0n).sort(([a], [b]) => a - b);
    expect(found).toEqual(expected);
  }
});

test('whoever changes a counter has its turn, however many count all the time', async () => {
  const nodes = stores.map((store) => new Counters(countersOf(store), 'book', () => NOW));
  const ends = { isOver: false };
  let id = 0;
  const ingesting = nodes.flatMap((node) =>
    [1, 2].map(async () => {
      while (!ends.isOver) {
        id += 1;
        await node.ingest({ counter: 'hot', eventId: `${id}`, at: 0 });
      }
    }),
  );
  while (id < 50) await new Promise((resolve) => setTimeout(resolve, 1));
  for (let i = 0; i < 10; i += 1) await nodes[i % NODES]?.backfill({ counter: 'hot' });
  ends.isOver = true;
  await Promise.all(ingesting);
  expect((await nodes[0]?.total({ counter: 'hot' }))?.count).toBe(BigInt(id));
});

test('more transactions than there are gates come to their turn, also when all gates are wanted', async () => {
  const writers = COUNTER_GATES + 6;
  const house = await openPostgresStore(schema.url.replace('writers=3', `writers=${writers}`));
  stores.push(house);
  const counters = house.counters();
  // Who is the first ever in a book makes its gates, and others wait for them.
  await counters.transact('book', (tx) => tx.holdDefinitions(['a']));
  const inside = { count: 0, most: 0 };
  const full = Promise.withResolvers<void>();
  const work = Array.from({ length: writers }, (_, i) =>
    counters.transact('book', async (tx) => {
      await tx.holdDefinitions(['a']);
      inside.count += 1;
      inside.most = Math.max(inside.most, inside.count);
      if (inside.count === COUNTER_GATES) full.resolve();
      await full.promise;
      await tx.addToBuckets([{ counter: 'a', size: 1, start: 0, generation: 0, slot: i, sum: 1n }]);
      inside.count -= 1;
    }),
  );
  await full.promise;
  const locked = counters.transact('book', (tx) => tx.lockDefinition('a'));
  await Promise.all([...work, locked]);
  expect(inside.most).toBe(COUNTER_GATES);
  const all = [{ size: 1, from: 0, to: 1 }];
  expect(await counters.read('book', (view) => view.sums('a', all))).toEqual([BigInt(writers)]);
});

test('counters that are defined at the same time, each by another node, wait for one another in one order', async () => {
  // Nothing tries again here: a deadlock would be told.
  const nodes = stores.map((store) => new Counters(store.counters(), 'book', () => NOW));
  for (const round of ['a', 'b', 'c']) {
    const defining = nodes.map((node, i) => node.define({ counter: `${round}${i}`, granularities: [SIZE] }));
    for (const answer of await Promise.all(defining)) expect(answer).toMatchObject({ ok: true });
  }
});
