import { PAGE_ROWS_MAX } from '../base/limits.ts';
import type { Store } from '../store/store.ts';
import { headAndPresent } from './clock/head-and-present.ts';
import type { HouseClock } from './clock/house-clock.ts';
import { tryAgain } from './commit/try-again.ts';

/** How often a house polls for what ran out. */
const EVERY_MS = 1_000;

/** A book that is asked only for the present: no book has that name. */
const NO_BOOK = '';

export interface AnnouncerParts {
  readonly store: Store;
  readonly clock: HouseClock;
  /** Announces what ran out in a book by a moment. */
  readonly announce: (book: string, until: number) => Promise<number>;
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

  async #announceAll(): Promise<void> {
    const { store, clock, announce } = this.#parts;
    const { present } = await tryAgain(() => headAndPresent(store.latest, NO_BOOK, clock));
    const failures: unknown[] = [];
    for (const book of await tryAgain(() => store.latest.dueBooks(present.now, PAGE_ROWS_MAX))) {
      if (this.#isStopped) return;
      try {
        await announce(book, present.now);
      } catch (error) {
        // What is wrong with one book does not keep the others waiting.
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
