import { WeakValues } from '../base/weak-values.ts';
import type { BatchPlace } from './commit/batch-place.ts';
import type { BookStream } from './commit/book-stream.ts';
import type { Notifier } from './notifier.ts';
import type { OpenBook } from './open-book.ts';

/** A book that was asked for, with what the house keeps of it. */
export interface Room {
  readonly book: OpenBook;
  readonly loop: BookStream;
  readonly place: BatchPlace;
  readonly news: Notifier;
}

/** About how many rows a room takes the place of, whatever it has in memory. */
const ROOM_WEIGHT = 8;

/**
 * The rooms of a house. There is at most one for a book at any time: it is found for as long as anybody uses it, and
 * beyond that for as long as its cache is kept, which is dropped when there is more than fits, the one that was not used
 * for longest first. So neither idle books nor names that no book has cost anything for long.
 */
export class BookRooms {
  readonly #make: (name: string, onUse: () => void) => Room;
  readonly #rowsMax: number;
  readonly #all = new WeakValues<Room>();
  /** Those whose cache is kept, in order of use, each with its weight as of its last use. */
  readonly #cached = new Map<Room, number>();
  #weight = 0;

  /**
   * @param make makes a room, all parts of which hold each other; its loop calls `onUse` after each batch and read
   * @param rowsMax about how many rows all caches hold together
   */
  constructor(make: (name: string, onUse: () => void) => Room, rowsMax: number) {
    this.#make = make;
    this.#rowsMax = rowsMax;
  }

  get(name: string): Room {
    const known = this.#all.get(name);
    if (known !== undefined) return known;
    const room: Room = this.#make(name, () => this.#onUse(room));
    this.#all.set(name, room);
    return room;
  }

  /** The room of a book, if it has one now. */
  find(name: string): Room | undefined {
    return this.#all.get(name);
  }

  /** All that are there now. */
  all(): Room[] {
    return [...this.#all.values()];
  }

  #onUse(room: Room): void {
    const { cache } = room.place.slot;
    // A book to which nothing was ever written is as quickly found to be empty once more.
    const isEmpty = cache?.state.seq === 0 && room.loop.isSettled;
    if (isEmpty) room.place.slot.cache = undefined;
    this.#weigh(room, isEmpty || cache === undefined ? undefined : ROOM_WEIGHT + cache.weight);
    for (const other of this.#cached.keys()) {
      if (this.#weight <= this.#rowsMax) return;
      // One that is being decided on is left; it is looked at again after its batch.
      if (!other.loop.isSettled) continue;
      other.place.slot.cache = undefined;
      this.#weigh(other, undefined);
    }
  }

  /** Puts it last in order of use; without a weight it is let go of. */
  #weigh(room: Room, weight: number | undefined): void {
    this.#weight += (weight ?? 0) - (this.#cached.get(room) ?? 0);
    this.#cached.delete(room);
    if (weight !== undefined) this.#cached.set(room, weight);
  }
}
