import { addDeltas, NO_CHANGE } from '../../kernel/time/delta.ts';
import type { SumsQuery } from '../queries.ts';
import type { EntrySums } from '../store.ts';
import type { BookRows } from './books.ts';
import { lastCheckpoint } from './checkpoints.ts';
import { findEntries } from './entries.ts';

/** The sums of each account. O(log n + the entries behind its checkpoint). */
export function sumUp(
  { entries, checkpoints }: BookRows,
  accounts: readonly string[],
  query: SumsQuery,
): EntrySums[] {
  const { until, knownBy } = query;
  return accounts.map((account) => {
    const kept = lastCheckpoint(checkpoints, { account, at: until.at, order: until.order }, knownBy);
    const after = kept && { at: kept.at, order: kept.order, seq: Number.POSITIVE_INFINITY };
    const rest = findEntries(entries, { account, ...query, ...(after === undefined ? {} : { after }) });
    return rest.reduce<EntrySums>(addDeltas, addDeltas(NO_CHANGE, kept ?? NO_CHANGE));
  });
}
