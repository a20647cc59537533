import { assert } from '../../base/assert.ts';
import { compareUtf8 } from '../../base/id.ts';
import type { JournalQuery } from '../queries.ts';
import type { JournalRow } from '../store.ts';
import { SortedRows } from './sorted-rows.ts';

/** The journal of a book in order of seq, and its accepted rows in order of kind, then of seq. */
export interface Journal {
  readonly rows: SortedRows<JournalRow>;
  readonly byKind: SortedRows<JournalRow>;
}

export function makeJournal(): Journal {
  return {
    rows: new SortedRows<JournalRow>((a, b) => a.seq - b.seq),
    byKind: new SortedRows<JournalRow>((a, b) => compareUtf8(a.kind, b.kind) || a.seq - b.seq),
  };
}

export function forkJournal({ rows, byKind }: Journal): Journal {
  return { rows: rows.fork(), byKind: byKind.fork() };
}

/** Adds rows, each with a seq of its own. */
export function putJournal(journal: Journal, added: readonly JournalRow[]): void {
  for (const row of added) {
    assert(journal.rows.put(row) === undefined, 'a journal row was written twice');
    if (row.isAccepted) journal.byKind.put(row);
  }
}

export function listJournal({ rows }: Journal, query: JournalQuery): JournalRow[] {
  const { after, until, order, limit } = query;
  const range = {
    isBefore: after === undefined ? undefined : (row: JournalRow) => row.seq <= after,
    isBehind: until === undefined ? undefined : (row: JournalRow) => row.seq > until,
    limit,
  };
  return order === 'newest' ? rows.backwards(range) : rows.between(range);
}

/** The numbers of accepted rows of a kind. */
export function findSeqsOfKind({ byKind }: Journal, kind: string, query: JournalQuery): number[] {
  const { after = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, order, limit } = query;
  const range = {
    isBefore: (row: JournalRow) => compareUtf8(row.kind, kind) < 0 || (row.kind === kind && row.seq <= after),
    isBehind: (row: JournalRow) => compareUtf8(row.kind, kind) > 0 || (row.kind === kind && row.seq > until),
    limit,
  };
  return (order === 'newest' ? byKind.backwards(range) : byKind.between(range)).map(({ seq }) => seq);
}

/** For each event number the row that it is part of, in order of seq, each once. O(log n) a number. */
export function findJournalRows({ rows }: Journal, seqs: readonly number[]): JournalRow[] {
  const found: JournalRow[] = [];
  for (const seq of seqs.toSorted((a, b) => a - b)) {
    const before = found.at(-1);
    if (before !== undefined && seq <= before.seq) continue; // The same row answers this number too.
    const row = rows.first({ isBefore: (one) => one.seq < seq });
    if (row === undefined) break;
    found.push(row);
  }
  return found;
}

/** Batches are recorded one after another, so recordedAt never falls along the journal, and halving finds it. */
export function lastSeqKnownAt({ rows }: Journal, recordedAt: number): number {
  return rows.last({ isBehind: (row) => row.recordedAt > recordedAt })?.seq ?? 0;
}
