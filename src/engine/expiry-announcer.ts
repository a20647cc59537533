import { PAGE_ROWS_MAX } from '../base/limits.ts';
import { HOUSE_BOOK } from '../store/side-rows.ts';
import type { Store } from '../store/store.ts';
import { announceDue } from './announce-expiries.ts';
import type { Present } from './clock/clock-watch.ts';
import { headAndPresent } from './clock/head-and-present.ts';
import type { HouseClock } from './clock/house-clock.ts';
import type { BookStream } from './commit/book-stream.ts';
import { retry } from './commit/retry.ts';
import type { Observing } from './observe/observing.ts';
import type { MadeId } from './open-options.ts';
import { decideWhatIsDue } from './settle-due.ts';

/** How often a house polls for what ran out. */
const EVERY_MS = 1_000;

/** So many idle books decide at once what is due in them. */
const DUE_BOOKS_MAX = 100;

export interface AnnouncerParts {
  readonly store: Store;
  readonly clock: HouseClock;
  readonly observing: Observing;
  /** Where a book takes announcements. */
  readonly streamOf: (book: string) => BookStream;
  readonly newId: () => MadeId;
  /** Called with what stopped a run, once for each time that it begins to fail. */
  readonly onError: (error: unknown) => void;
}

/**
 * Has idle books decide what is due in them, and announces by itself what ran out, in whatever book: two questions a second. It does
 * not keep the process alive.
 */
export class ExpiryAnnouncer {
  readonly #parts: AnnouncerParts;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | undefined;
  #hasFailed = false;
  #isStopped = false;

  constructor(parts: AnnouncerParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => {
      // A turn that takes longer is not joined by another.
      this.#turn ??= this.#takeTurn().finally(() => {
        this.#turn = undefined;
      });
    }, EVERY_MS);
    this.#timer.unref();
  }

  /** Begins nothing more; resolves when what was begun is over. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#turn;
  }

  /** What fails is tried again at the next turn. */
  async #takeTurn(): Promise<void> {
    try {
      const { store, clock, observing } = this.#parts;
      const { present } = await retry(observing, () => headAndPresent(store.latest, HOUSE_BOOK, clock));
      const failures = await this.#decideAllDue(present);
      failures.push(...(await this.#announceAll(present)));
      if (failures.length > 0) throw failures[0];
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed && !this.#isStopped) this.#parts.onError(error);
      this.#hasFailed = true;
    }
  }

  /** Has the books that are idle decide what is due in them; while nobody knows the time, nothing is. Returns what went wrong. */
  async #decideAllDue({ now, jumpMs }: Present): Promise<unknown[]> {
    const { store, streamOf, observing } = this.#parts;
    const failures: unknown[] = [];
    const except: string[] = [];
    let found = 0;
    for (let hasMore = jumpMs === 0; hasMore; ) {
      const books = await retry(observing, () =>
        store.latest.dueBooks({ until: now, except, limit: DUE_BOOKS_MAX }),
      );
      if (this.#isStopped) break;
      // What is wrong with one book does not keep the others waiting.
      const ends = await Promise.allSettled(books.map((book) => decideWhatIsDue(streamOf(book))));
      failures.push(...ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : [])));
      found += ends.reduce((sum, end) => sum + (end.status === 'fulfilled' ? end.value : 1), 0);
      except.push(...books);
      hasMore = books.length === DUE_BOOKS_MAX;
    }
    if (observing.hears('due')) observing.report('due', { found });
    return failures;
  }

  /** In pages: whoever asks again finds what was not announced yet. Returns what went wrong. */
  async #announceAll(present: Present): Promise<unknown[]> {
    const { store, streamOf, newId, observing } = this.#parts;
    const failures: unknown[] = [];
    const except: string[] = [];
    for (;;) {
      const query = { until: present.now, except, limit: PAGE_ROWS_MAX };
      const due = await retry(observing, () => store.latest.dueAnywhere(query));
      for (const [book, rows] of Map.groupBy(due, (row) => row.book)) {
        if (this.#isStopped) return failures;
        // What is wrong with one book does not keep the others waiting.
        const announced = await announceDue({ stream: streamOf(book), newId, actor: null }, rows).catch(
          (error: unknown) => {
            failures.push(error);
            return 0;
          },
        );
        if (announced === 0) except.push(book);
      }
      if (due.length < PAGE_ROWS_MAX) break;
    }
    return failures;
  }
}
