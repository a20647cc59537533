import { optionalLimit, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { JournalRow } from '../../store/store.ts';
import type { BookReader } from './book-reader.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { TransactionsOptions } from './list-items.ts';
import type { Page } from './list-rows.ts';
import { type JournalRecord, recordsOf } from './read-journal.ts';

/** Accepted commands in order of recording, of one kind or all. */
export async function listTransactions(
  reader: BookReader,
  asked: TransactionsOptions,
): Promise<Page<JournalRecord>> {
  const options = readOptions('options', asked, ['after', 'limit', 'kind']);
  const limit = optionalLimit('limit', options.limit, PAGE_ROWS_MAX);
  const { kind } = options;
  if (kind !== undefined && typeof kind !== 'string') {
    throw new TallystickError('bad_option', 'kind', kind, 'a kind of command');
  }
  const place = ['transactions', reader.book];
  const [begin = 0] = readCursor('after', options.after, place, ['integer']) ?? [];
  return reader.withSnapshot(async (view) => {
    // On another view the page begins anew.
    const rows: JournalRow[] = [];
    let after = Number(begin);
    for (;;) {
      const page = await view.journal(reader.book, { after, limit: PAGE_ROWS_MAX });
      for (const row of page) {
        const isWanted = row.isAccepted && (kind === undefined || row.kind === kind);
        if (isWanted && rows.length === limit) {
          return { items: await recordsOf(view, reader.book, rows), cursor: writeCursor(place, [after]) };
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
