import { addDeltas, NO_CHANGE } from '../kernel/time/delta.ts';
import type {
  AccountsAt,
  AccountsOf,
  EntrySpan,
  ListQuery,
  SummedAccount,
  SumsMoment,
  SumsQuery,
} from './queries.ts';
import type { EntryRow, EntrySums } from './store.ts';
import type { StoredAccount } from './stored-account.ts';

/** What `accountsAt` is put together from, where no other process is asked: of one book, all in one state. */
export interface AccountReads {
  readonly assignedAt: () => number | null;
  readonly seqKnownAt: (recordedAt: number) => number;
  readonly find: (ids: readonly string[]) => readonly StoredAccount[];
  readonly list: (query: ListQuery<'account'>) => readonly StoredAccount[];
  readonly entriesOf: (spans: readonly EntrySpan[]) => readonly EntryRow[];
  readonly sums: (accounts: readonly string[], query: SumsQuery) => readonly EntrySums[];
}

/** Accounts with the sums of their entries at a moment. */
export function sumAccounts(reads: AccountReads, of: AccountsOf, moment: SumsMoment): AccountsAt {
  const at = moment.isPresent === true ? Math.max(moment.at, reads.assignedAt() ?? moment.at) : moment.at;
  const knownBy = moment.knownAt === undefined ? undefined : reads.seqKnownAt(moment.knownAt);
  const rows = 'ids' in of ? reads.find(of.ids) : reads.list(of);
  const until = { at, order: Number.POSITIVE_INFINITY };
  const isEarlyEnough = (row: StoredAccount): boolean => knownBy === undefined && frontierOf(row) <= at;
  // Its key alone may name two rows, as far as a store knows: each entry is asked for once.
  const spans = [...Map.groupBy(rows.filter(isEarlyEnough), ({ key }) => key)].map(([account, lives]) => {
    const after = Math.min(...lives.map(frontierOf));
    return { account, after: Number.isFinite(after) ? after : null, until };
  });
  const entries = spans.length === 0 ? [] : reads.entriesOf(spans);
  const behind = Map.groupBy(entries, ({ account }) => account);
  const query = { until, ...(knownBy === undefined ? {} : { knownBy }) };
  const others = rows.filter((row) => !isEarlyEnough(row));
  const sums = reads.sums(
    others.map(({ key }) => key),
    query,
  );
  const fromCheckpoints = new Map(others.map((row, i) => [row, sums[i] ?? NO_CHANGE]));
  const accounts = rows.map((row): SummedAccount => {
    const known = fromCheckpoints.get(row);
    if (known !== undefined) return { row, sums: known };
    const ahead = (behind.get(row.key) ?? []).filter((entry) => entry.at > frontierOf(row));
    return { row, sums: ahead.reduce<EntrySums>(addDeltas, addDeltas(NO_CHANGE, row)) };
  });
  return { at, knownBy, accounts };
}

function frontierOf({ frontier }: StoredAccount): number {
  return frontier ?? Number.NEGATIVE_INFINITY;
}
