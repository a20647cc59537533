import type { EntryRow } from '../store.ts';
import { ArrivalList, ArrivedEntries, insertArrivals, readArrivals } from './arrived-entries.ts';
import type { Connection } from './connection.ts';
import type { EntryLimits } from './entry-limits.ts';
import { RecentEntries } from './recent-entries.ts';

/**
 * Writes entries by way of three tables.
 *
 * A batch touches many accounts, and the pages of each lie apart: written to their place at once, every two rows would
 * cost a page, twice. So the entries of a small batch are written in order of arrival: `arrivedEntries`, side by side,
 * with a copy in memory to find them by. When they are thousands, they move to `recentEntries`, in order of the key;
 * a large batch goes there directly. From there, one stretch of accounts after the other, they move to `entries`,
 * where each page then gets the rows of many batches. Every entry is in exactly one of them, in every transaction.
 */
export class EntryWriter {
  readonly #limits: EntryLimits;
  readonly #recent: RecentEntries;
  /** Of the transaction, or the committed ones when there is none. */
  #list: ArrivalList;
  /** The greatest number that was given to an entry. */
  #last: number;
  #committedList: ArrivalList;
  #committedLast: number;
  #committed: ArrivedEntries;
  #pending: ArrivedEntries;

  /** Reads what arrived before. */
  constructor(connection: Connection, limits: EntryLimits) {
    this.#limits = limits;
    this.#recent = new RecentEntries(limits);
    const { list, last } = readArrivals(connection);
    this.#list = list;
    this.#last = last;
    this.#committedList = list;
    this.#committedLast = last;
    this.#committed = new ArrivedEntries(list, last);
    this.#pending = this.#committed;
  }

  /** What everyone sees of the arrived entries. */
  get committed(): ArrivedEntries {
    return this.#committed;
  }

  /** What the transaction sees of them. */
  get pending(): ArrivedEntries {
    return this.#pending;
  }

  write(connection: Connection, book: string, entries: readonly EntryRow[]): void {
    if (entries.length >= this.#limits.largeBatchMin) {
      this.#recent.insert(connection, book, entries);
      return;
    }
    insertArrivals(connection, book, entries, this.#last + 1);
    for (const entry of entries) {
      this.#last += 1;
      this.#list.add(this.#last, book, entry);
    }
    if (this.#list.size >= this.#limits.arrivedMax) {
      this.#recent.takeArrived(connection);
      // Views that are open still see the old list, and its rows where they were.
      this.#list = new ArrivalList();
    }
    this.#pending = new ArrivedEntries(this.#list, this.#last);
  }

  commit(): void {
    this.#committedList = this.#list;
    this.#committedLast = this.#last;
    this.#committed = this.#pending;
  }

  rollback(): void {
    if (this.#list === this.#committedList && this.#last === this.#committedLast) return;
    // Others may look at the old list: what was added to it stays there, behind what they see.
    this.#list = this.#committedList.upTo(this.#committedLast);
    this.#committedList = this.#list;
    this.#committed = new ArrivedEntries(this.#list, this.#committedLast);
    this.#pending = this.#committed;
    this.#last = this.#committedLast;
    this.#recent.forget();
  }
}
