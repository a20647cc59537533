import type { SQLInputValue } from 'node:sqlite';
import type { EntryRow } from '../store.ts';
import { integerFromSql, textFromSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { compareInBook } from './entry-order.ts';
import { ENTRY_COLUMNS, entryFromSql, putEntry } from './entry-row.ts';
import { insertMany, insertOf } from './insert-many.ts';

const INSERT = insertOf(`INSERT INTO "arrivedEntries" ("number", "book", ${ENTRY_COLUMNS})`, 10);
const SELECT = `SELECT ${ENTRY_COLUMNS}, "book", "number" FROM "arrivedEntries" ORDER BY "number"`;

/** Columns of an entry, in front of the book and the number. */
const ENTRY_WIDTH = 8;

interface Arrival {
  readonly number: number;
  readonly entry: EntryRow;
}

/** The arrivals of one book. */
interface Arrivals {
  readonly byAccount: Map<string, Arrival[]>;
  readonly all: Arrival[];
}

/**
 * The entries that came last and were written in order of arrival, which is quick, but of no use for finding them. So
 * they are kept here too. Numbers only grow, and nothing is taken out: who looks at those up to a number always
 * sees the same.
 */
export class ArrivalList {
  readonly #books = new Map<string, Arrivals>();
  readonly #damage: { readonly error: unknown } | undefined;
  #size = 0;

  /** With damage, nothing is known of what arrived: the error is thrown to everyone who asks, or wants to add. */
  constructor(damage?: { readonly error: unknown }) {
    this.#damage = damage;
  }

  get size(): number {
    return this.#size;
  }

  add(number: number, book: string, entry: EntryRow): void {
    this.#checkDamage();
    const arrivals = this.#books.get(book) ?? { byAccount: new Map<string, Arrival[]>(), all: [] };
    this.#books.set(book, arrivals);
    const arrival = { number, entry };
    arrivals.all.push(arrival);
    const others = arrivals.byAccount.get(entry.account);
    if (others === undefined) arrivals.byAccount.set(entry.account, [arrival]);
    else others.push(arrival);
    this.#size += 1;
  }

  ofAccount(book: string, account: string): readonly Arrival[] {
    this.#checkDamage();
    return this.#books.get(book)?.byAccount.get(account) ?? [];
  }

  ofBook(book: string): readonly Arrival[] {
    this.#checkDamage();
    return this.#books.get(book)?.all ?? [];
  }

  /** A list of its own with those up to a number. */
  upTo(number: number): ArrivalList {
    const list = new ArrivalList(this.#damage);
    for (const [book, { all }] of this.#books) {
      for (const arrival of all) if (arrival.number <= number) list.add(arrival.number, book, arrival.entry);
    }
    return list;
  }

  #checkDamage(): void {
    if (this.#damage !== undefined) throw this.#damage.error;
  }
}

/** The arrivals that one view sees. */
export class ArrivedEntries {
  readonly #list: ArrivalList;
  readonly #upTo: number;
  /** Of the book that was asked for last, in order: a walk through a book asks again and again. */
  #sorted: { readonly book: string; readonly entries: readonly EntryRow[] } | undefined;

  constructor(list: ArrivalList, upTo: number) {
    this.#list = list;
    this.#upTo = upTo;
  }

  /** In order of arrival. */
  ofAccount(book: string, account: string): EntryRow[] {
    return this.#seen(this.#list.ofAccount(book, account));
  }

  /** In order of account and place, behind an entry. */
  ofBook(book: string, after: EntryRow | undefined, limit: number): readonly EntryRow[] {
    if (this.#sorted?.book !== book) {
      this.#sorted = { book, entries: this.#seen(this.#list.ofBook(book)).sort(compareInBook) };
    }
    const { entries } = this.#sorted;
    const start = after === undefined ? 0 : countUpTo(entries, after);
    return entries.slice(start, start + limit);
  }

  #seen(arrivals: readonly Arrival[]): EntryRow[] {
    const seen: EntryRow[] = [];
    for (const { number, entry } of arrivals) if (number <= this.#upTo) seen.push(entry);
    return seen;
  }
}

/** How many of the sorted entries are at or before an entry. */
function countUpTo(entries: readonly EntryRow[], last: EntryRow): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const entry = entries[middle];
    if (entry !== undefined && compareInBook(entry, last) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All that are in the file, and the greatest number. A house whose arrivals are damaged opens, so that it can be verified. */
export function readArrivals(connection: Connection): { list: ArrivalList; last: number } {
  try {
    const list = new ArrivalList();
    let last = 0;
    for (const row of connection.all(SELECT)) {
      last = integerFromSql(row[ENTRY_WIDTH + 1]);
      list.add(last, textFromSql(row[ENTRY_WIDTH]), entryFromSql(row));
    }
    return { list, last };
  } catch (error) {
    return { list: new ArrivalList({ error }), last: 0 };
  }
}

/** Writes entries under numbers from `first` on. */
export function insertArrivals(
  connection: Connection,
  book: string,
  entries: readonly EntryRow[],
  first: number,
): void {
  let number = first;
  insertMany(connection, INSERT, entries, (entry, values: SQLInputValue[]) => {
    values.push(number);
    putEntry(book, entry, values);
    number += 1;
  });
}
