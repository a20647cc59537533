import { FileOrder, type OrderOfRows } from './file-order.ts';
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
