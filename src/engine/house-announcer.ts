import type { Store } from '../store/store.ts';
import { headAndPresent } from './clock/head-and-present.ts';
import type { HouseClock } from './clock/house-clock.ts';
import { listBooks } from './read/list-books.ts';

/** How often a house looks for what ran out. */
const ANNOUNCE_EVERY_MS = 1_000;

export interface AnnouncedHouse {
  readonly store: Store;
  readonly clock: HouseClock;
  readonly isClosed: () => boolean;
  /** Announces what ran out in a book by a moment. */
  readonly announce: (book: string, until: number) => Promise<unknown>;
}

/** Announces what runs out in all books of a house, by itself, until it is ended. */
export class HouseAnnouncer {
  readonly #house: AnnouncedHouse;
  readonly #timer: NodeJS.Timeout;
  #announced: Promise<unknown> = Promise.resolve();

  constructor(house: AnnouncedHouse) {
    this.#house = house;
    this.#timer = setInterval(() => {
      // What fails is tried again at the next turn.
      this.#announced = this.#announced.then(() => this.#announceAll()).catch(() => undefined);
    }, ANNOUNCE_EVERY_MS);
    this.#timer.unref();
  }

  /** Resolves when nothing is announced any more. */
  async end(): Promise<void> {
    clearInterval(this.#timer);
    await this.#announced;
  }

  async #announceAll(): Promise<void> {
    const { store, clock, isClosed, announce } = this.#house;
    if (isClosed()) return;
    const names = await listBooks(store);
    const [first] = names;
    if (first === undefined) return;
    const { present } = await headAndPresent(store.latest, first, clock);
    for (const name of names) {
      if (isClosed()) return;
      await announce(name, present.now);
    }
  }
}
