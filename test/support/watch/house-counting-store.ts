import type { AccountsAt } from '../../../src/store/queries.ts';
import type { Snapshot, Store, StoreTransaction, StoreView } from '../../../src/store/store.ts';

/** How many rows a store has given. */
export interface RowCount {
  rows: number;
  /** How often it was asked, where that is counted. */
  asks?: number;
  /** Of how many accounts it has told the sums, where that is counted. */
  summed?: number;
}

const READS: ReadonlySet<string> = new Set<keyof StoreView>([
  'find',
  'openCredits',
  'list',
  'ending',
  'due',
  'dueAnywhere',
  'dueFirst',
  'side',
  'entries',
  'entriesOf',
  'allEntries',
  'sums',
  'accountsAt',
  'side',
  'checkpoints',
  'journal',
  'journalRows',
  'eventsOf',
]);

/** A store in front of another, which counts the rows that are read through it. */
export function countingStore(store: Store, count: RowCount): Store {
  const latest = counting(store.latest, count);
  return new Proxy(store, {
    get(target, key) {
      if (key === 'latest') return latest;
      if (key === 'begin') {
        return async (): Promise<StoreTransaction> => counting(await target.begin(), count);
      }
      if (key === 'snapshot')
        return async (book?: string): Promise<Snapshot> => counting(await target.snapshot(book), count);
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function counting<View extends StoreView>(view: View, count: RowCount): View {
  return new Proxy(view, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      if (typeof key !== 'string' || !READS.has(key)) return value.bind(target);
      return async (...args: unknown[]) => {
        const found: unknown = await value.apply(target, args);
        count.asks = (count.asks ?? 0) + 1;
        if (key === 'accountsAt') count.summed = (count.summed ?? 0) + (found as AccountsAt).accounts.length;
        count.rows += Array.isArray(found) ? found.length : Number(found !== undefined);
        return found;
      };
    },
  });
}
