import { assert } from '../../base/assert.ts';
import { compareUtf8 } from '../../base/id.ts';
import { type EntriesQuery, type EntrySpan, firstInOrder, type JournalQuery } from '../queries.ts';
import type { EntryRow, StoreView } from '../store.ts';
import { comparePlaces } from './compare-rows.ts';
import { SortedRows, takeFirst } from './sorted-rows.ts';

/** Behind every order and every number. */
const BEHIND_ALL = Number.POSITIVE_INFINITY;

/** All entries of a book in order of (account, at, order, seq), and in order of (account, seq, at, order). */
export interface Entries {
  readonly byPlace: SortedRows<EntryRow>;
  readonly bySeq: SortedRows<EntryRow>;
}

export function makeEntries(): Entries {
  return {
    byPlace: new SortedRows<EntryRow>(compareEntries),
    bySeq: new SortedRows<EntryRow>(
      (a, b) => compareUtf8(a.account, b.account) || a.seq - b.seq || comparePlaces(a, b),
    ),
  };
}

export function forkEntries({ byPlace, bySeq }: Entries): Entries {
  return { byPlace: byPlace.fork(), bySeq: bySeq.fork() };
}

/** Adds entries, each with a key of its own. They are sorted first, so that neighbours find the same nodes at hand. */
export function putEntries(entries: Entries, added: readonly EntryRow[]): void {
  for (const entry of added.toSorted(compareEntries)) {
    assert(entries.byPlace.put(entry) === undefined, 'an entry was written twice');
    entries.bySeq.put(entry);
  }
}

/** O(log n + the entries looked at): those of the account between the two places. */
export function findEntries({ byPlace }: Entries, query: EntriesQuery): EntryRow[] {
  const { account, after, before, until, knownBy, limit } = query;
  const begin = after && { ...after, account };
  const end = before && { ...before, account };
  const range = {
    isBefore: begin ? (entry: EntryRow) => compareEntries(entry, begin) <= 0 : isOfEarlierAccount(account),
    isBehind: (entry: EntryRow) =>
      compareUtf8(entry.account, account) > 0 ||
      (entry.account === account &&
        ((until !== undefined && comparePlaces(entry, until) > 0) ||
          (end !== undefined && compareEntries(entry, end) >= 0))),
    isWanted: knownBy === undefined ? undefined : (entry: EntryRow) => entry.seq <= knownBy,
    limit,
  };
  return end === undefined ? byPlace.between(range) : byPlace.backwards(range);
}

export function findEntriesOf(
  entries: Entries,
  spans: readonly EntrySpan[],
  limit: number | undefined,
): EntryRow[] {
  return takeFirst(spans, limit, ({ account, after, ...bounds }, left) => {
    const begin = after === null ? {} : { after: { at: after, order: BEHIND_ALL, seq: BEHIND_ALL } };
    return findEntries(entries, { account, ...begin, ...bounds, ...(left !== undefined && { limit: left }) });
  });
}

/** The numbers of the events that changed something on any of the accounts, each once. */
export function findEvents({ bySeq }: Entries, accounts: readonly string[], query: JournalQuery): number[] {
  const { after = Number.NEGATIVE_INFINITY, until = Number.POSITIVE_INFINITY, order, limit } = query;
  const seqs = accounts.flatMap((account) => {
    let last: number | undefined;
    const range = {
      isBefore: (entry: EntryRow) =>
        compareUtf8(entry.account, account) < 0 || (entry.account === account && entry.seq <= after),
      isBehind: (entry: EntryRow) =>
        compareUtf8(entry.account, account) > 0 || (entry.account === account && entry.seq > until),
      // Those of one event stand side by side.
      isWanted: ({ seq }: EntryRow) => {
        const isNew = seq !== last;
        last = seq;
        return isNew;
      },
      limit,
    };
    return (order === 'newest' ? bySeq.backwards(range) : bySeq.between(range)).map(({ seq }) => seq);
  });
  return firstInOrder(seqs, order, limit);
}

export function listEntries({ byPlace }: Entries, query: Parameters<StoreView['allEntries']>[1]): EntryRow[] {
  const { after, limit } = query;
  return byPlace.between({ isBefore: after && ((entry) => compareEntries(entry, after) <= 0), limit });
}

function isOfEarlierAccount(account: string): (entry: EntryRow) => boolean {
  return (entry) => compareUtf8(entry.account, account) < 0;
}

type EntryKey = Pick<EntryRow, 'account' | 'at' | 'order' | 'seq'>;

function compareEntries(a: EntryKey, b: EntryKey): number {
  return compareUtf8(a.account, b.account) || comparePlaces(a, b) || a.seq - b.seq;
}
