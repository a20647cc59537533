import { ROW_KIND_NAMES, ROW_KINDS, type RowKindName, type StoredRows } from './row-kinds.ts';

// What a book decides by itself when its moment comes, before anything else. Each such kind has an index of its rows by (book,
// dueAt, ...), of those alone that wait. The head of the book has the earliest moment of all of them, so nothing is asked while
// none has come, and books that are idle are found by that.

/** The kinds with a column `dueAt`. */
export type FirstKindName = {
  [K in RowKindName]: StoredRows[K] extends { readonly dueAt: number | null } ? K : never;
}[RowKindName];

export const FIRST_KINDS = ROW_KIND_NAMES.filter((kind) => isFirstKind(kind)) as FirstKindName[]; // By their columns.

function isFirstKind(kind: RowKindName): boolean {
  return ROW_KINDS[kind].dueFirst !== undefined;
}

/** The columns by which rows of a kind are due, in order. */
export function firstOrder(kind: RowKindName): readonly string[] {
  const { dueFirst } = ROW_KINDS[kind];
  return dueFirst === undefined ? [] : ['dueAt', ...dueFirst];
}
