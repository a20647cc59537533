import type { EntryRow } from '../store.ts';
import { ArrivalLog } from './arrival-log.ts';
import { ArrivedEntries, insertArrivedEntries, readArrivedEntries } from './arrived-entries.ts';
import type { Connection } from './connection.ts';
import { RecentEntries } from './recent-entries.ts';
import type { WriteLimits } from './write-limits.ts';

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
  readonly #limits: WriteLimits;
  readonly #recent: RecentEntries;
  readonly #log: ArrivalLog<EntryRow, ArrivedEntries>;

  /** Reads what arrived before. */
  constructor(connection: Connection, limits: WriteLimits) {
    this.#limits = limits;
    this.#recent = new RecentEntries(limits);
    this.#log = new ArrivalLog(
      (entry) => entry.account,
      (list, upTo) => new ArrivedEntries(list, upTo),
      () => readArrivedEntries(connection),
    );
  }

  /** What everyone sees of the arrived entries. */
  get committed(): ArrivedEntries {
    return this.#log.committed;
  }

  /** What the transaction sees of them. */
  get pending(): ArrivedEntries {
    return this.#log.pending;
  }

  write(connection: Connection, book: string, entries: readonly EntryRow[]): void {
    if (entries.length >= this.#limits.largeBatchMin) {
      this.#recent.insert(connection, book, entries);
      return;
    }
    if (entries.length === 0) return;
    insertArrivedEntries(connection, this.#log.add(book, entries));
    if (this.#log.size < this.#limits.arrivedEntriesMax) return;
    this.#recent.takeArrived(connection);
    this.#log.clear();
  }

  commit(): void {
    this.#log.commit();
    this.#recent.commit();
  }

  rollback(): void {
    this.#log.rollback();
    this.#recent.rollback();
  }
}
