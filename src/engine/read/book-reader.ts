import type { BookState } from '../../kernel/book-state.ts';
import { Needs } from '../../kernel/needs.ts';
import type { HeadNow, Snapshot, Store, StoreView } from '../../store/store.ts';
import { BookCache, NO_HEAD } from '../cache/book-cache.ts';
import { loadNeeds } from '../cache/load-needs.ts';
import { headAndPresent } from '../clock/head-and-present.ts';
import type { HouseClock } from '../clock/house-clock.ts';
import type { CacheSlot } from '../commit/batch-place.ts';
import type { BookStream } from '../commit/book-stream.ts';
import { retry } from '../commit/retry.ts';

/** What memory says; where the store has to be asked, the present moment, if it was looked at. */
export type Told<T> = { readonly answer: T } | { readonly now: number | undefined };

/** What is asked of a state, at the present moment, and what of it that looks at. */
export interface Question<T> {
  readonly answer: (state: BookState, now: number) => T;
  readonly needs: (needs: Needs, now: number) => void;
}

/** How a book is read: from memory where the answer is there, else from one consistent view of the store. */
export class BookReader {
  readonly book: string;
  readonly #store: Store;
  readonly #slot: CacheSlot;
  readonly #stream: BookStream;
  readonly #clock: HouseClock;

  constructor(parts: {
    readonly book: string;
    readonly store: Store;
    readonly slot: CacheSlot;
    readonly stream: BookStream;
    readonly clock: HouseClock;
  }) {
    this.book = parts.book;
    this.#store = parts.store;
    this.#slot = parts.slot;
    this.#stream = parts.stream;
    this.#clock = parts.clock;
  }

  /**
   * The present moment for who does not say one: never before what the house called now when it last wrote. Who has a view of
   * the store asks by that: there may be no other connection to be had.
   */
  now(view?: StoreView): number | Promise<number> {
    const { assignedAt } = this.#slot;
    // After a restart the clock may stand before what is in the book.
    if (assignedAt === undefined || !this.#store.isExclusive) return this.#nowAfterHead(view);
    return this.#nowAfter(assignedAt);
  }

  #nowAfter(assignedAt: number | null | undefined): number {
    const now = this.#clock.now();
    return Math.max(now, assignedAt ?? now);
  }

  async #nowAfterHead(view: StoreView | undefined): Promise<number> {
    const found = view === undefined ? retry(() => this.#headNow(this.#store.latest)) : this.#headNow(view);
    const { head, now } = await found;
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
   * Runs a question on a view of the store that stays as it is meanwhile; on another one, all anew, when what stopped it
   * passes by itself. Whoever needs the present moment gets it as of the view: nothing that is seen there was given a later
   * one.
   */
  withSnapshot<T>(ask: (view: Snapshot, now: () => Promise<number>) => Promise<T>): Promise<T> {
    return retry(async () => {
      const view = await this.#store.snapshot(this.book);
      try {
        return await ask(view, async () => (await this.#headNow(view)).now);
      } finally {
        await view.close();
      }
    });
  }

  /**
   * Asks the state in memory, as it is at one moment; where the store is the house's own, what it lacks is brought first.
   * What is asked is given the present moment too, and must only read. Your own writes are in it once they were answered. Of
   * a past that memory has not, the store is asked.
   */
  async ask<T>(question: Question<T>): Promise<Told<T>> {
    if (!this.#store.isExclusive) return this.#askShared(question);
    const { cache } = this.#slot;
    const told =
      cache === undefined || !this.#stream.isSettled
        ? undefined
        : tryAsk(cache, this.#nowAfter(this.#slot.assignedAt), question);
    if (told !== undefined) return told;
    return await this.#stream.runSettled(async () => {
      const { latest } = this.#store;
      if (this.#slot.cache === undefined) {
        const head = await latest.head(this.book);
        this.#slot.assignedAt = head?.assignedAt ?? null;
        const horizon = this.#nowAfter(this.#slot.assignedAt);
        this.#slot.cache = new BookCache(head ?? NO_HEAD, horizon);
      }
      return await this.#askInTurn(this.#slot.cache, question);
    });
  }

  /** Asks the state in memory while no batch is on its way, once the accounts that it lacks are there. */
  async #askInTurn<T>(cache: BookCache, question: Question<T>): Promise<Told<T>> {
    const now = this.#nowAfter(this.#slot.assignedAt);
    const needs = new Needs(cache.state);
    question.needs(needs, now);
    const wanted = needs.take();
    if (wanted !== undefined && wanted.pasts.size === 0) {
      await loadNeeds({ cache, view: this.#store.latest, book: this.book }, wanted);
      question.needs(needs, now);
      // Their pasts are not loaded for a read.
      if (needs.take() === undefined) return { answer: question.answer(cache.state, now) };
      return { now };
    }
    return tryAsk(cache, now, question) ?? { now };
  }

  /** Asks a store that others write to: the state in memory, if the book still is where that stands. */
  async #askShared<T>(question: Question<T>): Promise<Told<T>> {
    const { cache } = this.#slot;
    if (cache === undefined || !this.#stream.isSettled) return { now: undefined };
    const { head, now } = await retry(() => this.#headNow(this.#store.latest));
    // A batch of our own may have begun or ended while the head was on its way.
    const isSame = this.#slot.cache === cache && this.#stream.isSettled;
    const told = isSame && head !== undefined && cache.isAt(head) ? tryAsk(cache, now, question) : undefined;
    return told ?? { now };
  }
}

/** What memory says; undefined where it lacks something of that. */
function tryAsk<T>(cache: BookCache, now: number, question: Question<T>): { answer: T } | undefined {
  const needs = new Needs(cache.state);
  question.needs(needs, now);
  return needs.takeLacks() ? undefined : { answer: question.answer(cache.state, now) };
}
