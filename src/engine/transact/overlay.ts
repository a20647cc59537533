import type { Book } from '../../kernel/book.ts';
import type { Needs } from '../../kernel/needs.ts';
import type { BookHead, StoreView } from '../../store/store.ts';
import { BookCache, NO_HEAD } from '../cache/book-cache.ts';
import { fetchNeeds, lacksNeeds } from '../cache/fetch-needs.ts';
import type { LoadPlace } from '../cache/load-needs.ts';
import type { Step } from './script.ts';
import { needsOfStep, takeStep } from './take-step.ts';

/** What an overlay lies on. */
export interface Ground {
  readonly name: string;
  /** Runs work on one view of the store, which stays as it is meanwhile. The work may be run again. */
  readonly withSnapshot: <T>(work: (view: StoreView) => Promise<T>) => Promise<T>;
  /** The present moment; read once, when the overlay is first used. */
  readonly now: () => number | Promise<number>;
}

/** Adds what an act looks at, and is not in memory. */
type AddNeeds = (needs: Needs, now: number) => void;

/**
 * A private state of a book on which a transaction tries its steps. It holds what the steps touch, all read at
 * one journal row; when the book has moved on and more is needed, it is made anew and the steps taken again.
 */
export class Overlay {
  readonly #ground: Ground;
  readonly #steps: readonly Step[];
  #cache: BookCache | undefined;
  #now: number | undefined;
  #isStale = false;

  /** @param steps those taken so far; whoever owns the overlay adds each one that it acts */
  constructor(ground: Ground, steps: readonly Step[]) {
    this.#ground = ground;
    this.#steps = steps;
  }

  /** Whether something that a step saw is known to have changed since. */
  get isStale(): boolean {
    return this.#isStale;
  }

  /**
   * Acts on the overlay, once what that needs is there.
   *
   * @param add adds what the act looks at; default: nothing
   */
  async act<T>(act: (book: Book, now: number) => T, add: AddNeeds = () => undefined): Promise<T> {
    this.#now ??= await this.#ground.now();
    const now = this.#now;
    const cached = this.#cache;
    if (cached !== undefined && !lacksNeeds({ cache: cached }, (needs) => add(needs, now)))
      return act(cached.book, now);
    const { withSnapshot, name: book } = this.#ground;
    let done: { readonly answer: T } | undefined;
    // All that is lacking is fetched from one view: from one to the next the book could move on again and again.
    return withSnapshot(async (view) => {
      // The view could fail at its very end, and another be made.
      if (done !== undefined) return done.answer;
      const head = await view.head(book);
      const kept = this.#place === headMark(head) ? this.#cache : undefined;
      const cache = kept ?? new BookCache(head ?? NO_HEAD, now);
      // When something fails meanwhile, what was fetched in part is not used.
      this.#cache = undefined;
      this.#place = headMark(head);
      const place = { cache, view, book };
      if (kept === undefined) await this.#takeStepsAgain(place, now);
      await fetchNeeds(place, [add], (needs) => add(needs, now));
      done = { answer: act(cache.book, now) };
      this.#cache = cache;
      return done.answer;
    });
  }

  /** The end of the chain that the overlay was read at: its own state moves on with its steps. */
  #place: string | undefined;

  async #takeStepsAgain(place: LoadPlace, now: number): Promise<void> {
    for (const step of this.#steps) {
      await fetchNeeds(place, [step], (needs) => needsOfStep(needs, step, now));
      const { seen } = takeStep(place.cache.book, step, now);
      if ('seen' in step && seen !== step.seen) this.#isStale = true;
    }
  }
}

/** Where a book stands: the number alone could be that of another history. */
function headMark(head: BookHead | undefined): string {
  return head === undefined ? '' : `${head.seq} ${Buffer.from(head.link).toString('hex')}`;
}
