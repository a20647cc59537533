import type { Store } from '../../store/store.ts';
import type { BookCache } from '../cache/book-cache.ts';
import type { HouseClock } from '../clock/house-clock.ts';
import type { Observing } from '../observe/observing.ts';
import { SetAside } from './set-aside.ts';

/** A batch that this process has written to a book, with the next: who keeps one can see those behind it, and no others. */
export interface OwnBatch {
  /** Its rows are behind this number, */
  readonly after: number;
  /** and none is behind this one. */
  readonly until: number;
  next: OwnBatch | undefined;
}

/** Where a book's cache is kept between batches. */
export interface CacheSlot {
  cache: BookCache | undefined;
  /** The latest moment that the house gave to a command; null: none yet; undefined: not looked up yet. */
  assignedAt: number | null | undefined;
  /** The earliest moment of what the book decides by itself, as its head said last; null: nothing waits; undefined: not looked up. */
  due: number | null | undefined;
  /** How often it was heard that this may be another by now: what was asked before is not believed after. */
  heard: number;
  /** What is due, and cannot be decided. */
  readonly setAside: SetAside;
  /** The last batch that this process has written to the book. */
  latest: OwnBatch;
}

/** The slot of a book of which nothing is known yet. */
export function emptySlot(): CacheSlot {
  return {
    cache: undefined,
    assignedAt: undefined,
    due: undefined,
    heard: 0,
    setAside: new SetAside(),
    latest: { after: 0, until: 0, next: undefined },
  };
}

export interface BatchPlace {
  readonly store: Store;
  readonly book: string;
  readonly slot: CacheSlot;
  /** Looked at once a batch, when the book is locked. */
  readonly clock: HouseClock;
  /** Told of what becomes of its commands. */
  readonly observing: Observing;
}

/** Takes over when something is due next: undefined where it is only known that it may be another by now. */
export function learnDue(slot: CacheSlot, due: number | null | undefined): void {
  slot.due = due;
  slot.heard += 1;
}

/** Takes over what a head says that was asked for when so much had been heard, unless more was meanwhile: it may be older. */
export function learnDueAsked(slot: CacheSlot, heard: number, due: number | null): void {
  if (slot.heard === heard) slot.due = due;
}
