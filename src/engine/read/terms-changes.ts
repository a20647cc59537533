import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import type { AccountOpened, AccountUpdated } from '../../kernel/event.ts';
import { seqAt } from '../../kernel/time/instant.ts';
import type { StoreView } from '../../store/store.ts';
import type { StoredAccount } from '../../store/stored-account.ts';
import { termsLabel } from '../text/labels.ts';
import { ParsedRow } from '../text/parsed-row.ts';
import { eventsLabelled } from './find-events.ts';

/**
 * What gave an account its terms, in the order in which the book learned it: its opening, and every update of it, up to a
 * number. By an index: it costs the updates of that id.
 */
export async function* changesOfTerms(
  view: StoreView,
  book: string,
  { id, key, openedOrder }: Pick<StoredAccount, 'id' | 'key' | 'openedOrder'>,
  until: number = Number.MAX_SAFE_INTEGER,
): AsyncGenerator<AccountOpened | AccountUpdated, void, undefined> {
  const opened = seqAt({ order: openedOrder });
  let seqs = opened <= until ? [opened] : [];
  for (let after = opened; seqs.length > 0; ) {
    for (const row of await view.journalRows(book, seqs)) {
      for (const event of new ParsedRow(row).events) {
        const isOpening = event.kind === 'account_opened' && event.row.key === key;
        const isUpdate = event.kind === 'account_updated' && event.account === key;
        // A row may have other updates of it behind the number that is asked about.
        if ((isOpening || isUpdate) && event.seq <= until) yield event;
      }
      after = Math.max(after, row.seq);
    }
    seqs = await eventsLabelled(view, book, termsLabel(id), { after, limit: PAGE_ROWS_MAX });
  }
}
