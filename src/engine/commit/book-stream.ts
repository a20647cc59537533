import { assert } from '../../base/assert.ts';
import { BATCH_WEIGHT_MAX } from '../../base/limits.ts';
import type { BookHead, StoreTransaction } from '../../store/store.ts';
import type { Batch, BatchStream } from './batch.ts';
import type { BatchPlace } from './batch-place.ts';
import { type BookLock, lockInStore, rollbackQuietly } from './book-lock.ts';
import { Call } from './call.ts';
import { type GroupJob, isGroup } from './group-job.ts';
import type { Job } from './job.ts';
import { JobQueue } from './job-queue.ts';
import { watchJob } from './watch-job.ts';

export interface StreamOptions {
  /** Most weight that waits; callers with more wait before theirs is taken in. */
  readonly queueWeightMax: number;
  /** Called after each batch that wrote something, before its callers are answered. */
  readonly onCommit: (head: BookHead) => void;
  /** Called after each batch, and after a load into memory. */
  readonly onUse: () => void;
}

/** What waits in a queue: a job of the book's own, or a group in the queues of all its books. */
interface Queued extends Pick<Job, 'weight' | 'call'> {
  readonly job: Job | GroupJob;
  readonly streams: readonly BookStream[];
}

/** What a stream asks of the writer that carries out its batches. */
export interface StreamWriter {
  /** Says that the stream may have a batch now, or may be done. */
  wake(stream: BookStream): void;
  /** Whether the stream was found to have a batch, which comes in its turn. */
  isWaitingFor(stream: BookStream): boolean;
  commit(batches: readonly Batch[], locked?: StoreTransaction): Promise<void>;
}

/**
 * The serial stream of one book: its jobs in order, of which one batch is decided at a time, and between batches tasks on what
 * is committed.
 */
export class BookStream implements BatchStream {
  readonly place: BatchPlace;
  readonly onCommit: (head: BookHead) => void;
  readonly #onUse: () => void;
  readonly #writer: StreamWriter;
  readonly #queue: JobQueue<Queued>;
  /** The streams of a job of the book's own. */
  readonly #own: readonly BookStream[] = [this];
  #tasks: (() => Promise<void>)[] = [];
  #isBusy = false;
  /** Most jobs of a batch: about twice as many as the last one decided, where those did more than was known. */
  #jobsMax = Number.POSITIVE_INFINITY;
  #isPassedOver = false;
  /** True while the cached state holds what is not committed yet. */
  #isDeciding = false;

  /** @internal They come from a writer. */
  constructor(place: BatchPlace, options: StreamOptions, writer: StreamWriter) {
    this.place = place;
    this.onCommit = options.onCommit;
    this.#onUse = options.onUse;
    this.#writer = writer;
    this.#queue = new JobQueue(options.queueWeightMax);
  }

  /** Takes a call in whose jobs will enter. */
  newCall(retryRefused: boolean): Call {
    return new Call(this.place, retryRefused);
  }

  get isPassedOver(): boolean {
    return this.#isPassedOver;
  }

  /** True when the cached state is what is committed, so that it can be read at once. */
  get isSettled(): boolean {
    return !this.#isDeciding;
  }

  /** True when nothing waits and nothing is under way. */
  get isIdle(): boolean {
    return (
      !this.#isBusy && this.#tasks.length === 0 && this.#queue.first === undefined && !this.#queue.isHeld
    );
  }

  /** True when the next batch may be taken. */
  get isReady(): boolean {
    const { first, isHeld, weight } = this.#queue;
    // What a call brings goes into as few batches as it can.
    if (first === undefined || (isHeld && weight < BATCH_WEIGHT_MAX)) return false;
    return BookStream.#isNextInAll(first);
  }

  /**
   * Takes a job in, in order of calling: at once, or when there is room for it, and then a promise says when.
   * So callers who go on only then are held back when the book cannot follow.
   */
  enter(job: Job): Promise<void> | undefined {
    return this.#enter(this.#queued(job));
  }

  /**
   * Takes in what makes jobs for a while: they come before whatever is called meanwhile, though the process goes on in between.
   * `fill` is given what takes a job in, as `enter` does. Runs at once where nobody waits.
   */
  async enterMany(fill: (enter: (job: Job) => Promise<void> | undefined) => Promise<void>): Promise<void> {
    const turn = this.#queue.hold();
    if (turn !== undefined) await turn;
    this.#writer.wake(this);
    try {
      await fill((job) => {
        const takenIn = this.#queue.enterHeld(this.#queued(job));
        if (this.isReady) this.#writer.wake(this);
        return takenIn;
      });
    } finally {
      this.#queue.release();
      this.#writer.wake(this);
    }
  }

  /** Takes a group in, in the streams of all its books: so it comes after what was called before in each of them. */
  static enterGroup(job: GroupJob, streams: readonly BookStream[]): void {
    const [first] = streams;
    const watched = first === undefined ? job : watchJob(first.place.observing, job, job.books);
    const queued = { job: watched, streams, weight: job.weight, call: undefined };
    for (const stream of streams) void stream.#enter(queued);
  }

  #queued(job: Job): Queued {
    return { job: this.#watched(job), streams: this.#own, weight: job.weight, call: job.call };
  }

