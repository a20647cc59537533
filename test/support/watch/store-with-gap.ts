import type { JournalQuery } from '../../../src/store/queries.ts';
import type { JournalRow, Store } from '../../../src/store/store.ts';
import { through } from './through.ts';

/** A store that lets something happen right after its next look at a journal: that look does not show it. */
export function storeWithGap(store: Store): {
  readonly store: Store;
  inGap(work: () => Promise<unknown>): void;
} {
  let work: (() => Promise<unknown>) | undefined;
  const latest = through(store.latest, {
    journal: async (book: string, query: JournalQuery): Promise<JournalRow[]> => {
      const rows = await store.latest.journal(book, query);
      const now = work;
      work = undefined;
      await now?.();
      return rows;
    },
  });
  return {
    store: through(store, { latest }),
    inGap: (next) => {
      work = next;
    },
  };
}
