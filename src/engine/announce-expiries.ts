import { PAGE_ROWS_MAX } from '../base/limits.ts';
import type { AnnounceExpiry } from '../commands/own-command.ts';
import type { DueRow } from '../store/due-rows.ts';
import type { Store } from '../store/store.ts';
import type { AnyAnswer } from './answer.ts';
import type { BookStream } from './commit/book-stream.ts';
import type { Job } from './commit/job.ts';
import { retry } from './commit/retry.ts';
import type { MadeId } from './open-options.ts';
import { labelsOf } from './text/labels.ts';
import { requestText } from './text/request-text.ts';

/** What writes announcements into a book. */
export interface Announcer {
  readonly stream: BookStream;
  readonly newId: () => MadeId;
  /** Who has it announced; null: the house itself. */
  readonly actor: string | null;
}

/**
 * Journals one event for each hold and offer that ran out by a moment and was not announced yet, in order of when
 * they ran out, holds first; returns how many. Each is decided again as it is written, so nothing is announced that
 * was captured or accepted meanwhile.
 */
export async function announceExpiries(
  book: Announcer & { readonly name: string; readonly store: Store },
  until: number,
): Promise<number> {
  for (let count = 0; ; ) {
    const due = await retry(book.stream.place.observing, () =>
      book.store.latest.due(book.name, until, PAGE_ROWS_MAX),
    );
    const announced = await announceDue(book, due);
    count += announced;
    // The rest was no longer due; it comes up again only if it is by then.
    if (due.length < PAGE_ROWS_MAX || announced === 0) return count;
  }
}

/** As above, for what was found to be due in the book. */
export async function announceDue(book: Announcer, due: readonly DueRow[]): Promise<number> {
  let count = 0;
  for (const what of ['hold', 'offer'] as const) {
    const announcements = due
      .filter(({ kind }) => kind === what)
      .map((row): AnnounceExpiry => {
        const [subject, key = 0] = row.key;
        return {
          kind: 'announce_expiry',
          effectiveAt: row.due,
          what,
          subject: String(subject),
          key: Number(key),
        };
      });
    const answers = await Promise.all(announcements.map((request) => announce(book, request)));
    count += answers.filter(({ ok }) => ok).length;
  }
  return count;
}

function announce({ stream, newId, actor }: Announcer, request: AnnounceExpiry): Promise<AnyAnswer> {
  return new Promise((settle, fail) => {
    const work: Job['work'] = { kind: 'announcement', request };
    const text = requestText(request);
    const labels = labelsOf(request, actor);
    void stream.enter({ ...newId(), kind: request.kind, actor, labels, text, weight: 1, work, settle, fail });
  });
}
