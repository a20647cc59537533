import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { isUnreadable } from './unreadable.ts';

export interface CursorOptions<Row> {
  /** Rows in order behind one, at most so many. */
  readonly read: (after: Row | undefined, limit: number) => Promise<readonly Row[]>;
  /** The order in which they must come, each once. */
  readonly compare: (a: Row, b: Row) => number;
  /** Called with each page before its rows are read. */
  readonly onPage?: (page: readonly Row[]) => Promise<void> | void;
  /** Called when the rows behind one cannot be read: then there are no more. */
  readonly onBreak: (after: Row | undefined, what: string) => void;
}

/** Walks over rows of a store in order, a page at a time: an unreadable row is reported, not thrown. */
export class RowCursor<Row> {
  readonly #options: CursorOptions<Row>;
  #page: readonly Row[] = [];
  #at = 0;
  #last: Row | undefined;
  #limit = PAGE_ROWS_MAX;
  #isOver = false;
  #isBroken = false;

  constructor(options: CursorOptions<Row>) {
    this.#options = options;
  }

  /** The present row; undefined at the end, and while a page is needed. */
  get row(): Row | undefined {
    return this.#page[this.#at];
  }

  /** True when `fill` must be called before the present row is known. */
  get needsPage(): boolean {
    return this.#at >= this.#page.length && !this.#isOver;
  }

  /** True when it ended because the rest cannot be read. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  step(): void {
    this.#at += 1;
  }

  /** Loads the next page. */
  async fill(): Promise<void> {
    while (this.needsPage) {
      const page = await this.#readPage();
      if (page === undefined) continue;
      this.#at = 0;
      this.#page = this.#inOrder(page);
      if (page.length < this.#limit) this.#isOver = true;
      this.#last = this.#page.at(-1) ?? this.#last;
      if (this.#page.length > 0) await this.#options.onPage?.(this.#page);
    }
  }

  /** The whole pages that are left, one after the other. */
  async *pages(): AsyncGenerator<readonly Row[], void, undefined> {
    for (;;) {
      await this.fill();
      const page = this.#page.slice(this.#at);
      if (page.length === 0) return;
      this.#at = this.#page.length;
      yield page;
    }
  }

  async #readPage(): Promise<readonly Row[] | undefined> {
    try {
      return await this.#options.read(this.#last, this.#limit);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      // Fewer rows at a time, down to the one that cannot be read.
      if (this.#limit > 1) this.#limit = Math.floor(this.#limit / 2);
      else this.#break(this.#last, `the row behind it cannot be read: ${error.message}`);
      return undefined;
    }
  }

  /** The page up to the first row that is not behind the one before it: an order that fails could go in circles. */
  #inOrder(page: readonly Row[]): readonly Row[] {
    let before = this.#last;
    for (const [i, row] of page.entries()) {
      if (before !== undefined && this.#options.compare(before, row) >= 0) {
        this.#break(before, 'the row behind it is out of order');
        return page.slice(0, i);
      }
      before = row;
    }
    return page;
  }

  #break(after: Row | undefined, what: string): void {
    this.#isOver = true;
    this.#isBroken = true;
    this.#options.onBreak(after, `${what}; what follows was not looked at`);
  }
}
