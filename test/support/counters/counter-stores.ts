import type { CounterStore } from '../../../src/counters/counter-store.ts';
import { MemoryCounterStore } from '../../../src/store/memory/counters.ts';
import { openPostgresStore } from '../../../src/store/postgres/open.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open.ts';

export interface OpenedCounterStore {
  readonly store: CounterStore;
  /** Lets go of the house that the counters are in, too. */
  close(): Promise<void>;
}

const ON_FILE = 'sqlite:';

/** Opens the counters of a house's url: `memory:`, `sqlite:FILE` or `postgres://...`. */
export async function openCounterStore(url: string): Promise<OpenedCounterStore> {
  if (url === 'memory:') {
    const store = new MemoryCounterStore();
    return { store, close: () => store.close() };
  }
  const house = url.startsWith(ON_FILE)
    ? await openSqliteStore(url.slice(ON_FILE.length))
    : await openPostgresStore(url);
  return { store: house.counters(), close: () => house.close() };
}
