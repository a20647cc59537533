import type { JournalRow, StoreView } from '../../store/store.ts';
import type { BookCache } from '../cache/book-cache.ts';
import { askForCommand } from '../cache/command-asks.ts';
import { askForPasts } from '../cache/command-pasts.ts';
import { loadApart } from '../cache/load-apart.ts';
import { Asks, type LookedUp, loadAsks } from '../cache/load-asks.ts';
import type { Job } from './job.ts';
import { askForNames } from './natural-names.ts';
import { visitSingles } from './work-of-jobs.ts';

/** Brings what can be told to be needed, then the pasts that it tells of; returns the journal rows of ids that were used before. */
export async function loadWhatIsKnown(
  { view, cache, taken }: { readonly view: StoreView; readonly cache: BookCache; readonly taken: LookedUp },
  book: string,
  jobs: readonly Job[],
  at: number,
): Promise<Map<string, JournalRow>> {
  const asks = new Asks(cache);
  const ask = asks.add.bind(asks);
  for (const id of taken.ids) asks.add('transaction', id);
  for (const { work } of jobs) {
    if (work.kind === 'announcement') asks.add(work.request.what, work.request.subject);
    visitSingles(work, (single) => askForCommand(single, ask));
  }
  await loadAsks(cache, view, book, asks, taken);
  const pasts = new Asks(cache);
  for (const { work } of jobs) {
    visitSingles(work, (single) => askForPasts(cache.state, single, pasts));
    askForNames(cache.state, work, at, pasts);
  }
  await loadAsks(cache, view, book, pasts);
  const named = new Asks(cache);
  for (const { work } of jobs) askForNames(cache.state, work, at, named);
  await loadAsks(cache, view, book, named);
  const seqs = new Set(taken.commands.map(({ seq }) => seq));
  const rows = seqs.size === 0 ? [] : await view.journalRows(book, [...seqs]);
  await loadApart(cache, view, book, rows);
  return new Map(rows.map((row) => [row.id, row]));
}
