import { ROW_KIND_NAMES, type RowKindName, type StoredRows } from '../../../src/store/row-kinds.ts';
import { SIDE_KINDS } from '../../../src/store/side-kinds.ts';
import type { Changes, Store } from '../../../src/store/store.ts';

/** More than the books of tests have of anything. */
const ALL = 1_000_000;

/** Writes all that a store has of a book into another one, as it is: its head, its journal and what follows from that. */
export async function copyBook(from: Store, to: Store, book: string): Promise<void> {
  const view = await from.snapshot();
  try {
    const head = await view.head(book);
    if (head === undefined) throw new Error(`there is no ${book}`);
    const rows: { [K in RowKindName]?: readonly StoredRows[K][] } = {};
    for (const kind of ROW_KIND_NAMES) {
      if (Object.hasOwn(SIDE_KINDS, kind)) continue;
      Object.assign(rows, { [kind]: await view.list(book, kind, { limit: ALL }) });
    }
    const changes: Changes = {
      head,
      journal: await view.journal(book, { limit: ALL }),
      rows,
      entries: await view.allEntries(book, { limit: ALL }),
      checkpoints: [],
      staleCheckpoints: [],
    };
    const transaction = await to.begin();
    await transaction.lock(book);
    await transaction.write(book, changes);
    await transaction.commit();
  } finally {
    await view.close();
  }
}
