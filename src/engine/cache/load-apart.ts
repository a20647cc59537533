import type { JournalRow, StoreView } from '../../store/store.ts';
import { mayKeepApart } from '../text/private-data.ts';
import type { BookCache } from './book-cache.ts';

/** Loads what is kept apart from rows, to compare with it. No query where the rows say that there is none. */
export async function loadApart(
  cache: BookCache,
  view: StoreView,
  book: string,
  rows: readonly JournalRow[],
): Promise<void> {
  const having = rows.filter(mayKeepApart);
  if (having.length === 0) return;
  const ids = new Set(having.map(({ id }) => id));
  const found = Map.groupBy(await view.find(book, 'private', 'id', [...ids]), ({ seq }) => seq);
  for (const { seq } of having) cache.keepApart(seq, found.get(seq) ?? []);
}
