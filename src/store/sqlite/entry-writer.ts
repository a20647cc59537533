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
  #committed: Arrived;
  /** That of the transaction; the committed one while it has changed nothing. */
  #pending: Arrived;

  /** Reads what arrived before. */
  constructor(connection: Connection, limits: EntryLimits) {
    this.#limits = limits;
    this.#recent = new RecentEntries(limits);
    const { list, last } = readArrivals(connection);
    this.#committed = arrivedOf(list, last);
    this.#pending = this.#committed;
  }

  /** What everyone sees of the arrived entries. */
  get committed(): ArrivedEntries {
    return this.#committed.seen;
  }

  /** What the transaction sees of them. */
  get pending(): ArrivedEntries {
    return this.#pending.seen;
  }

  write(connection: Connection, book: string, entries: readonly EntryRow[]): void {
    if (entries.length === 0) return;
    const { list, last } = this.#pending;
    if (entries.length >= this.#limits.largeBatchMin) {
      this.#pending = arrivedOf(list, last);
      this.#recent.insert(connection, book, entries);
      return;
    }
    // Changed at once, because a write that fails halfway is rolled back too.
    this.#pending = arrivedOf(list, last + entries.length);
    entries.forEach((entry, at) => {
      list.add(last + 1 + at, book, entry);
    });
    insertArrivals(connection, book, entries, last + 1);
    if (list.size < this.#limits.arrivedMax) return;
    this.#recent.takeArrived(connection);
    // Views that are open keep the old list, and find its rows where they were.
    this.#pending = arrivedOf(new ArrivalList(), this.#pending.last);
  }

  commit(): void {
    this.#committed = this.#pending;
  }

  rollback(): void {
    if (this.#pending === this.#committed) return;
    // A list of its own, without what was added: numbers are given anew now, and open views keep the old list.
    this.#committed = arrivedOf(this.#committed.list.upTo(this.#committed.last), this.#committed.last);
    this.#pending = this.#committed;
    this.#recent.forget();
  }
}

/** The arrived entries up to one, and how they are seen. */
interface Arrived {
  readonly list: ArrivalList;
  /** The greatest number that was given to an entry. */
  readonly last: number;
  readonly seen: ArrivedEntries;
}

function arrivedOf(list: ArrivalList, last: number): Arrived {
  return { list, last, seen: new ArrivedEntries(list, last) };
}
