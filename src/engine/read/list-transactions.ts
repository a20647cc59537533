import { checkOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { JournalRow } from '../../store/store.ts';
import { type BookReader, pageLimit } from './book-reader.ts';
import type { TransactionsOptions } from './list-items.ts';
import type { Page } from './list-rows.ts';
import { afterSeq, type JournalRecord, recordsOf } from './read-journal.ts';

/** Accepted commands in order of recording, of one kind or all. */
export async function listTransactions(
  reader: BookReader,
  options: TransactionsOptions,
): Promise<Page<JournalRecord>> {
  checkOptions('options', options, ['after', 'limit', 'kind']);
  const limit = pageLimit('limit', options.limit, PAGE_ROWS_MAX);
  const { kind } = options;
  if (kind !== undefined && typeof kind !== 'string') {
    throw new TallystickError('bad_option', 'kind', kind, 'a kind of command');
  }
  const begin = options.after === undefined ? 0 : afterSeq(Number(options.after));
  return reader.withSnapshot(async (view) => {
    // On another view the page begins anew.
    const rows: JournalRow[] = [];
    let after = begin;
    for (;;) {
      const page = await view.journal(reader.book, { after, limit: PAGE_ROWS_MAX });
      for (const row of page) {
        const isWanted = row.isAccepted && (kind === undefined || row.kind === kind);
        if (isWanted && rows.length === limit) {
          return { items: await recordsOf(view, reader.book, rows), cursor: String(after) };
        }
        if (isWanted) rows.push(row);
        after = row.seq;
      }
      if (page.length < PAGE_ROWS_MAX) {
        return { items: await recordsOf(view, reader.book, rows), cursor: null };
      }
    }
  });
}
