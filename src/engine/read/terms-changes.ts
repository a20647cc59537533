import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { AccountOpened, AccountUpdated } from '../../kernel/event.ts';
import { seqAt } from '../../kernel/time/instant.ts';
import type { StoreView } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';
import { termsLabel } from '../text/labels.ts';
import { ParsedRow } from '../text/parsed-row.ts';
import { eventsLabelled } from './find-events.ts';

/**
 * What gave an account its terms, in the order in which the book learned it: its opening, and every update of it, up to the
 * last number of a row. By an index: it costs the updates of that id, in two looks at the store for PAGE_ROWS_MAX of them.
 */
export async function* changesOfTerms(
  view: StoreView,
  book: string,
  { id, key, openedOrder }: Pick<StoredAccount, 'id' | 'key' | 'openedOrder'>,
  until: number = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<AccountOpened | AccountUpdated, void, undefined> {
  const opened = seqAt({ order: openedOrder });
  for (let after = opened, seqs = [opened]; opened <= until; seqs = []) {
    const labelled = await eventsLabelled(view, book, termsLabel(id), { after, until, limit: PAGE_ROWS_MAX });
    const rows = await view.journalRows(book, [...seqs, ...labelled]);
    // What is opened and updated in one group is found by both.
    for (const row of new Map(rows.map((one) => [one.seq, one])).values()) {
      for (const event of new ParsedRow(row).events) {
        const isOpening = event.kind === 'account_opened' && event.row.key === key;
        const isUpdate = event.kind === 'account_updated' && event.account === key;
        if (isOpening || isUpdate) yield event;
      }
    }
    if (labelled.length < PAGE_ROWS_MAX) return;
    after = labelled.at(-1) ?? after;
  }
}
