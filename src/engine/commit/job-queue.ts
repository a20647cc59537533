import { Fifo } from '../../base/fifo.ts';
import type { Call } from './call.ts';
import type { Job } from './job.ts';

/** What waits for its batch. */
interface Queued extends Pick<Job, 'weight'> {
  readonly call?: Pick<Call, 'isOver'> | undefined;
}

interface Waiting<J> {
  readonly job: J;
  readonly takenIn: () => void;
}

/**
 * The queue of a book: jobs in order of calling, as many as there is room for by weight, and behind them the callers who wait
 * for room. Jobs whose call is over are dropped: what they build on may not have happened. Each call costs the same,
 * however many wait.
 */
export class JobQueue<J extends Queued> {
  readonly #weightMax: number;
  readonly #jobs = new Fifo<J>();
  readonly #waiting = new Fifo<Waiting<J>>();
  #weight = 0;

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

  /** Takes a job in: at once, or when there is room for it, and then a promise says when. */
  enter(job: J): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#hasRoomFor(job)) {
      this.#takeIn(job);
      return undefined;
    }
    return new Promise((takenIn) => this.#waiting.push({ job, takenIn }));
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
    for (let next = this.#waiting.first; next !== undefined; next = this.#waiting.first) {
      if (!this.#hasRoomFor(next.job)) return;
      this.#waiting.shift();
      this.#takeIn(next.job);
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
