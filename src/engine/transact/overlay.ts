import type { SingleRequest } from '../../commands/command-table.ts';
import type { Book } from '../../kernel/book.ts';
import { type Ask, Missing } from '../../kernel/residency.ts';
import type { BookHead, StoreView } from '../../store/store.ts';
import { BookCache, NO_HEAD } from '../cache/book-cache.ts';
import { askForCommand } from '../cache/command-asks.ts';
import { askForPasts } from '../cache/command-pasts.ts';
import { Asks, loadAsks } from '../cache/load-asks.ts';
import { untilThere } from '../cache/until-there.ts';
import type { Step } from './script.ts';
import { takeStep } from './take-step.ts';

/** What an overlay lies on. */
export interface Ground {
  readonly name: string;
  /** Runs work on one view of the store, which stays as it is meanwhile. The work may be run again. */
  readonly withSnapshot: <T>(work: (view: StoreView) => Promise<T>) => Promise<T>;
  /** The present moment; read once, when the overlay is first used. */
  readonly now: () => number | Promise<number>;
}

/** What an act on an overlay is about. */
export interface Known {
  readonly request?: SingleRequest;
  /** Ids of accounts that are read. */
  readonly accounts?: readonly string[];
}

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
   * Acts on the overlay, bringing what it lacks. `act` must change nothing when it throws Missing, and is called
   * again then.
   *
   * @param known what it is about, so that what it needs can be brought at once
   */
  async act<T>(act: (book: Book, now: number) => T, known: Known = {}): Promise<T> {
    this.#now ??= await this.#ground.now();
    const now = this.#now;
    const told = this.#actAtOnce(act, now);
    if (told !== undefined) return told.answer;
    const { withSnapshot, name } = this.#ground;
    let done: { readonly answer: T } | undefined;
    // All that is lacking is brought from one view: from one to the next the book could move on again and again.
    return withSnapshot(async (view) => {
      // The view could fail at its very end, and another be made.
      if (done !== undefined) return done.answer;
      const head = await view.head(name);
      const cache = this.#place === placeOf(head) ? this.#cache : undefined;
      const current = cache ?? new BookCache(head ?? NO_HEAD, now);
      // When something fails meanwhile, what was brought in part is not used.
      this.#cache = undefined;
      this.#place = placeOf(head);
      if (cache === undefined) await this.#takeStepsAgain(current, view);
      await this.#bringWhatIsKnown(current, view, known);
      const answer = await untilThere(
        () => act(current.book, now),
        (ask) => this.#bring(current, view, ask),
      );
      done = { answer };
      this.#cache = current;
      return answer;
    });
  }

  /** What acting on what is in memory comes to; undefined when something is missing. */
  #actAtOnce<T>(act: (book: Book, now: number) => T, now: number): { readonly answer: T } | undefined {
    if (this.#cache === undefined) return undefined;
    try {
      return { answer: act(this.#cache.book, now) };
    } catch (error) {
      if (!(error instanceof Missing)) throw error;
      return undefined;
    }
  }

  /** The end of the chain that the overlay was read at: its own state moves on with its steps. */
  #place: string | undefined;

  async #bring(cache: BookCache, view: StoreView, ask: Ask): Promise<void> {
    const wanted = new Asks(cache);
    wanted.addAsk(ask);
    await loadAsks(cache, view, this.#ground.name, wanted);
  }

  async #bringWhatIsKnown(
    cache: BookCache,
    view: StoreView,
    { request, accounts = [] }: Known,
  ): Promise<void> {
    const { name } = this.#ground;
    const wanted = new Asks(cache);
    for (const id of accounts) wanted.add('account', id);
    if (request !== undefined) askForCommand(request, (kind, key) => wanted.add(kind, key));
    await loadAsks(cache, view, name, wanted);
    if (request === undefined) return;
    const pasts = new Asks(cache);
    askForPasts(cache.state, request, pasts);
    await loadAsks(cache, view, name, pasts);
  }

  async #takeStepsAgain(cache: BookCache, view: StoreView): Promise<void> {
    for (const step of this.#steps) {
      const { seen } = await untilThere(
        () => takeStep(cache.book, step, this.#now ?? 0),
        (ask) => this.#bring(cache, view, ask),
      );
      if ('seen' in step && seen !== step.seen) this.#isStale = true;
    }
  }
}

/** Where a book stands: the number alone could be that of another history. */
function placeOf(head: BookHead | undefined): string {
  return head === undefined ? '' : `${head.seq} ${Buffer.from(head.link).toString('hex')}`;
}
