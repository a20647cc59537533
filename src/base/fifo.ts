/** A queue: first in, first out, each in constant time, however long it grows. (`Array.shift` moves all that follow.) */
export class Fifo<T> {
  #items: T[] = [];
  /** Where the first one is; what lies before it was taken out. */
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  /** The one that is taken out next; undefined when there is none. */
  get first(): T | undefined {
    return this.#items[this.#first];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  /** Puts some before all others, the first of them first. */
  putBack(items: readonly T[]): void {
    if (this.#first < items.length) {
      this.#items = [...items, ...this.#items.slice(this.#first)];
      this.#first = 0;
      return;
    }
    this.#first -= items.length;
    for (const [i, item] of items.entries()) this.#items[this.#first + i] = item;
  }

  shift(): T | undefined {
    const { first } = this;
    if (this.#first === this.#items.length) return undefined;
    this.#first += 1;
    // Half of it is empty: then to move the rest costs no more than it cost to get here.
    if (2 * this.#first >= this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return first;
  }

  /** Takes all of them out. */
  drain(): T[] {
    const rest = this.#items.slice(this.#first);
    this.#items = [];
    this.#first = 0;
    return rest;
  }
}
