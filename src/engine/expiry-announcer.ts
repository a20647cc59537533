import { PAGE_ROWS_MAX } from '../base/limits.ts';
import { HOUSE_BOOK } from '../store/side-rows.ts';
import type { Store } from '../store/store.ts';
import { announceDue } from './announce-expiries.ts';
import { headAndPresent } from './clock/head-and-present.ts';
import type { HouseClock } from './clock/house-clock.ts';
import type { BookStream } from './commit/book-stream.ts';
import { retry } from './commit/retry.ts';
import type { MadeId } from './open-options.ts';

/** How often a house polls for what ran out. */
const EVERY_MS = 1_000;

export interface AnnouncerParts {
  readonly store: Store;
  readonly clock: HouseClock;
  /** Where a book takes announcements. */
  readonly streamOf: (book: string) => BookStream;
  readonly newId: () => MadeId;
  /** Called with what stopped a run, once for each time that it begins to fail. */
  readonly onError: (error: unknown) => void;
}

/** Announces by itself what ran out, in whatever book: one question a second. It does not keep the process alive. */
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
      await this.#announceAll();
      this.#hasFailed = false;
    } catch (error) {
      if (!this.#hasFailed && !this.#isStopped) this.#parts.onError(error);
      this.#hasFailed = true;
    }
  }

  /** In pages: whoever asks again finds what was not announced yet. */
  async #announceAll(): Promise<void> {
    const { store, clock, streamOf, newId } = this.#parts;
    const { present } = await retry(() => headAndPresent(store.latest, HOUSE_BOOK, clock));
    const failures: unknown[] = [];
    const except: string[] = [];
    for (;;) {
      const query = { until: present.now, except, limit: PAGE_ROWS_MAX };
      const due = await retry(() => store.latest.dueAnywhere(query));
      for (const [book, rows] of Map.groupBy(due, (row) => row.book)) {
        if (this.#isStopped) return;
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
    if (failures.length > 0) throw failures[0];
  }
}
