import { setImmediate } from 'node:timers/promises';
import { Bug } from '../../base/assert.ts';
import { TallystickError } from '../../base/error.ts';
import { StoreError } from '../../base/store-error.ts';
import { Missing } from '../../kernel/residency.ts';
import type { BookHead, StoreTransaction, StoreView } from '../../store/store.ts';
import type { BatchPlace } from './batch-place.ts';
import { Call } from './call.ts';
import { commitBatch, rollbackQuietly } from './commit-batch.ts';
import type { Job } from './job.ts';
import { JobQueue } from './job-queue.ts';
import { messageOf, tryAgain } from './try-again.ts';

export interface LoopOptions {
  /** Most weight that waits; callers with more wait before theirs is taken in. */
  readonly queueWeightMax: number;
  /** Told after each batch that wrote something, before its callers are answered. */
  readonly onCommit: (head: BookHead) => void;
  /** Told after each batch, and after what was read into memory. */
  readonly onBatch: () => void;
}

/** The stream of a book that stands still for one caller: until it is let go, only he can change the book. */
export interface HeldStream {
  /**
   * What is committed now, where it must be read through the lock; undefined: any view of the store is as good, as it is when
   * the job was committed.
   */
  readonly view: StoreView | undefined;
  /** Commits one job, at most once. */
  commit(job: Job): Promise<void>;
  release(): Promise<void>;
}

/**
 * The serial stream of one book: jobs go in, and while one batch of them is committed, the next gathers. No timer
 * runs: an idle book begins with whatever comes first.
 */
export class BookLoop {
  readonly #place: BatchPlace;
  readonly #options: LoopOptions;
  readonly #queue: JobQueue<Job>;
  readonly #tasks: (() => Promise<void>)[] = [];
  #running: Promise<void> | undefined;
  /** True while the cached state holds what is not committed yet. */
  #isDeciding = false;

  constructor(place: BatchPlace, options: LoopOptions) {
    this.#place = place;
    this.#options = options;
    this.#queue = new JobQueue(options.queueWeightMax);
  }

  /** Takes a call in whose jobs will enter. */
  newCall(retryRefused: boolean): Call {
    return new Call(this.#place, retryRefused);
  }

  /** True when the cached state is what is committed, so that it can be read at once. */
  get isSettled(): boolean {
    return !this.#isDeciding;
  }

  /**
   * Takes a job in, in order of calling: at once, or when there is room for it, and then a promise says when.
   * So callers who go on only then are held back when the book cannot follow.
   */
  enter(job: Job): Promise<void> | undefined {
    const takenIn = this.#queue.enter(job);
    this.#start();
    return takenIn;
  }

  /** Runs a task when the cached state is what is committed. Batches wait for it. */
  runSettled<T>(task: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#tasks.push(() => task().then(resolve, reject));
    this.#start();
    return promise;
  }

  /** Runs a task that decides on the cached state, as a batch does: nobody reads that state meanwhile. */
  runAlone<T>(task: () => Promise<T>): Promise<T> {
    return this.runSettled(async () => {
      this.#isDeciding = true;
      try {
        return await task();
      } finally {
        this.#isDeciding = false;
      }
    });
  }

  /**
   * Lets the stream stand still, in every process, for the caller, who goes on in his own course when the promise resolves.
   * What is committed may be read by all meanwhile.
   */
  async hold(): Promise<HeldStream> {
    const granted = Promise.withResolvers<() => void>();
    void this.runSettled(() => new Promise<void>((letGo) => granted.resolve(letGo)));
    const letGo = await granted.promise;
    let locked: StoreTransaction | undefined;
    try {
      locked = this.#place.store.isExclusive ? undefined : await this.#lock();
    } catch (error) {
      letGo();
      throw error;
    }
    return {
      get view() {
        return locked;
      },
      commit: async (job) => {
        const begun = locked;
        locked = undefined;
        await this.#commit([job], begun);
      },
      release: async () => {
        if (locked !== undefined) await rollbackQuietly(locked);
        letGo();
      },
    };
  }

  #lock(): Promise<StoreTransaction> {
    const { store, book } = this.#place;
    return tryAgain(async () => {
      const transaction = await store.begin();
      try {
        await transaction.lock(book);
        return transaction;
      } catch (error) {
        await rollbackQuietly(transaction);
        throw error;
      }
    });
  }

  /** Resolves when everything that was taken in is answered. */
  async drain(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  #start(): void {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      // What came in between the last look and now must not wait for the next caller.
      if (!this.#queue.isEmpty || this.#tasks.length > 0) this.#start();
    });
  }

  async #run(): Promise<void> {
    // Callers that begin together are batched together.
    await Promise.resolve();
    while (!this.#queue.isEmpty || this.#tasks.length > 0) {
      for (const task of this.#tasks.splice(0)) await task();
      const jobs = this.#queue.takeBatch();
      if (jobs.length > 0) await this.#commit(jobs);
      this.#options.onBatch();
      if (jobs.length === 0) continue;
      // One turn of the event loop lets every caller that was answered come with its next command.
      await setImmediate();
    }
  }

  /** @param locked the transaction of the first attempt, where the book is locked already */
  async #commit(jobs: readonly Job[], locked?: StoreTransaction): Promise<void> {
    this.#isDeciding = true;
    let first = locked;
    try {
      const { answers, head, isNew, given } = await tryAgain((fate) => {
        const transaction = first;
        first = undefined;
        return commitBatch(this.#place, jobs, fate, transaction);
      });
      this.#isDeciding = false;
      if (isNew) this.#options.onCommit(head);
      for (const [job, answer] of answers) job.settle(answer);
      if (given !== undefined) failAll(given.jobs, given.cause);
    } catch (error) {
      this.#isDeciding = false;
      failAll(jobs, error);
    }
  }
}

/** Tells each caller what stopped the batch of its job. */
export function failAll(jobs: readonly Pick<Job, 'fail'>[], error: unknown): void {
  const told = asStoreError(error);
  for (const job of jobs) job.fail(told);
}

/** Our own bugs, bad options and the store's errors go through as they are; anything else is the store's failure. */
function asStoreError(error: unknown): unknown {
  if (error instanceof Missing) return new Bug(`nobody brought ${JSON.stringify(error.ask)}`);
  if (error instanceof StoreError || error instanceof TallystickError || error instanceof Bug) return error;
  return new StoreError('store_failed', `this was not written: ${messageOf(error)}`, error);
}
