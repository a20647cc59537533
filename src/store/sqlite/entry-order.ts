import { compareUtf8 } from '../../base/id.ts';
import type { EntriesQuery, StoredPlace } from '../queries.ts';
import type { EntryRow } from '../store.ts';

/** Order of the entries of one account. */
export function compareInAccount(
  a: StoredPlace & { readonly seq: number },
  b: StoredPlace & { readonly seq: number },
): number {
  return a.at - b.at || a.order - b.order || a.seq - b.seq;
}

/** Order of the entries of one book. */
export function compareInBook(a: EntryRow, b: EntryRow): number {
  return compareUtf8(a.account, b.account) || compareInAccount(a, b);
}

/** Whether an entry of the account that is asked for is among those asked for. */
export function isAskedFor(entry: EntryRow, { after, before, until, knownBy }: EntriesQuery): boolean {
  if (after !== undefined && compareInAccount(entry, after) <= 0) return false;
  if (before !== undefined && compareInAccount(entry, before) >= 0) return false;
  if (until !== undefined && (entry.at > until.at || (entry.at === until.at && entry.order > until.order))) {
    return false;
  }
  return knownBy === undefined || entry.seq <= knownBy;
}
