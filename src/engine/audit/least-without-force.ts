import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { EntryRow, StoreView } from '../../store/store.ts';
import { ParsedRow } from '../text/parsed-row.ts';

/** Where the least would be available on an account, had commands by force taken nothing of it. */
export interface LeastWithoutForce {
  readonly place: EntryRow;
  readonly amount: bigint;
}

/**
 * The least that would be available on an account at any place, had commands by force taken nothing of it; undefined where none
 * did. No other command can have led that under its floor: each was held to it while less was available. It costs the entries of
 * the account, and the rows of the journal that lower it.
 */
export async function leastWithoutForce(
  view: StoreView,
  book: string,
  account: string,
): Promise<LeastWithoutForce | undefined> {
  let least: LeastWithoutForce | undefined;
  let amount = 0n;
  let isForced = false;
  let last: EntryRow | undefined;
  for (;;) {
    const after = last === undefined ? {} : { after: last };
    const page = await view.entries(book, { account, ...after, limit: PAGE_ROWS_MAX });
    const forced = await forcedAmong(view, book, page);
    for (const entry of page) {
      // What stands at one place counts together.
      if (last !== undefined && (last.at !== entry.at || last.order !== entry.order))
        least = lesser(least, { place: last, amount });
      last = entry;
      if (entry.available < 0n && forced.has(entry.seq)) isForced = true;
      else amount += entry.available;
    }
    if (page.length === PAGE_ROWS_MAX) continue;
    if (last !== undefined) least = lesser(least, { place: last, amount });
    return isForced ? least : undefined;
  }
}

function lesser(least: LeastWithoutForce | undefined, other: LeastWithoutForce): LeastWithoutForce {
  return least === undefined || other.amount < least.amount ? other : least;
}

/** The numbers of the events, of those whose entries take something, that were decided by force. */
async function forcedAmong(
  view: StoreView,
  book: string,
  entries: readonly EntryRow[],
): Promise<ReadonlySet<number>> {
  const taking = entries.filter(({ available }) => available < 0n).map(({ seq }) => seq);
  if (taking.length === 0) return new Set();
  const rows = await view.journalRows(book, [...new Set(taking)]);
  const events = rows.flatMap((row) => new ParsedRow(row).events);
  return new Set(events.filter((event) => 'forced' in event).map(({ seq }) => seq));
}
