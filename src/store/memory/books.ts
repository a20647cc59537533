import { assert } from '../../base/assert.ts';
import { compareUtf8 } from '../../base/id.ts';
import { emptyHead } from '../empty-head.ts';
import { ROW_KIND_NAMES, type RowKindName, type StoredRows } from '../row-kinds.ts';
import { HOUSE_BOOK } from '../side-rows.ts';
import type { BookHead, Changes, StoreView } from '../store.ts';
import { type Checkpoints, dropStaleCheckpoints, makeCheckpoints, putCheckpoints } from './checkpoints.ts';
import { type Entries, forkEntries, makeEntries, putEntries } from './entries.ts';
import { forkJournal, type Journal, makeJournal, putJournal } from './journal.ts';
import { forkTables, makeTables, type RowTable, type RowTables } from './rows.ts';
import { SortedRows } from './sorted-rows.ts';

/** Everything that is kept of one book. */
export interface BookRows {
  readonly head: BookHead;
  readonly journal: Journal;
  readonly tables: RowTables;
  readonly entries: Entries;
  readonly checkpoints: Checkpoints;
}

/** All books in order of their names. */
export type Books = SortedRows<BookRows>;

export function makeBooks(): Books {
  return new SortedRows<BookRows>((a, b) => compareUtf8(a.head.book, b.head.book));
}

/** A book to which nothing was ever written. */
export function emptyBook(book: string): BookRows {
  return {
    head: emptyHead(book),
    journal: makeJournal(),
    tables: makeTables(),
    entries: makeEntries(),
    checkpoints: makeCheckpoints(),
  };
}

/** A book with the same rows. The one given must not be changed any more. Some thirty small objects. */
export function forkBook(book: BookRows): BookRows {
  return {
    head: book.head,
    journal: forkJournal(book.journal),
    tables: forkTables(book.tables),
    entries: forkEntries(book.entries),
    checkpoints: book.checkpoints.fork(),
  };
}

/** The book after the changes, which are written into its trees in place. */
export function changeBook(book: BookRows, changes: Changes): BookRows {
  assert(changes.head.book === book.head.book, 'a head was written to another book');
  putJournal(book.journal, changes.journal);
  for (const kind of ROW_KIND_NAMES) putRows(book.tables, kind, changes.rows);
  putEntries(book.entries, changes.entries);
  dropStaleCheckpoints(book.checkpoints, changes.staleCheckpoints);
  putCheckpoints(book.checkpoints, changes.checkpoints);
  return { ...book, head: changes.head };
}

function putRows<K extends RowKindName>(tables: RowTables, kind: K, rows: Changes['rows']): void {
  const table: RowTable<StoredRows[K]> = tables[kind];
  table.put(rows[kind] ?? []);
}

/** The latest version of the rules that something in a book was decided by. Looks at each book. */
export function latestRules(books: Books): number {
  return books.between({}).reduce((latest, { head }) => Math.max(latest, head.rules), 1);
}

export function findBook(books: Books, name: string): BookRows | undefined {
  return books.first({
    isBefore: (book) => compareUtf8(book.head.book, name) < 0,
    isBehind: (book) => book.head.book !== name,
  });
}

/** The names of books that have heads: the house's own rows stand before all of them. */
export function listBooks(books: Books, query: Parameters<StoreView['books']>[0]): string[] {
  const { after = HOUSE_BOOK, limit } = query;
  const isBefore = (book: BookRows): boolean => compareUtf8(book.head.book, after) <= 0;
  return books.between({ isBefore, limit }).map(({ head }) => head.book);
}
