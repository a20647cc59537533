import { setImmediate } from 'node:timers/promises';
import { Bug } from '../../base/assert.ts';
import { messageOf, TallystickError } from '../../base/error.ts';
import { BATCH_BOOKS_MAX, BATCH_WEIGHT_MAX } from '../../base/limits.ts';
import { StoreError } from '../../base/store-error.ts';
import type { Store, StoreTransaction } from '../../store/store.ts';
import type { Observing } from '../observe/observing.ts';
import type { Batch } from './batch.ts';
import type { BatchPlace } from './batch-place.ts';
import { BookStream, type StreamOptions, type StreamWriter } from './book-stream.ts';
import { BatchFailed, type CommittedBatch, commitBatches } from './commit-batches.ts';
import type { Job } from './job.ts';
import { retry } from './retry.ts';

/**
 * The writer of a store. While some transactions are committed, the next jobs of each book gather: no timer runs, and an idle
 * book begins with whatever comes first. A transaction has a batch of each book that waits where the store is this
 * process's own, so that all share one commit; where others write, too, it has one batch, and up to `writersMax` of them are
 * under way side by side.
 */
export class Writer implements StreamWriter {
  readonly #store: Store;
  readonly #observing: Observing;
  /** Streams with a batch to be decided, in the order in which they have their turn. */
  readonly #ready = new Set<BookStream>();
  /** Streams with anything to do: they are kept for as long, whoever else forgets them. */
  readonly #active = new Set<BookStream>();
  readonly #onIdle: (() => void)[] = [];
  #running = 0;
  #isStarting = false;

  constructor(store: Store, observing: Observing) {
    this.#store = store;
    this.#observing = observing;
  }

  /** The stream of a book, of which there must be one at a time. */
  streamOf(place: BatchPlace, options: StreamOptions): BookStream {
    return new BookStream(place, options, this);
  }

  /** Resolves when everything that was taken in is answered. */
  async drain(): Promise<void> {
    while (this.#active.size > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
  }

  wake(stream: BookStream): void {
    if (stream.isIdle) {
      this.#active.delete(stream);
      if (this.#active.size === 0) for (const resolve of this.#onIdle.splice(0)) resolve();
      return;
    }
    this.#active.add(stream);
    if (!stream.isReady) return;
    this.#ready.add(stream);
    this.#start();
  }

  isWaitingFor(stream: BookStream): boolean {
    return this.#ready.has(stream);
  }

  #start(): void {
    if (this.#isStarting || this.#running >= this.#store.writersMax) return;
    this.#isStarting = true;
    // Callers that begin together are batched together.
    queueMicrotask(() => {
      this.#isStarting = false;
      while (this.#running < this.#store.writersMax) {
        const batches = this.#takeBatches();
        if (batches.length === 0) return;
        if (this.#observing.hears('queue')) this.#reportQueue();
        this.#running += 1;
        void this.#run(batches);
      }
    });
  }

  async #run(batches: readonly Batch[]): Promise<void> {
    await this.commit(batches);
    // One turn of the event loop lets every caller that was answered come with its next command.
    await setImmediate();
    this.#running -= 1;
    const streams = batches.flatMap((batch) => batch.streams);
    // Who was passed over has his turn first.
    const [passed, done] = [true, false].map((isPassed) =>
      streams.filter((one) => one.isPassedOver === isPassed),
    );
    for (const stream of [...(passed ?? []), ...(done ?? [])]) stream.release();
    if (this.#ready.size > 0) this.#start();
  }

  /** Tells what waits in all books, now that a batch begins. */
  #reportQueue(): void {
    let commands = 0;
    let weight = 0;
    for (const { waiting } of this.#active) {
      commands += waiting.commands;
      weight += waiting.weight;
    }
    this.#observing.report('queue', { commands, weight });
  }

  /** What is committed together next: each book has its turn, and its share of what a transaction bears. */
  #takeBatches(): Batch[] {
    const batches: Batch[] = [];
    const { isExclusive } = this.#store;
    const booksMax = isExclusive ? BATCH_BOOKS_MAX : 1;
    let left = BATCH_WEIGHT_MAX;
    let others = Math.min(this.#ready.size, booksMax);
    for (const stream of this.#ready) {
      if (batches.length >= booksMax || left <= 0) break;
      if (!stream.isReady) {
        this.#ready.delete(stream);
        stream.resume();
        continue;
      }
      // What is heavier than what is left comes first next time.
      if (batches.length > 0 && stream.nextWeight > left) continue;
      const batch = stream.takeBatch(left / Math.max(1, others));
      others -= 1;
      for (const one of batch.streams) this.#ready.delete(one as BookStream);
      left -= batch.weight;
      batches.push(batch);
    }
    return batches;
  }

  /** Commits batches and answers their jobs. A batch that fails by itself does not stop the others. */
  async commit(batches: readonly Batch[], locked?: StoreTransaction): Promise<void> {
    let first = locked;
    for (let open = batches; open.length > 0; ) {
      try {
        const committed = await retry(this.#observing, (retryState) => {
          const transaction = first;
          first = undefined;
          return commitBatches(
            { store: this.#store, observing: this.#observing },
            open,
            retryState,
            transaction,
          );
        });
        for (const batch of open) for (const stream of batch.streams) stream.settle();
        for (const batch of committed) finish(batch);
        return;
      } catch (error) {
        const failed = error instanceof BatchFailed ? [error.batch] : open;
        for (const { streams, work } of failed) {
          for (const stream of streams) stream.settle();
          failAll(work.jobs, error instanceof BatchFailed ? error.cause : error);
        }
        open = open.filter((batch) => !failed.includes(batch));
      }
    }
  }
}

/** Tells the callers of a batch their answers; what is left of it comes first in the next one. */
function finish({ streams, heads, answer, abandoned, rest, count }: CommittedBatch): void {
  for (const [i, head] of heads.entries()) if (head !== undefined) streams[i]?.onCommit(head);
  answer();
  BookStream.putBack(rest, count, streams as readonly BookStream[]); // They were taken from these.
  if (abandoned !== undefined) failAll(abandoned.jobs, abandoned.cause);
}

/** Tells each caller what stopped the batch of its job. */
function failAll(jobs: readonly Pick<Job, 'fail'>[], error: unknown): void {
  const reason = asStoreError(error);
  for (const job of jobs) job.fail(reason);
}

/** Our own bugs, bad options and the store's errors go through as they are; anything else is the store's failure. */
function asStoreError(error: unknown): unknown {
  if (error instanceof StoreError || error instanceof TallystickError || error instanceof Bug) return error;
  return new StoreError('store_failed', `this was not written: ${messageOf(error)}`, error);
}
