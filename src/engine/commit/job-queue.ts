import { assert } from '../../base/assert.ts';
import { Fifo } from '../../base/fifo.ts';
import type { Call } from './call.ts';
import type { Job } from './job.ts';

/** What waits for its batch. */
interface Queued extends Pick<Job, 'weight'> {
  readonly call?: Pick<Call, 'isOver'> | undefined;
}

interface Waiting<J> {
  /** Undefined: a caller of many, who has the queue to himself in his turn. */
  readonly job: J | undefined;
  /** Whether the caller has the queue to himself from then on. */
  readonly holds: boolean;
  readonly takenIn: () => void;
}

/**
 * The queue of a book: jobs in order of calling, as many as there is room for by weight, and behind them the callers who wait
 * for room. A caller of many may hold it while his jobs are made, and whoever calls meanwhile waits behind him. Jobs whose
 * call is over are dropped: what they build on may not have happened. Each call costs the same, however many wait.
 */
export class JobQueue<J extends Queued> {
  readonly #weightMax: number;
  readonly #jobs = new Fifo<J>();
  readonly #waiting = new Fifo<Waiting<J>>();
  #weight = 0;
  #isHeld = false;

  constructor(weightMax: number) {
    this.#weightMax = weightMax;
  }

  /** The job that comes next; undefined: the queue is empty. */
  get first(): J | undefined {
    for (let next = this.#jobs.first; next !== undefined; next = this.#jobs.first) {
      if (next.call?.isOver !== true) return next;
      this.shift();
    }
    return undefined;
  }

  /** True while a caller has it to himself. */
  get isHeld(): boolean {
    return this.#isHeld;
  }

  /** How many jobs are in it, or wait for room. */
  get length(): number {
    return this.#jobs.length + this.#waiting.length;
  }

  /** The weight of all that is in it. */
  get weight(): number {
    return this.#weight;
  }

  /** Takes a job in: at once, or when there is room for it, and then a promise says when. */
  enter(job: J): Promise<void> | undefined {
    if (!this.#isHeld && this.#waiting.length === 0 && this.#hasRoomFor(job)) {
      this.#takeIn(job);
      return undefined;
    }
    return new Promise((takenIn) => this.#waiting.push({ job, holds: false, takenIn }));
  }

  /** Gives the queue to a caller of many, until he releases it: at once, or in his turn, and then a promise says when. */
  hold(): Promise<void> | undefined {
    if (!this.#isHeld && this.#waiting.length === 0) {
      this.#isHeld = true;
      return undefined;
    }
    return new Promise((takenIn) => this.#waiting.push({ job: undefined, holds: true, takenIn }));
  }

  /** Takes a job of him in who holds it: before what waits, at once, or when there is room for it. */
  enterHeld(job: J): Promise<void> | undefined {
    assert(this.#isHeld, 'a queue is held while jobs of its holder are taken in');
    if (this.#hasRoomFor(job)) {
      this.#takeIn(job);
      return undefined;
    }
    this.#isHeld = false; // What waits first has it again when it is let in.
    return new Promise((takenIn) => this.#waiting.putBack([{ job, holds: true, takenIn }]));
  }

  release(): void {
    this.#isHeld = false;
    this.letIn();
  }

  /** Takes the next job out. Whoever waits for its room is let in by `letIn`. */
  shift(): void {
    this.#weight -= this.#jobs.shift()?.weight ?? 0;
  }

  /** Takes in, before all others, what was taken out: it was let in already. */
  putBack(jobs: readonly J[]): void {
    for (const { weight } of jobs) this.#weight += weight;
    this.#jobs.putBack(jobs);
  }

  /** Takes in who waits, as far as there is room now. */
  letIn(): void {
    for (let next = this.#waiting.first; next !== undefined && !this.#isHeld; next = this.#waiting.first) {
      const { job } = next;
      if (job !== undefined && !this.#hasRoomFor(job)) return;
      this.#waiting.shift();
      if (job !== undefined) this.#takeIn(job);
      this.#isHeld = next.holds;
      next.takenIn();
    }
  }

  #takeIn(job: J): void {
    this.#weight += job.weight;
    this.#jobs.push(job);
  }

  #hasRoomFor({ weight }: J): boolean {
    // Whatever its weight, one job finds room in an empty queue.
    return this.#jobs.length === 0 || this.#weight + weight <= this.#weightMax;
  }
}
