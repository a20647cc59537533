/** In which order of time the rows of a file stand. */
export type OrderOfRows = 'oldest first' | 'newest first';

/** Finds out in which order of time the rows of a file stand, from the moments that they tell. */
export class FileOrder {
  #first: number | undefined;
  #last: number | undefined;
  #steps = { up: 0, down: 0 };

  add(at: number | undefined): void {
    if (at === undefined) return;
    if (this.#last !== undefined && at > this.#last) this.#steps.up += 1;
    if (this.#last !== undefined && at < this.#last) this.#steps.down += 1;
    this.#first ??= at;
    this.#last = at;
  }

  /** What the ends say, and more than two thirds of the steps; null: no order, or all at one moment. */
  get order(): OrderOfRows | null {
    const [first, last] = [this.#first ?? 0, this.#last ?? 0];
    const { up, down } = this.#steps;
    if (up > 2 * down && first < last) return 'oldest first';
    return down > 2 * up && first > last ? 'newest first' : null;
  }
}
