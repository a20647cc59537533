import { BATCH_COMMANDS_MAX } from '../../base/limits.ts';
import type { BookHead, Store } from '../../store/store.ts';
import { type BookLoop, failAll } from '../commit/book-loop.ts';
import type { BatchPlace } from '../commit/book-part.ts';
import { tryAgain } from '../commit/try-again.ts';
import type { AcrossJob } from './across-job.ts';
import { commitAcross } from './commit-across.ts';

/** What a group needs of each of its books. */
export interface AcrossBook {
  readonly place: BatchPlace;
  readonly loop: BookLoop;
  readonly onCommit: (head: BookHead) => void;
}

/**
 * The stream of groups on one set of books: while some are committed, the next gather. The streams of the books stand
 * still for as long, one after the other in order of their names, so that two such streams never wait for each other.
 */
export class AcrossLoop {
  readonly #store: Store;
  readonly #books: readonly AcrossBook[];
  #queue: AcrossJob[] = [];
  #isRunning = false;

  /** @param books in order of their names */
  constructor(store: Store, books: readonly AcrossBook[]) {
    this.#store = store;
    this.#books = books;
  }

  get isIdle(): boolean {
    return !this.#isRunning;
  }

  async enter(job: AcrossJob): Promise<void> {
    this.#queue.push(job);
    if (this.#isRunning) return;
    this.#isRunning = true;
    // Callers that begin together are batched together.
    await Promise.resolve();
    while (this.#queue.length > 0) await this.#alone(this.#books, () => this.#commit(this.#takeBatch()));
    this.#isRunning = false;
  }

  /** Runs a task while nothing else is decided on any of the books. */
  #alone(books: readonly AcrossBook[], task: () => Promise<void>): Promise<void> {
    const [first, ...rest] = books;
    return first === undefined ? task() : first.loop.runAlone(() => this.#alone(rest, task));
  }

  #takeBatch(): AcrossJob[] {
    let weight = 0;
    let count = 0;
    for (const { commands } of this.#queue) {
      weight += commands.reduce((sum, { size }) => sum + size, 0);
      if (count > 0 && weight > BATCH_COMMANDS_MAX) break;
      count += 1;
    }
    return this.#queue.splice(0, count);
  }

  async #commit(jobs: readonly AcrossJob[]): Promise<void> {
    const places = this.#books.map(({ place }) => place);
    try {
      const { answers, heads, given } = await tryAgain((fate) =>
        commitAcross(this.#store, places, jobs, fate),
      );
      for (const head of heads) this.#books.find(({ place }) => place.book === head.book)?.onCommit(head);
      for (const [job, answer] of answers) job.settle(answer);
      if (given !== undefined) failAll(given.jobs, given.cause);
    } catch (error) {
      failAll(jobs, error);
    }
  }
}
