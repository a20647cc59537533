import type { CountEvent } from 'tallystick/counters';

/** What every counter must say, by looking at every event for every question. */
export class Recount {
  readonly #events: readonly CountEvent[];

  constructor(events: readonly CountEvent[]) {
    this.#events = events;
  }

  counters(): string[] {
    return [...new Set(this.#events.map(({ counter }) => counter))].sort();
  }

  sum(counter: string, from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): bigint {
    let sum = 0n;
    for (const event of this.#events) {
      if (event.counter === counter && Number(event.at) >= from && Number(event.at) < to)
        sum += BigInt(event.value ?? 1);
    }
    return sum;
  }

  /** The windows that are not 0. */
  windows(counter: string, size: number): Map<number, bigint> {
    const sums = new Map<number, bigint>();
    for (const event of this.#events) {
      if (event.counter !== counter) continue;
      const start = Math.floor(Number(event.at) / size) * size;
      sums.set(start, (sums.get(start) ?? 0n) + BigInt(event.value ?? 1));
    }
    return new Map([...sums].filter(([, sum]) => sum !== 0n));
  }

  sources(counter: string): number {
    return new Set(this.#events.filter((event) => event.counter === counter).map(({ source }) => source))
      .size;
  }
}
