import { Fifo } from '../../base/fifo.ts';
import { BATCH_WEIGHT_MAX } from '../../base/limits.ts';
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
 * Jobs in order of calling, as many as there is room for by weight, and behind them the callers who wait for room. Each
 * call costs the same, however many wait.
 */
export class JobQueue<J extends Queued> {
  readonly #weightMax: number;
  readonly #jobs = new Fifo<J>();
  readonly #waiting = new Fifo<Waiting<J>>();
  #weight = 0;

  constructor(weightMax: number) {
    this.#weightMax = weightMax;
  }

  get isEmpty(): boolean {
    return this.#jobs.length === 0;
  }

  /** Takes a job in: at once, or when there is room for it, and then a promise says when. */
  enter(job: J): Promise<void> | undefined {
    if (this.#waiting.length === 0 && this.#hasRoomFor(job)) {
      this.#takeIn(job);
      return undefined;
    }
    return new Promise((takenIn) => this.#waiting.push({ job, takenIn }));
  }

  /**
   * Takes out what is committed together next: whatever its weight one job, and others as long as they fit beside it. Those
   * whose call is over are dropped: what they build on may not have happened.
   */
  takeBatch(): J[] {
    const batch: J[] = [];
    let weight = 0;
    for (let next = this.#jobs.first; next !== undefined; next = this.#jobs.first) {
      const isOver = next.call?.isOver === true;
      if (!isOver && batch.length > 0 && weight + next.weight > BATCH_WEIGHT_MAX) break;
      this.#jobs.shift();
      this.#weight -= next.weight;
      if (isOver) continue;
      batch.push(next);
      weight += next.weight;
    }
    this.#letIn();
    return batch;
  }

  #letIn(): void {
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
    return this.isEmpty || this.#weight + weight <= this.#weightMax;
  }
}
