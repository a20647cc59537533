import { compareUtf8 } from '../../base/id.ts';

/** A counter and what it counted. */
export interface CounterSum {
  /** Its name. */
  readonly counter: string;
  /** The sum of what its events count. */
  readonly count: bigint;
}

/** Greatest counts first; equal ones in the order of the counters' UTF-8 bytes. */
export function compareSums(a: CounterSum, b: CounterSum): number {
  if (a.count !== b.count) return a.count > b.count ? -1 : 1;
  return compareUtf8(a.counter, b.counter);
}

/** The first `limit` of all that are offered, in their order. Most are turned away by one comparison. */
export class TopList {
  readonly #limit: number;
  #list: CounterSum[] = [];
  /** What is no greater need not be looked at; undefined while there is room. */
  #last: CounterSum | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether a count is great enough to be offered. */
  wants(count: bigint): boolean {
    return this.#last === undefined || count >= this.#last.count;
  }

  offer(counter: string, count: bigint): void {
    if (!this.wants(count)) return;
    this.#list.push({ counter, count });
    // Sorting when it has doubled costs log k for each that came near.
    if (this.#list.length >= 2 * this.#limit) this.#cut();
  }

  list(): CounterSum[] {
    this.#cut();
    return [...this.#list];
  }

  #cut(): void {
    this.#list = this.#list.sort(compareSums).slice(0, this.#limit);
    this.#last = this.#list.length === this.#limit ? this.#list.at(-1) : undefined;
  }
}
