import type { JournalQuery } from '../../store/queries.ts';
import type { StoreView } from '../../store/store.ts';

/** The numbers of the accepted rows of the journal that are found under a label. By an index. */
export async function eventsLabelled(
  view: StoreView,
  book: string,
  label: string,
  { after = 0, until = Number.MAX_SAFE_INTEGER, order = 'oldest', limit }: JournalQuery,
): Promise<number[]> {
  // Behind the place, in the order asked for.
  const behind = order === 'oldest' ? after : Math.min(until, Number.MAX_SAFE_INTEGER - 1) + 1;
  const where = { column: 'label', equals: label } as const;
  const rows = await view.list(book, 'label', { where, order, after: [label, behind], limit });
  return rows.map(({ seq }) => seq).filter((seq) => seq > after && seq <= until);
}
