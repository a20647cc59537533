import type { BookState } from '../../kernel/book-state.ts';
import { Needs } from '../../kernel/needs.ts';
import type { SumsMoment } from '../../store/queries.ts';
import type { BookHead, HeadNow, Snapshot, Store, StoreView } from '../../store/store.ts';
import { BookCache, NO_HEAD } from '../cache/book-cache.ts';
import { fetchNeeds } from '../cache/fetch-needs.ts';
import { headNow } from '../clock/head-and-present.ts';
import type { HouseClock } from '../clock/house-clock.ts';
import { type CacheSlot, learnDue, learnDueAsked } from '../commit/batch-place.ts';
import type { Job } from '../commit/job.ts';
import { retry } from '../commit/retry.ts';
import type { Observing } from '../observe/observing.ts';
import { countDue, type DueParts, settleDue } from '../settle-due.ts';

/** What is asked of the state in memory at a moment. */
export interface FromState<T> {
  /** What of it the answer looks at. */
  readonly needs: (needs: Needs, at: number) => void;
  /** Must only read. */
  readonly answer: (state: BookState, at: number) => T;
}

/** What is asked of a book as it stands at a moment. */
export interface Reading<T> {
  /** The moment; undefined: the present. */
  readonly at: number | undefined;
  /** From the state in memory, where all that it needs is there. Absent: never from there. */
  readonly fromState?: FromState<T> | undefined;
  /** From the store, by one look: what it sees is of one state. */
  readonly fromStore: (view: StoreView, moment: SumsMoment) => Promise<T>;
}

/** What was known of a book before something was asked of it. */
interface Seen {
  /** How often it was heard that something may be due at another moment. */
  readonly heard: number;
  /** What this process had written. */
  readonly until: number;
}

/** The stream of the book, whose batches change what is in memory. */
interface ReadStream {
  /** Whether what is in memory is committed. */
  readonly isSettled: boolean;
  /** Takes in a job. */
  enter(job: Job): Promise<void> | undefined;
  /** Runs a task before the next batch, where nothing is under way or waits; undefined: it does. */
  runIfIdle<T>(task: () => Promise<T>): Promise<T> | undefined;
}

/**
 * How a book is read: from memory, where the state there stands at the book's head and has all that is asked for; else from the
 * store, by one look at what is committed or, where it takes several, on one snapshot. Where nobody else writes, and the book is
 * idle, what is asked of the present is loaded into memory by that look, and is there the next time.
 */
export class BookReader {
  readonly book: string;
  readonly #store: Store;
  readonly #slot: CacheSlot;
  readonly #stream: ReadStream;
  readonly #clock: HouseClock;
  readonly #observing: Observing;
  /** What is in memory, where another process is known to have written since. */
  #stale: BookCache | undefined;

  constructor(parts: {
    readonly book: string;
    readonly store: Store;
    readonly slot: CacheSlot;
    readonly stream: ReadStream;
    readonly clock: HouseClock;
    readonly observing: Observing;
  }) {
    this.book = parts.book;
    this.#store = parts.store;
    this.#slot = parts.slot;
    this.#stream = parts.stream;
    this.#clock = parts.clock;
    this.#observing = parts.observing;
  }

