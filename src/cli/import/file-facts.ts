import type { OrderOfRows } from './import-options.ts';
import type { PreparedRow } from './prepare-rows.ts';

/** What there is to say of a file, from its rows in the order in which they stand there. */
export class FileFacts {
  rows = 0;
  /** Commands that are news of the source: no records of an export, and no rows that were rejected. */
  newsRows = 0;
  /** The line of the last row that was read; 0: of none. */
  line = 0;
  firstAt: number | null = null;
  lastAt: number | null = null;
  /** True: what stands behind a row that does not end could not be read. */
  isCutOff = false;
  readonly #order = new FileOrder();

  add(row: PreparedRow): void {
    this.rows += 1;
    this.line = row.line;
    if (row.isLast) this.isCutOff = true;
    if (row.command !== undefined && row.isReturning !== true) this.newsRows += 1;
    const at = row.command?.effectiveAt;
    if (at === undefined) return;
    this.#order.add(at);
    this.firstAt = Math.min(this.firstAt ?? at, at);
    this.lastAt = Math.max(this.lastAt ?? at, at);
  }

  get order(): OrderOfRows | null {
    return this.#order.order;
  }
}

/** Finds out in which order of time the rows of a file stand, from the moments of the rows. */
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
