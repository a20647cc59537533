import { WeakValues } from '../base/weak-values.ts';
import { type BatchPlace, learnDue } from './commit/batch-place.ts';
import type { BookStream } from './commit/book-stream.ts';
import type { Notifier } from './notifier.ts';
import type { OpenBook } from './open-book.ts';

/** A book that was asked for, with what the house keeps of it. */
export interface RegisteredBook {
  readonly book: OpenBook;
  readonly stream: BookStream;
  readonly place: BatchPlace;
  readonly news: Notifier;
}

/** About how many rows a book takes the place of, whatever of it is cached. */
const BOOK_WEIGHT = 8;

/**
 * The open books of a house, and the bound on their caches. There is at most one entry for a book at any time: it is found for
 * as long as anybody uses it, and beyond that for as long as its cache is kept. When there are more rows than fit, the least
 * recently used cache is evicted. So neither idle books nor names that no book has cost anything for long.
 */
export class BookRegistry {
  readonly #make: (name: string, onUse: () => void) => RegisteredBook;
  readonly #rowsMax: number;
  readonly #all = new WeakValues<RegisteredBook>();
  /** Those whose cache is kept, least recently used first, each with its weight as of its last use. */
  readonly #cached = new Map<RegisteredBook, number>();
  #weight = 0;

  /**
   * @param make makes an entry, all parts of which refer to each other; its stream calls `onUse` after each batch and read
   * @param rowsMax about how many rows all caches hold together
   */
  constructor(make: (name: string, onUse: () => void) => RegisteredBook, rowsMax: number) {
    this.#make = make;
    this.#rowsMax = rowsMax;
  }

  get(name: string): RegisteredBook {
    const known = this.#all.get(name);
    if (known !== undefined) return known;
    const entry: RegisteredBook = this.#make(name, () => this.#onUse(entry));
    this.#all.set(name, entry);
    return entry;
  }

  /** The entry of a book, if it has one now. */
  find(name: string): RegisteredBook | undefined {
    return this.#all.get(name);
  }

  /** Hears that another process wrote to a book: what waits there may be due at another moment now. */
  hearOf(name: string): void {
    const entry = this.find(name);
    if (entry === undefined) return;
    learnDue(entry.place.slot, undefined);
    entry.news.notify();
  }

  /** All that are there now. */
  all(): RegisteredBook[] {
    return [...this.#all.values()];
  }

  #onUse(entry: RegisteredBook): void {
    const { cache } = entry.place.slot;
    // A book to which nothing was ever written is as quickly found to be empty once more.
    const isEmpty = cache?.state.seq === 0 && entry.stream.isSettled;
    if (isEmpty) entry.place.slot.cache = undefined;
    this.#weigh(entry, isEmpty || cache === undefined ? undefined : BOOK_WEIGHT + cache.weight);
    for (const other of this.#cached.keys()) {
      if (this.#weight <= this.#rowsMax) return;
      // One that is being decided on is left; it is looked at again after its batch.
      if (!other.stream.isSettled) continue;
      other.place.slot.cache = undefined;
      this.#weigh(other, undefined);
    }
  }

  /** Makes it the most recently used; without a weight it is forgotten. */
  #weigh(entry: RegisteredBook, weight: number | undefined): void {
    this.#weight += (weight ?? 0) - (this.#cached.get(entry) ?? 0);
    this.#cached.delete(entry);
    if (weight !== undefined) this.#cached.set(entry, weight);
  }
}