  /** What a book comes to at a moment. Your own writes are in it once they were answered. */
  async read<T>(reading: Reading<T>): Promise<T> {
    const { at, fromState, fromStore } = reading;
    const due = this.settleDue();
    const isStuck = due !== undefined && !(await due);
    const found = fromState === undefined ? {} : await this.#fromMemory(at, fromState);
    const moment = 'answer' in found ? undefined : await this.#momentOf(at, found.present);
    // The head, where it was looked at, may say otherwise: who wrote it may not have been heard of yet.
    const late = isStuck ? undefined : this.settleDue();
    if (late !== undefined && (await late)) return await this.read(reading);
    if (fromState !== undefined && this.#observing.hears('cache')) {
      const hits = 'answer' in found ? 1 : 0;
      this.#observing.report('cache', { hits, misses: 1 - hits });
    }
    if ('answer' in found) return found.answer;
    const loading = fromState === undefined || at !== undefined ? undefined : this.#load(fromState);
    const loaded = await loading;
    if (loaded !== undefined) return loaded.answer;
    return await this.look((view) => fromStore(view, moment ?? { at: this.#clock.now(), isPresent: true }));
  }

  /** The moment of a reading. After a restart the clock may stand before what is in the book. */
  async #momentOf(at: number | undefined, present: number | undefined): Promise<SumsMoment> {
    if (at !== undefined) return { at };
    if (present !== undefined) return { at: present, isPresent: true };
    if (this.#store.isExclusive) return { at: this.#clock.now(), isPresent: true };
    const { now } = await this.look((view) => this.#headNow(view, this.#seen));
    return { at: now, isPresent: true };
  }

  /** Up to which number this process has written, or more. */
  get ownUntil(): number {
    return this.#slot.latest.until;
  }

  /** Sees to it that what is due by now is decided; undefined where nothing is. */
  settleDue(): Promise<boolean> | undefined {
    return settleDue(this.#dueParts);
  }

  /** Balances with how many things are due and undecided, which there is only where the house is only read. */
  async withDue<B extends { readonly due?: number }>(found: readonly (B | null)[]): Promise<(B | null)[]> {
    const due =
      this.#store.isReadOnly === true
        ? await retry(this.#observing, () => countDue(this.#dueParts, this.book))
        : 0;
    return due === 0 ? [...found] : found.map((one) => (one === null ? one : { ...one, due }));
  }

  get #dueParts(): DueParts {
    return { store: this.#store, slot: this.#slot, stream: this.#stream, clock: this.#clock, reader: this };
  }

  /** The same as `withSnapshot`, of a book of which what is due by now is decided. */
  async onPresent<T>(ask: (view: Snapshot, now: () => Promise<number>) => Promise<T>): Promise<T> {
    const due = this.settleDue();
    const isStuck = due !== undefined && !(await due);
    const answer = await this.withSnapshot<{ readonly value: T } | undefined>(async (view, now) =>
      isStuck || !(await this.#hasDue(view)) ? { value: await ask(view, now) } : undefined,
    );
    if (answer !== undefined) return answer.value;
    learnDue(this.#slot, undefined);
    return await this.onPresent(ask);
  }

  /** Whether something is to be decided before a view is read: whoever wrote it may not have been heard of yet. */
  async #hasDue(view: Snapshot): Promise<boolean> {
    if (this.#store.isExclusive || this.#store.isReadOnly === true) return false;
    const head = await view.head(this.book); // It was read as the view was fixed.
    if (head?.due == null || head.due === this.#slot.setAside.next) return false;
    return head.due <= Math.max(this.#clock.now(), head.assignedAt ?? 0);
  }

  /** What takes one look at what is committed: by one statement, where the store is a server. */
  look<T>(ask: (view: StoreView) => Promise<T>): Promise<T> {
    return retry(this.#observing, () => ask(this.#store.latest));
  }

  /** The head of the book; undefined when nothing was ever written to it. */
  head(): Promise<BookHead | undefined> {
    return this.look((view) => view.head(this.book));
  }

  /**
   * Runs a question that takes several looks on a view of the store that stays as it is meanwhile; on another one, all anew,
   * when what stopped it passes by itself. Whoever needs the present moment gets it as of the view: nothing that is seen there
   * was given a later one.
   */
  withSnapshot<T>(ask: (view: Snapshot, now: () => Promise<number>) => Promise<T>): Promise<T> {
    return retry(this.#observing, async () => {
      const seen = this.#seen;
      const view = await this.#store.snapshot(this.book);
      try {
        return await ask(view, async () => (await this.#headNow(view, seen)).now);
      } finally {
        await view.close();
      }
    });
  }

  /**
   * The present moment for who does not say one: never before what the house called now when it last wrote. Who has a view of
   * the store asks by that: there may be no other connection to be had.
   */
  now(view?: StoreView): number | Promise<number> {
    const { assignedAt } = this.#slot;
    if (assignedAt === undefined || !this.#store.isExclusive) return this.#nowAfterHead(view);
    return this.#nowAfter(assignedAt);
  }

  #nowAfter(assignedAt: number | null | undefined): number {
    const now = this.#clock.now();
    return Math.max(now, assignedAt ?? now);
  }

  async #nowAfterHead(view: StoreView | undefined): Promise<number> {
    const { head, now } = await (view === undefined
      ? this.look((latest) => this.#headNow(latest, this.#seen))
      : headNow(view, this.book, this.#clock));
    // A batch that was committed meanwhile knows better.
    this.#slot.assignedAt ??= head?.assignedAt ?? null;
    return now;
  }

  /** What is known of the book by now. */
  get #seen(): Seen {
    return { heard: this.#slot.heard, until: this.#slot.latest.until };
  }

  /** The head, and what is now for who reads it; when something is due next is learnt from it. */
  async #headNow(view: StoreView, { heard, until }: Seen): Promise<HeadNow> {
    const found = await headNow(view, this.book, this.#clock);
    const { setAside } = this.#slot;
    const due = found.head?.due ?? null;
    // A view may be older than what this process has written; and what is set aside is not asked for by each read.
    const isNews = (found.head?.seq ?? 0) >= until && (setAside.size === 0 || due !== setAside.next);
    if (isNews) learnDueAsked(this.#slot, heard, due);
    return found;
  }

  /** Loads what is asked of the present, and answers from memory; undefined where it is not the time or the store for that. */
  #load<T>(fromState: FromState<T>): Promise<{ readonly answer: T } | undefined> | undefined {
    if (!this.#store.isExclusive) return undefined;
    return this.#stream.runIfIdle(() => this.look((view) => this.#loadFrom(view, fromState)));
  }

  async #loadFrom<T>(view: StoreView, fromState: FromState<T>): Promise<{ readonly answer: T } | undefined> {
    const { book } = this;
    if (this.#slot.cache === undefined) {
      const head = await view.head(book);
      this.#slot.assignedAt = head?.assignedAt ?? null;
      this.#slot.cache = new BookCache(head ?? NO_HEAD, this.#nowAfter(this.#slot.assignedAt));
    }
    const { cache } = this.#slot;
    const now = this.#nowAfter(this.#slot.assignedAt);
    await fetchNeeds({ cache, view, book }, [fromState], (needs, { needs: add }) => add(needs, now));
    return tryAsk(cache.state, now, fromState);
  }

  /** What memory says; where it cannot, the present moment, if that was looked at. */
  async #fromMemory<T>(
    at: number | undefined,
    fromState: FromState<T>,
  ): Promise<{ readonly answer: T } | { readonly present?: number }> {
    const { cache, assignedAt } = this.#slot;
    if (cache === undefined || cache === this.#stale || !this.#stream.isSettled) return {};
    const { isExclusive } = this.#store;
    const { state } = cache;
    const answered = tryAsk(
      state,
      at ?? (isExclusive ? this.#nowAfter(assignedAt) : state.horizon),
      fromState,
    );
    // What it lacks it lacks wherever the book stands by now.
    if (answered === undefined || isExclusive) return answered ?? {};
    const { head, now } = await this.look(async (view) =>
      at === undefined
        ? await this.#headNow(view, this.#seen)
        : { head: await view.head(this.book), now: at },
    );
    const present = at === undefined ? { present: now } : {};
    // A batch of our own may have begun or ended while the head was on its way.
    if (this.#slot.cache !== cache || !this.#stream.isSettled) return present;
    if (head === undefined || !cache.isAt(head)) {
      this.#stale = cache;
      return present;
    }
    return tryAsk(state, now, fromState) ?? present;
  }
}

/** What memory says; undefined where it lacks something of that. */
function tryAsk<T>(
  state: BookState,
  at: number,
  { needs, answer }: FromState<T>,
): { readonly answer: T } | undefined {
  const lacking = new Needs(state);
  needs(lacking, at);
  return lacking.takeLacks() ? undefined : { answer: answer(state, at) };
}
