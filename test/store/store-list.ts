import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openMemoryStore } from '../../src/store/memory/open.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { Store } from '../../src/store/store.ts';
import { makeFolder } from '../support/house/house-folder.ts';
import { makeSchema } from '../support/postgres/postgres-place.ts';

/** A place of its own where a store can be opened, closed and, if it is durable, opened again. */
export interface StorePlace {
  open(): Promise<Store>;
  /** Takes away all that was kept. Close the store first. */
  remove(): Promise<void>;
}

export interface StoreKind {
  readonly name: string;
  /** Whether what was committed is there when it is opened again. */
  readonly isDurable: boolean;
  /** How many random runs it is worth: what is slower gets fewer. */
  readonly runs: number;
  makePlace(): Promise<StorePlace>;
}

/** Every store that the contract holds for. */
export const STORES: readonly StoreKind[] = [
  {
    name: 'memory',
    isDurable: false,
    runs: 120,
    makePlace: async () => ({ open: openMemoryStore, remove: async () => {} }),
  },
  {
    name: 'sqlite',
    isDurable: true,
    runs: 40,
    makePlace: async () => {
      const folder = makeFolder('tallystick-store-');
      return {
        open: () => openSqliteStore(join(folder, 'house.db')),
        remove: async () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  },
  {
    name: 'postgres',
    isDurable: true,
    runs: 12,
    makePlace: async () => {
      // With one connection for transactions there is one at a time, as with the others.
      const schema = await makeSchema('writers=1&readers=14');
      return { open: () => openPostgresStore(schema.url), remove: () => schema.drop() };
    },
  },
];

/** Runs a piece of work on a new store, and takes everything away afterwards. */
export async function withStore(kind: StoreKind, work: (store: Store) => Promise<void>): Promise<void> {
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
