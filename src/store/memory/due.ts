import { DUE_KINDS, type DueKindName, type DueQuery, type DueRow } from '../due-rows.ts';
import type { RowKind } from '../row-columns.ts';
import { ROW_KINDS, type StoredRows } from '../row-kinds.ts';
import type { BookRows, Books } from './books.ts';
import { compareValues } from './compare-rows.ts';
import type { RowTable } from './rows.ts';

/** What is due in a book, in order. */
export function dueInBook(book: BookRows, until: number, limit: number): DueRow[] {
  return DUE_KINDS.flatMap((kind) => dueOfKind(book, kind, until, limit))
    .sort(compareDue)
    .slice(0, limit);
}

/** What is due in all books, in order. Looks at each book. */
export function dueInBooks(books: Books, { until, except = [], limit }: DueQuery): DueRow[] {
  const asked = books.between({ isWanted: ({ head }) => !except.includes(head.book) });
  return asked
    .flatMap((book) => dueInBook(book, until, limit))
    .sort(compareDue)
    .slice(0, limit);
}

/** The names of books whose heads have something due, the earliest first. Looks at each book. */
export function findDueBooks(books: Books, { until, except = [], limit }: DueQuery): string[] {
  const due = books.between({ isWanted: ({ head }) => head.due !== null && head.due <= until });
  return due
    .filter(({ head }) => !except.includes(head.book))
    .sort((a, b) => compareValues(a.head.due, b.head.due) || compareValues(a.head.book, b.head.book))
    .slice(0, limit)
    .map(({ head }) => head.book);
}

function dueOfKind<K extends DueKindName>(book: BookRows, kind: K, until: number, limit: number): DueRow[] {
  const table: RowTable<StoredRows[K]> = book.tables[kind];
  const { key }: RowKind<StoredRows[K]> = ROW_KINDS[kind];
  return table.due(until, limit).map((row) => ({
    book: book.head.book,
    kind,
    due: row.due ?? until, // The index has no row without.
    key: key.map((column) => row[column] as string | number), // What can be a key.
  }));
}

function compareDue(a: DueRow, b: DueRow): number {
  const [one, other] = [a, b].map(({ due, book, kind, key }) => [due, book, kind, ...key]);
  for (const [i, value] of (one ?? []).entries()) {
    const order = compareValues(value, other?.[i]);
    if (order !== 0) return order;
  }
  return 0;
}
