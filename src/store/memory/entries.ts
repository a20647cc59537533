import { assert } from '../../base/assert.ts';
import { compareUtf8 } from '../../base/id.ts';
import type { EntriesQuery, EntryRow, EntrySpan, StoreView } from '../store.ts';
import { comparePlaces } from './compare-rows.ts';
import { SortedRows } from './sorted-rows.ts';

/** Behind every order and every number. */
const BEHIND_ALL = Number.POSITIVE_INFINITY;

/** All entries of a book in order of (account, at, order, seq). */
export type Entries = SortedRows<EntryRow>;

export function makeEntries(): Entries {
  return new SortedRows<EntryRow>(compareEntries);
}

/** Adds entries, each with a key of its own. They are sorted first, so that neighbours find the same nodes at hand. */
export function putEntries(entries: Entries, added: readonly EntryRow[]): void {
  for (const entry of added.toSorted(compareEntries)) {
    assert(entries.put(entry) === undefined, 'an entry was written twice');
  }
}

/** O(log n + the entries looked at): those of the account between the two places. */
export function findEntries(entries: Entries, query: EntriesQuery): EntryRow[] {
  const { account, after, until, knownBy, limit } = query;
  const begin = after && { ...after, account };
  return entries.between({
    isBefore: begin ? (entry) => compareEntries(entry, begin) <= 0 : isOfEarlierAccount(account),
    isBehind: (entry) =>
      entry.account !== account || (until !== undefined && comparePlaces(entry, until) > 0),
    isWanted: knownBy === undefined ? undefined : (entry) => entry.seq <= knownBy,
    limit,
  });
}

export function findEntriesOf(entries: Entries, spans: readonly EntrySpan[]): EntryRow[] {
  return spans.flatMap(({ account, after, ...bounds }) => {
    const begin = after === null ? {} : { after: { at: after, order: BEHIND_ALL, seq: BEHIND_ALL } };
    return findEntries(entries, { account, ...begin, ...bounds });
  });
}

export function listEntries(entries: Entries, query: Parameters<StoreView['allEntries']>[1]): EntryRow[] {
  const { after, limit } = query;
  return entries.between({ isBefore: after && ((entry) => compareEntries(entry, after) <= 0), limit });
}

function isOfEarlierAccount(account: string): (entry: EntryRow) => boolean {
  return (entry) => compareUtf8(entry.account, account) < 0;
}

type EntryKey = Pick<EntryRow, 'account' | 'at' | 'order' | 'seq'>;

function compareEntries(a: EntryKey, b: EntryKey): number {
  return compareUtf8(a.account, b.account) || comparePlaces(a, b) || a.seq - b.seq;
}
