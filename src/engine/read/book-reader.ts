import { TallystickError } from '../../base/error.ts';
import type { BookState } from '../../kernel/book-state.ts';
import { type Ask, Missing } from '../../kernel/residency.ts';
import type { HeadNow, Snapshot, Store, StoreView } from '../../store/store.ts';
import { BookCache } from '../cache/book-cache.ts';
import { Asks, loadAsks } from '../cache/load-asks.ts';
import { headAndPresent } from '../clock/head-and-present.ts';
import type { HouseClock } from '../clock/house-clock.ts';
import type { CacheSlot } from '../commit/batch-place.ts';
import type { BookLoop } from '../commit/book-loop.ts';
import { tryAgain } from '../commit/try-again.ts';
import { FIRST_LINK } from '../text/link-hash.ts';

/** Thrown by a question whose answer lies in the past that memory does not hold: the store knows it. */
export const NOT_IN_MEMORY: unique symbol = Symbol('the answer is in the store');

/** What is asked of a state, at the present moment. */
export type Question<T> = (state: BookState, now: number) => T;

/** How a book is read: from memory where the answer is there, else from one consistent view of the store. */
export class BookReader {
  readonly book: string;
  readonly #store: Store;
  readonly #slot: CacheSlot;
  readonly #loop: BookLoop;
  readonly #clock: HouseClock;

  constructor(parts: {
    readonly book: string;
    readonly store: Store;
    readonly slot: CacheSlot;
    readonly loop: BookLoop;
    readonly clock: HouseClock;
  }) {
    this.book = parts.book;
    this.#store = parts.store;
    this.#slot = parts.slot;
    this.#loop = parts.loop;
    this.#clock = parts.clock;
  }

  /** The present moment for who does not say one: never before what the house called now when it last wrote. */
  now(): number | Promise<number> {
    const { assignedAt } = this.#slot;
    // After a restart the clock may stand before what is in the book.
    if (assignedAt === undefined || !this.#store.isExclusive) return this.#nowAfterHead();
    return this.#nowAfter(assignedAt);
  }

  #nowAfter(assignedAt: number | null | undefined): number {
    const now = this.#clock.now();
    return Math.max(now, assignedAt ?? now);
  }

  async #nowAfterHead(): Promise<number> {
    const { head, now } = await tryAgain(() => this.#headNow(this.#store.latest));
    // A batch that was committed meanwhile knows better.
    this.#slot.assignedAt ??= head?.assignedAt ?? null;
    return now;
  }

  /** The head, and what is now for who reads it. */
  async #headNow(view: StoreView): Promise<HeadNow> {
    const { head, present } = await headAndPresent(view, this.book, this.#clock);
    return { head, now: Math.max(present.now, head?.assignedAt ?? present.now) };
  }

  /**
   * Runs a question on a view of the store that stays as it is meanwhile; on another one, when what stopped it passes by
   * itself.
   */
  withSnapshot<T>(ask: (view: Snapshot) => Promise<T>): Promise<T> {
    return tryAgain(async () => {
      const view = await this.#store.snapshot();
      try {
        return await ask(view);
      } finally {
        await view.close();
      }
    });
  }

  /**
   * Runs a question on what is committed, call by call, and tells up to which number of a journal row it may look: what
   * that row knew is not changed by what comes later, so no view needs to be held.
   */
  withLatest<T>(ask: (view: StoreView, knownBy: number) => Promise<T>): Promise<T> {
    const { latest, isExclusive } = this.#store;
    return tryAgain(async () => {
      const { cache } = this.#slot;
      const isKnown = isExclusive && cache !== undefined && this.#loop.isSettled;
      return ask(latest, isKnown ? cache.state.seq : ((await latest.head(this.book))?.seq ?? 0));
    });
  }

  /**
   * Asks the state in memory, bringing what it lacks; NOT_IN_MEMORY when it is the past of a timeline that it
   * lacks. What is asked is given the present moment too, and must only read. Your own writes are in it once they were
   * answered.
   */
  async ask<T>(question: Question<T>): Promise<T | typeof NOT_IN_MEMORY> {
    if (!this.#store.isExclusive) return this.#askShared(question);
    const { cache } = this.#slot;
    const told =
      cache === undefined || !this.#loop.isSettled
        ? undefined
        : tryAsk(cache, this.#nowAfter(this.#slot.assignedAt), question);
    if (told !== undefined && 'answer' in told) return told.answer;
    return await this.#loop.runSettled(async () => {
      const { latest } = this.#store;
      if (this.#slot.cache === undefined) {
        const head = await latest.head(this.book);
        this.#slot.assignedAt = head?.assignedAt ?? null;
        const horizon = this.#nowAfter(this.#slot.assignedAt);
        this.#slot.cache = new BookCache(head?.seq ?? 0, horizon, head?.link ?? FIRST_LINK);
      }
      const now = this.#nowAfter(this.#slot.assignedAt);
      return await askUntilThere(this.#slot.cache, now, question, (asks, into) =>
        loadAsks(into, latest, this.book, asks),
      );
    });
  }

  /** Asks a store that others write to: the state in memory, if the book still is where that stands. */
  async #askShared<T>(question: Question<T>): Promise<T | typeof NOT_IN_MEMORY> {
    const { cache } = this.#slot;
    if (cache !== undefined && this.#loop.isSettled) {
      const { head, now } = await tryAgain(() => this.#headNow(this.#store.latest));
      // A batch of our own may have begun or ended while the head was on its way.
      const isSame = this.#slot.cache === cache && this.#loop.isSettled;
      const told =
        isSame && head !== undefined && cache.isAt(head) ? tryAsk(cache, now, question) : undefined;
      if (told !== undefined && 'answer' in told) return told.answer;
    }
    return this.#askAnew(question);
  }

  /** Asks a state made for this question alone, where others may have written since the last batch. */
  async #askAnew<T>(question: Question<T>): Promise<T | typeof NOT_IN_MEMORY> {
    return this.withSnapshot(async (view) => {
      const { head, now } = await this.#headNow(view);
      return await askUntilThere(new BookCache(head?.seq ?? 0, now), now, question, (asks, cache) =>
        loadAsks(cache, view, this.book, asks),
      );
    });
  }
}

function tryAsk<T>(cache: BookCache, now: number, question: Question<T>): { answer: T } | { ask: Ask } {
  try {
    return { answer: question(cache.state, now) };
  } catch (error) {
    if (!(error instanceof Missing)) throw error;
    return { ask: error.ask };
  }
}

async function askUntilThere<T>(
  cache: BookCache,
  now: number,
  question: Question<T>,
  load: (asks: Asks, cache: BookCache) => Promise<void>,
): Promise<T | typeof NOT_IN_MEMORY> {
  for (;;) {
    const result = tryAsk(cache, now, question);
    if ('answer' in result) return result.answer;
    if (result.ask.kind === 'past') return NOT_IN_MEMORY;
    const asks = new Asks(cache);
    asks.addAsk(result.ask);
    await load(asks, cache);
  }
}

/** A page's size: from 1 to a maximum, which it is when nothing is said. */
export function pageLimit(field: string, value: unknown, max: number): number {
  if (value === undefined) return max;
  if (Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= max) return Number(value);
  throw new TallystickError('bad_option', field, value, `an integer from 1 to ${max}`);
}
