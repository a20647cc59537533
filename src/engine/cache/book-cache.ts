import { PAST_DELTAS_MAX } from '../../base/limits.ts';
import { WORLD } from '../../commands/field.ts';
import { longestOf } from '../../commands/velocity-limit.ts';
import { Book } from '../../kernel/book.ts';
import type { BookState } from '../../kernel/book-state.ts';
import { isOpen } from '../../kernel/hold/hold.ts';
import { Residency } from '../../kernel/residency.ts';
import type { Timeline } from '../../kernel/time/timeline.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import type { StoredCommand } from '../../store/row-kinds.ts';
import type { BookHead, JournalRow } from '../../store/store.ts';
import { creditOrderOf } from '../stored-lot-rows.ts';
import { FIRST_LINK } from '../text/link-hash.ts';

/** About how many rows an account with its timeline takes the room of. */
const ACCOUNT_WEIGHT = 8;

/** What a cache takes over of the head of its book. */
export interface CacheHead extends Pick<BookHead, 'seq' | 'lockedBefore' | 'hasPurses' | 'creditOrder'> {
  /** Given where it is compared with the head's later. */
  readonly link?: Uint8Array;
}

/** Of a book that has none yet. */
export const NO_HEAD: CacheHead = {
  seq: 0,
  lockedBefore: null,
  hasPurses: true,
  creditOrder: null,
  link: FIRST_LINK,
};

/**
 * The part of one book that is in memory, as of one journal row. It is used again while the book's head is still
 * there, and dropped whole when it is not, when it is too big, or when a commit fails: so it changes cost, never
 * meaning.
 */
export class BookCache {
  readonly residency = new Residency();
  readonly book: Book;
  /** The journal's index rows of commands that the present batch needs to know. */
  readonly commands = new Map<string, StoredCommand>();
  /** Journal rows that the present batch may have to answer from again, by the number of an event in each. */
  readonly #rows = new Map<number, JournalRow>();
  /** What is kept apart from journal rows that the present batch may have to compare with, by their numbers. */
  readonly #apart = new Map<number, StoredPrivate[]>();
  /** The accounts whose past was loaded for the present batch. */
  readonly recalled = new Set<string>();

  /** How much of the past of accounts with velocity limits is in memory, by their keys, and in all. */
  readonly #pastSizes = new Map<string, number>();
  #pastWeight = 0;

  /** The end of the chain at that row; undefined where nobody compares it. */
  link: Uint8Array | undefined;

  /** @param horizon the present: a frontier that is kept beyond it is taken back to it */
  constructor({ seq, lockedBefore, hasPurses, creditOrder, link }: CacheHead, horizon: number) {
    this.link = link;
    this.book = new Book({
      ...{ residency: this.residency, seq, lockedBefore, hasPurses },
      creditOrder: creditOrderOf(creditOrder),
    });
    this.book.state.horizon = horizon;
    if (seq > 0) return;
    // A book without a journal has nothing elsewhere.
    this.residency.know('account', WORLD);
  }

  get state(): BookState {
    return this.book.state;
  }

  /**
   * Whether the book still is where it was left. The number alone would not do: where a standby without the last batches
   * took over, or a backup was restored, the same number can stand for another history.
   */
  isAt({ seq, link }: Pick<BookHead, 'seq' | 'link'>): boolean {
    return this.state.seq === seq && this.link !== undefined && Buffer.compare(this.link, link) === 0;
  }

  /** The journal row of an event. Throws NotFetched when it was not looked up; undefined: there is none. */
  rowOf(seq: number): JournalRow | undefined {
    this.residency.need('journal', String(seq));
    return this.#rows.get(seq);
  }

  /** Takes in the journal row of an event, of this batch or of before. */
  keepRow(seq: number, row: JournalRow): void {
    this.#rows.set(seq, row);
    this.residency.know('journal', String(seq));
  }

  /** What is kept apart from a row of this batch, or from one before that was looked up. */
  apartFrom(seq: number): readonly StoredPrivate[] {
    return this.#apart.get(seq) ?? [];
  }

  /** Takes in what is kept apart from a row. */
  keepApart(seq: number, rows: StoredPrivate[]): void {
    this.#apart.set(seq, rows);
  }

  /** About how many rows are in memory. O(1). */
  get weight(): number {
    const { accountRows, holds, offers, payments, refunds, credits } = this.state;
    const rows = holds.size + offers.size + payments.size + refunds.size + credits.size;
    return ACCOUNT_WEIGHT * accountRows.size + rows + this.#pastWeight + this.residency.size;
  }

  /** Of an account with velocity limits what they look back to stays, or each batch would load it again. */
  #keepWindows(key: string, timeline: Timeline, backMs: number): void {
    timeline.forgetPast(this.state.seq, PAST_DELTAS_MAX, backMs);
    this.#pastWeight += timeline.pastSize - (this.#pastSizes.get(key) ?? 0);
    this.#pastSizes.set(key, timeline.pastSize);
  }

  /**
   * Leaves to the store what the next batch will hardly ask for: ids that are taken, holds that ended, the past
   * of the accounts that changed, and what was loaded of it for commands that came to nothing.
   */
  settle(changed: { readonly accounts: Iterable<string>; readonly holds: Iterable<number> }): void {
    const { state, residency } = this;
    for (const key of new Set([...changed.accounts, ...this.recalled])) {
      const { row, timeline } = state.accounts.byKey(key);
      if (row.limits === undefined) timeline.forgetPast(state.seq, PAST_DELTAS_MAX);
      else this.#keepWindows(key, timeline, longestOf(row.limits));
    }
    this.recalled.clear();
    for (const key of changed.holds) {
      const hold = state.holds.get(key);
      if (hold === undefined || isOpen(hold)) continue;
      state.holds.forget(key);
      residency.forget('hold', hold.id);
    }
    this.#rows.clear();
    this.#apart.clear();
    residency.forgetAll('journal');
    for (const id of [...this.commands.keys()]) state.transactions.forget(id);
    this.commands.clear();
    residency.forgetAll('holds_to');
    residency.forgetAll('placed_hold');
    residency.forgetAll('open_credits');
    residency.forgetAll('transaction');
    for (const [id] of [...state.refunds.entries()]) state.refunds.forget(id);
    residency.forgetAll('refund');
    for (const [id] of [...state.schedules.entries()]) state.schedules.forget(id);
    residency.forgetAll('schedule');
    for (const [key] of [...state.imports.entries()]) state.imports.forget(key);
  }
}
