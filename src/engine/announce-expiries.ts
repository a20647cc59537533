import { PAGE_ROWS_MAX } from '../base/limits.ts';
import type { AnnounceExpiry } from '../commands/own-command.ts';
import type { Store } from '../store/store.ts';
import type { AnyAnswer } from './answer.ts';
import type { BookStream } from './commit/book-stream.ts';
import type { Job } from './commit/job.ts';
import { tryAgain } from './commit/try-again.ts';
import type { MadeId } from './open-options.ts';
import { labelsOf } from './text/labels.ts';
import { requestText } from './text/request-text.ts';

/** What announcing needs of a book. */
export interface Announcer {
  readonly name: string;
  readonly store: Store;
  readonly loop: BookStream;
  readonly newId: () => MadeId;
  /** Who has it announced; null: the house itself. */
  readonly actor: string | null;
}

/**
 * Journals one event for each hold and offer that ran out by a moment and was not announced yet, in order of when
 * they ran out, holds first; returns how many. Each is decided again as it is written, so nothing is announced that
 * was captured or accepted meanwhile.
 */
export async function announceExpiries(book: Announcer, until: number): Promise<number> {
  return (await announceAll(book, 'hold', until)) + (await announceAll(book, 'offer', until));
}

async function announceAll(book: Announcer, what: 'hold' | 'offer', until: number): Promise<number> {
  let count = 0;
  for (;;) {
    const due = await tryAgain(() => book.store.latest.due(book.name, what, until, PAGE_ROWS_MAX));
    const announcements = due.map((row): AnnounceExpiry => {
      const key = 'key' in row ? row.key : 0;
      return { kind: 'announce_expiry', effectiveAt: row.due ?? until, what, subject: row.id, key };
    });
    const answers = await Promise.all(announcements.map((request) => announce(book, request)));
    const announced = answers.filter(({ ok }) => ok).length;
    count += announced;
    // The rest was no longer due; it comes up again only if it is by then.
    if (due.length < PAGE_ROWS_MAX || announced === 0) return count;
  }
}

function announce({ loop, newId, actor }: Announcer, request: AnnounceExpiry): Promise<AnyAnswer> {
  return new Promise((settle, fail) => {
    const work: Job['work'] = { kind: 'announcement', request };
    const text = requestText(request);
    const labels = labelsOf(request, actor);
    void loop.enter({ ...newId(), kind: request.kind, actor, labels, text, weight: 1, work, settle, fail });
  });
}
