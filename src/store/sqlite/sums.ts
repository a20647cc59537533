import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { addDeltas, NO_CHANGE } from '../../kernel/time/delta.ts';
import type { EntriesQuery, SumsQuery } from '../queries.ts';
import type { EntrySums } from '../store.ts';
import type { ArrivedEntries } from './arrived-entries.ts';
import { readCheckpoint } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import { readEntries } from './entries.ts';

/** Of one book: what is in order in the file, and what has arrived. */
interface EntryPlace {
  readonly connection: Connection;
  readonly arrived: ArrivedEntries;
  readonly book: string;
}

/** The sums of each account. A statement each costs little where nobody is far away, and SQLite's sums end at 64 bits. */
export function readSums(place: EntryPlace, accounts: readonly string[], query: SumsQuery): EntrySums[] {
  const { connection } = place;
  return connection.readTogether(() => accounts.map((account) => sumsOf(place, account, query)));
}

function sumsOf({ connection, arrived, book }: EntryPlace, account: string, query: SumsQuery): EntrySums {
  const { until, knownBy } = query;
  const kept = readCheckpoint(connection, book, account, until, knownBy);
  let sums = addDeltas(NO_CHANGE, kept ?? NO_CHANGE);
  let after: EntriesQuery['after'] = kept && { at: kept.at, order: kept.order, seq: Number.MAX_SAFE_INTEGER };
  for (;;) {
    const begin = after === undefined ? {} : { after };
    const rows = readEntries(connection, arrived, book, {
      account,
      ...query,
      ...begin,
      limit: PAGE_ROWS_MAX,
    });
    for (const row of rows) sums = addDeltas(sums, row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE_ROWS_MAX) return sums;
    after = { at: last.at, order: last.order, seq: last.seq };
  }
}