  #watched(job: Job): Job {
    return watchJob(this.place.observing, job, [this.place.book]);
  }

  #enter(queued: Queued): Promise<void> | undefined {
    const takenIn = this.#queue.enter(queued);
    this.#writer.wake(this);
    return takenIn;
  }

  /** Runs a task when the cached state is what is committed. Batches wait for it. */
  runSettled<T>(task: () => Promise<T>): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#tasks.push(() => task().then(resolve, reject));
    this.#writer.wake(this);
    this.resume();
    return promise;
  }

  /** Runs a task before the next batch, where nothing is under way or waits; undefined: it does. */
  runIfIdle<T>(task: () => Promise<T>): Promise<T> | undefined {
    return this.isIdle ? this.runSettled(task) : undefined;
  }

  /**
   * Locks the book, in every process, for the caller, who goes on in his own course when the promise resolves. What is
   * committed may be read by all meanwhile.
   */
  async lock(): Promise<BookLock> {
    const granted = Promise.withResolvers<() => void>();
    void this.runSettled(() => new Promise<void>((release) => granted.resolve(release)));
    const release = await granted.promise;
    let locked: StoreTransaction | undefined;
    try {
      locked = this.place.store.isExclusive ? undefined : await lockInStore(this.place);
    } catch (error) {
      release();
      throw error;
    }
    return {
      get view() {
        return locked;
      },
      commit: async (job) => {
        const begun = locked;
        locked = undefined;
        this.#isDeciding = true;
        const work = { kind: 'jobs', jobs: [this.#watched(job)] } as const;
        const batch = { streams: this.#own, work, weight: job.weight, isAlone: true } as const;
        await this.#writer.commit([batch], begun);
      },
      release: async () => {
        if (locked !== undefined) await rollbackQuietly(locked);
        release();
      },
    };
  }

  /**
   * Takes out what is decided together next: one job, and those behind it as long as they fit beside it; of groups, those that
   * come next in each of their books. Nothing else happens on the books until they are released.
   *
   * @param weightMax of all together, but that of one job which is alone
   */
  takeBatch(weightMax: number): Batch {
    const first = this.#queue.first;
    assert(
      first !== undefined && BookStream.#isNextInAll(first),
      'a stream is ready when its batch is taken',
    );
    const { streams } = first;
    const jobs: (Job | GroupJob)[] = [];
    let weight = 0;
    for (let next: Queued | undefined = first; next !== undefined; next = this.#queue.first) {
      if (jobs.length >= this.#jobsMax) break;
      if (jobs.length > 0 && (weight + next.weight > weightMax || !BookStream.#belongsTo(first, next))) break;
      for (const stream of streams) stream.#queue.shift();
      next.job.taken?.();
      jobs.push(next.job);
      weight += next.weight;
      // What comes behind it is dated before what memory has by then.
      if (!isGroup(next.job) && next.job.acceptsClock === true) break;
    }
    for (const stream of streams) {
      stream.#queue.letIn();
      stream.#isBusy = true;
      stream.#isDeciding = true;
    }
    const kind = isGroup(first.job) ? 'groups' : 'jobs';
    return { streams, work: { kind, jobs } as Batch['work'], weight }; // All are on the same books.
  }

  /** Takes in again, before all others, what was taken out of these streams and not decided, and of which so many were. */
  static putBack(jobs: readonly (Job | GroupJob)[], decided: number, streams: readonly BookStream[]): void {
    const isPassedOver = jobs.length > 0 && decided === 0;
    for (const stream of streams) {
      stream.#isPassedOver = isPassedOver;
      if (!isPassedOver) stream.#jobsMax = 2 * (jobs.length === 0 ? stream.#jobsMax : decided + 1);
    }
    if (jobs.length === 0) return;
    const queued = jobs.map((job): Queued => {
      return { job, streams, weight: job.weight, call: isGroup(job) ? undefined : job.call };
    });
    for (const stream of streams) stream.#queue.putBack(queued);
  }

  /** What waits, by number and by weight. */
  get waiting(): { readonly commands: number; readonly weight: number } {
    return { commands: this.#queue.length, weight: this.#queue.weight };
  }

  /** The weight of the next job. */
  get nextWeight(): number {
    return this.#queue.first?.weight ?? 0;
  }

  /** Says that what was decided is committed, or forgotten. */
  settle(): void {
    this.#isDeciding = false;
  }

  /** Ends a batch: tasks have the book next, and then the next batch. */
  release(): void {
    this.#free();
    this.resume();
    this.#writer.wake(this);
  }

  /** Runs the tasks that wait, unless a batch comes first; those that come meanwhile wait behind the next batch. */
  resume(): void {
    if (this.#isBusy || this.#tasks.length === 0 || this.#writer.isWaitingFor(this)) return;
    const tasks = this.#tasks;
    this.#tasks = [];
    this.#isBusy = true;
    void this.#runTasks(tasks);
  }

  /** Whether what waits comes next in each of its books, and nothing is in its way. */
  static #isNextInAll(queued: Queued): boolean {
    return queued.streams.every((stream) => !stream.#isBusy && stream.#queue.first === queued);
  }

  /** Whether what comes next in one book may be in one batch with what came first there. */
  static #belongsTo(first: Queued, next: Queued): boolean {
    if (isGroup(first.job) !== isGroup(next.job)) return false;
    const { streams } = next;
    const isOnSame =
      streams.length === first.streams.length && streams.every((one, i) => one === first.streams[i]);
    return isOnSame && BookStream.#isNextInAll(next);
  }

  async #runTasks(tasks: readonly (() => Promise<void>)[]): Promise<void> {
    for (const task of tasks) await task();
    this.#free();
    // A batch comes before other tasks: reads alone must not keep it waiting.
    this.#writer.wake(this);
    this.resume();
  }

  #free(): void {
    this.#isDeciding = false;
    this.#isBusy = false;
    this.#onUse();
  }
}
