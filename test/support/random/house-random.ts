/** Choices that look random and are the same in every run from the same seed. */
export class SeededChoices {
  #state: number;

  constructor(seed: number) {
    // Seeds that lie close together must not begin alike; zero would stay zero.
    this.#state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ (seed >>> 15)) >>> 0 || 1;
    for (let i = 0; i < 8; i += 1) this.below(2);
  }

  /** 0 <= integer < limit. */
  below(limit: number): number {
    let state = this.#state;
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    this.#state = state;
    return state % limit;
  }

  /** True so many times in a hundred. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }
}
