import type { Book } from '../../kernel/book.ts';
import type { SingleRequest } from '../../kernel/command.ts';
import { type Ask, Missing } from '../../kernel/residency.ts';
import type { BookHead, StoreView } from '../../store/store.ts';
import { BookCache } from '../cache/book-cache.ts';
import { askForCommand } from '../cache/command-asks.ts';
import { Asks, loadAsks } from '../cache/load-asks.ts';
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
   * @param request what it is about, so that what it needs can be brought at once
   */
  async act<T>(act: (book: Book, now: number) => T, request?: SingleRequest): Promise<T> {
    this.#now ??= await this.#ground.now();
    const now = this.#now;
    let cache = this.#cache ?? (await this.#load([]));
    if (request !== undefined) {
      const asks: Ask[] = [];
      askForCommand(request, (kind, key) => {
        if (!cache.residency.knows(kind, key)) asks.push({ kind, key });
      });
      if (asks.length > 0) cache = await this.#load(asks);
    }
    for (;;) {
      try {
        return act(cache.book, now);
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        cache = await this.#load([error.ask]);
      }
    }
  }

  #load(asks: readonly Ask[]): Promise<BookCache> {
    const { withSnapshot, name } = this.#ground;
    return withSnapshot(async (view) => {
      const head = await view.head(name);
      const cache = this.#place === placeOf(head) ? this.#cache : undefined;
      const current = cache ?? new BookCache(head?.seq ?? 0, this.#now ?? Number.POSITIVE_INFINITY);
      // When something fails meanwhile, what was brought in part is not used.
      this.#cache = undefined;
      this.#place = placeOf(head);
      if (cache === undefined) await this.#takeStepsAgain(current, view);
      // Of what is not in a new state, no past can be brought: it is asked for again, its account first.
      await this.#bring(
        current,
        view,
        cache === undefined ? asks.filter(({ kind }) => kind !== 'past') : asks,
      );
      this.#cache = current;
      return current;
    });
  }

  /** The end of the chain that the overlay was read at: its own state moves on with its steps. */
  #place: string | undefined;

  async #bring(cache: BookCache, view: StoreView, asks: readonly Ask[]): Promise<void> {
    const wanted = new Asks(cache);
    for (const ask of asks) wanted.addAsk(ask);
    await loadAsks(cache, view, this.#ground.name, wanted);
  }

  async #takeStepsAgain(cache: BookCache, view: StoreView): Promise<void> {
    for (let i = 0; i < this.#steps.length; ) {
      const step = this.#steps[i];
      if (step === undefined) return;
      try {
        const { seen } = takeStep(cache.book, step, this.#now ?? 0);
        if ('seen' in step && seen !== step.seen) this.#isStale = true;
        i += 1;
      } catch (error) {
        if (!(error instanceof Missing)) throw error;
        await this.#bring(cache, view, [error.ask]);
      }
    }
  }
}

/** Where a book stands: the number alone could be that of another history. */
function placeOf(head: BookHead | undefined): string {
  return head === undefined ? '' : `${head.seq} ${Buffer.from(head.link).toString('hex')}`;
}
