import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { CounterStore } from '../../src/counters/counter-store.ts';
import { HouseCounterStore } from '../../src/engine/counting/house-counter-store.ts';
import { Observing } from '../../src/engine/observe/observing.ts';
import { MemoryCounterStore } from '../../src/store/memory/counters.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { makeFolder } from '../support/house/house-folder.ts';
import { makeSchema } from '../support/postgres/postgres-place.ts';

/** A place of its own where a counter store can be opened, and, if it is durable, opened again. */
export interface CounterStorePlace {
  open(): Promise<CounterStore>;
  /** Takes away all that was kept. Close the store first. */
  remove(): Promise<void>;
}

export interface CounterStoreKind {
  readonly name: string;
  /** How many random runs it is worth: what is slower gets fewer. */
  readonly runs: number;
  makePlace(): Promise<CounterStorePlace>;
}

/** Every counter store that the contract holds for. */
export const COUNTER_STORES: readonly CounterStoreKind[] = [
  {
    name: 'memory',
    runs: 400,
    makePlace: async () => ({ open: async () => new MemoryCounterStore(), remove: async () => {} }),
  },
  {
    name: 'sqlite',
    runs: 40,
    makePlace: async () => {
      const folder = makeFolder('tallystick-counters-');
      return {
        open: async () => countersOf(await openSqliteStore(join(folder, 'house.db'))),
        remove: async () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  },
  {
    name: 'postgres',
    runs: 12,
    makePlace: async () => {
      const schema = await makeSchema('writers=4&readers=4');
      return {
        open: async () => countersOf(await openPostgresStore(schema.url)),
        remove: () => schema.drop(),
      };
    },
  },
];

/** The counters of a store as a house hands them out, done again where they met others. The store is closed with them. */
export function countersOf(store: { counters(): CounterStore; close(): Promise<void> }): CounterStore {
  const counters = new HouseCounterStore(() => store.counters(), {
    isClosed: () => false,
    observing: new Observing(undefined),
    checkWritable: () => undefined,
    refuseInside: () => {},
    track: () => {},
  });
  return {
    isVolatile: counters.isVolatile,
    transact: (...given) => counters.transact(...given),
    read: (...given) => counters.read(...given),
    close: () => store.close(),
  };
}

/** Runs a piece of work on a new store, and takes everything away afterwards. */
export async function withCounterStore(
  kind: CounterStoreKind,
  work: (store: CounterStore) => Promise<void>,
): Promise<void> {
  const place = await kind.makePlace();
  try {
    const store = await place.open();
    try {
      await work(store);
    } finally {
      await store.close();
    }
  } finally {
    await place.remove();
  }
}
