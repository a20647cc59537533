import type { EntryRow } from '../store.ts';
import type { Arrival, ArrivalList } from './arrival-list.ts';
import { integerFromSql, textFromSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { compareInBook } from './entry-order.ts';
import { ENTRY_COLUMNS, ENTRY_WIDTH, entryFromSql, putEntry } from './entry-row.ts';
import { insertMany, insertOf } from './insert-many.ts';
import { countUpTo } from './sorted-arrays.ts';

const INSERT = insertOf(`INSERT INTO "arrivedEntries" ("number", "book", ${ENTRY_COLUMNS})`, ENTRY_WIDTH + 2);
const SELECT = `SELECT ${ENTRY_COLUMNS}, "book", "number" FROM "arrivedEntries" ORDER BY "number"`;

/** The arrived entries that one view sees. */
export class ArrivedEntries {
  readonly #list: ArrivalList<EntryRow>;
  readonly #upTo: number;
  /** Of the book that was asked for last, in order: a walk through a book asks again and again. */
  #sorted: { readonly book: string; readonly entries: readonly EntryRow[] } | undefined;

  constructor(list: ArrivalList<EntryRow>, upTo: number) {
    this.#list = list;
    this.#upTo = upTo;
  }

  /** Those that are wanted, in order of arrival. */
  ofAccount(book: string, account: string, isWanted: (entry: EntryRow) => boolean): EntryRow[] {
    return this.#list.ofName(book, account, this.#upTo, isWanted);
  }

  /** In order of account and place, behind an entry. */
  ofBook(book: string, after: EntryRow | undefined, limit: number): readonly EntryRow[] {
    if (this.#sorted?.book !== book) {
      this.#sorted = { book, entries: this.#list.ofBook(book, this.#upTo).sort(compareInBook) };
    }
    const { entries } = this.#sorted;
    const start = after === undefined ? 0 : countUpTo(entries, after, compareInBook);
    return entries.slice(start, start + limit);
  }
}

export function readArrivedEntries(connection: Connection): Arrival<EntryRow>[] {
  return connection.all(SELECT).map((row) => ({
    number: integerFromSql(row[ENTRY_WIDTH + 1]),
    book: textFromSql(row[ENTRY_WIDTH]),
    row: entryFromSql(row),
  }));
}

export function insertArrivedEntries(connection: Connection, arrivals: readonly Arrival<EntryRow>[]): void {
  insertMany(connection, INSERT, arrivals, ({ number, book, row }, values) => {
    values.push(number);
    putEntry(book, row, values);
  });
}
