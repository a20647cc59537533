import { seqAt } from '../../kernel/time/instant.ts';
import { firstInOrder, type JournalQuery } from '../../store/queries.ts';
import type { StoreView } from '../../store/store.ts';
import { termsLabel } from '../text/labels.ts';

/**
 * The numbers of the events that moved something on an account of that id, in any of its lives, or with which a life of it
 * began or ended, or that changed its terms. By indexes.
 */
export async function eventsAround(
  view: StoreView,
  book: string,
  id: string,
  query: JournalQuery,
): Promise<number[]> {
  const lives = await view.find(book, 'account', 'id', [id]);
  if (lives.length === 0) return [];
  const [moved, changed] = await Promise.all([
    view.eventsOf(book, { accounts: lives.map(({ key }) => key) }, query),
    eventsLabelled(view, book, termsLabel(id), query),
  ]);
  const { after = 0, until = Number.MAX_SAFE_INTEGER, order, limit } = query;
  // What begins or ends a life stands at the place of its event; a world has neither.
  const around = lives
    .flatMap(({ openedOrder, endedOrder }) => [openedOrder, ...(endedOrder === null ? [] : [endedOrder])])
    .map((order) => seqAt({ order }))
    .filter((seq) => seq > after && seq <= until);
  return firstInOrder([...moved, ...changed, ...around], order, limit);
}

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
