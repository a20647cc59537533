import { assert } from '../../base/assert.ts';
import type { JournalRow, StoreView } from '../store.ts';
import { SortedRows } from './sorted-rows.ts';

/** The journal of a book in order of seq. */
export type Journal = SortedRows<JournalRow>;

export function makeJournal(): Journal {
  return new SortedRows<JournalRow>((a, b) => a.seq - b.seq);
}

/** Adds rows, each with a seq of its own. */
export function putJournal(journal: Journal, added: readonly JournalRow[]): void {
  for (const row of added) {
    assert(journal.put(row) === undefined, 'a journal row was written twice');
  }
}

export function listJournal(journal: Journal, query: Parameters<StoreView['journal']>[1]): JournalRow[] {
  const { after, limit } = query;
  return journal.between({ isBefore: after === undefined ? undefined : (row) => row.seq <= after, limit });
}

/** For each event number the row that it is part of, in order of seq, each once. O(log n) a number. */
export function findJournalRows(journal: Journal, seqs: readonly number[]): JournalRow[] {
  const found: JournalRow[] = [];
  for (const seq of seqs.toSorted((a, b) => a - b)) {
    const before = found.at(-1);
    if (before !== undefined && seq <= before.seq) continue; // The same row answers this number too.
    const row = journal.first({ isBefore: (one) => one.seq < seq });
    if (row === undefined) break;
    found.push(row);
  }
  return found;
}

/** Batches are recorded one after another, so recordedAt never falls along the journal, and halving finds it. */
export function lastSeqKnownAt(journal: Journal, recordedAt: number): number {
  return journal.last({ isBehind: (row) => row.recordedAt > recordedAt })?.seq ?? 0;
}
