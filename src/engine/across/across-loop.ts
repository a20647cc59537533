import { setImmediate } from 'node:timers/promises';
import type { BookHead, Store } from '../../store/store.ts';
import type { BatchPlace } from '../commit/batch-place.ts';
import { type BookLoop, failAll } from '../commit/book-loop.ts';
import { JobQueue } from '../commit/job-queue.ts';
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
  readonly #queue: JobQueue<AcrossJob>;
  #isRunning = false;

  /** @param books in order of their names */
  constructor(store: Store, books: readonly AcrossBook[], queueWeightMax: number) {
    this.#store = store;
    this.#books = books;
    this.#queue = new JobQueue(queueWeightMax);
  }

  get isIdle(): boolean {
    return !this.#isRunning;
  }

  /** Takes a job in, in order of calling: at once, or when there is room for it. Resolves when the stream is idle. */
  async enter(job: AcrossJob): Promise<void> {
    void this.#queue.enter(job);
    if (this.#isRunning) return;
    this.#isRunning = true;
    // Callers that begin together are batched together.
    await Promise.resolve();
    while (!this.#queue.isEmpty) {
      await this.#alone(this.#books, () => this.#commit(this.#queue.takeBatch()));
      // Whatever else the process has to do has its turn, also where the store answers at once.
      await setImmediate();
    }
    this.#isRunning = false;
  }

  /** Runs a task while nothing else is decided on any of the books. */
  #alone(books: readonly AcrossBook[], task: () => Promise<void>): Promise<void> {
    const [first, ...rest] = books;
    return first === undefined ? task() : first.loop.runAlone(() => this.#alone(rest, task));
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
