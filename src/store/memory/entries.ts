import { assert } from '../../base/assert.ts';
import { compareUtf8 } from '../../base/id.ts';
import type { EntriesQuery, EntryRow, StoredPlace, StoreView } from '../store.ts';
import { comparePlaces } from './compare-rows.ts';
import { SortedRows } from './sorted-rows.ts';

/** The entries of one account, at least one, in order of (at, order, seq). */
interface AccountEntries {
  readonly account: string;
  rows: SortedRows<EntryRow>;
}

/**
 * All entries of a book in order of (account, at, order, seq). A tree for each account, because to compare accounts is
 * the dear part, and because each account grows at its end.
 */
export type Entries = SortedRows<AccountEntries>;

export function makeEntries(): Entries {
  return new SortedRows<AccountEntries>((a, b) => compareUtf8(a.account, b.account));
}

/** Adds entries, each with a key of its own. */
export function putEntries(entries: Entries, added: readonly EntryRow[]): void {
  for (const [account, rows] of Map.groupBy(added, (entry) => entry.account)) {
    const grown: AccountEntries = { account, rows: new SortedRows<EntryRow>(compareInAccount) };
    const before = entries.put(grown);
    if (before !== undefined) grown.rows = before.rows.fork();
    for (const row of rows) {
      assert(grown.rows.put(row) === undefined, 'an entry was written twice');
    }
  }
}

/** O(log n + the entries looked at): those of the account between the two places. */
export function findEntries(entries: Entries, query: EntriesQuery): EntryRow[] {
  const { account, after, until, knownBy, limit } = query;
  return rowsOf(entries, account).between({
    isBefore: after && ((entry) => compareInAccount(entry, after) <= 0),
    isBehind: until && ((entry) => comparePlaces(entry, until) > 0),
    isWanted: knownBy === undefined ? undefined : (entry) => entry.seq <= knownBy,
    limit,
  });
}

export function findEntriesAhead(
  entries: Entries,
  accounts: Parameters<StoreView['entriesAhead']>[1],
): EntryRow[] {
  return accounts.flatMap(({ account, frontier }) =>
    rowsOf(entries, account).between({
      isBefore: frontier === null ? undefined : (entry) => entry.at <= frontier,
    }),
  );
}

export function listEntries(entries: Entries, query: Parameters<StoreView['allEntries']>[1]): EntryRow[] {
  const { after, limit } = query;
  const found: EntryRow[] = [];
  const accounts = entries.between({
    isBefore: after && (({ account }) => compareUtf8(account, after.account) < 0),
    // Each has an entry to give, but for the one that `after` stands in.
    limit: limit + 1,
  });
  for (const { account, rows } of accounts) {
    const isBefore =
      account === after?.account ? (entry: EntryRow) => compareInAccount(entry, after) <= 0 : undefined;
    for (const row of rows.between({ isBefore, limit: limit - found.length })) found.push(row);
    if (found.length === limit) break;
  }
  return found;
}

function rowsOf(entries: Entries, account: string): SortedRows<EntryRow> {
  const found = entries.first({
    isBefore: (one) => compareUtf8(one.account, account) < 0,
    isBehind: (one) => one.account !== account,
  });
  return found?.rows ?? new SortedRows<EntryRow>(compareInAccount);
}

type PlaceInAccount = StoredPlace & Pick<EntryRow, 'seq'>;

function compareInAccount(a: PlaceInAccount, b: PlaceInAccount): number {
  return comparePlaces(a, b) || a.seq - b.seq;
}
