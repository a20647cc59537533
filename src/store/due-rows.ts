import type { ColumnType } from './row-columns.ts';
import { ROW_KIND_NAMES, ROW_KINDS, type RowKindName, type StoredRows } from './row-kinds.ts';
import type { RowKey } from './side-rows.ts';

// Something is to be done about rows with a column `due` when that moment comes. Each such kind has an index of its rows by
// (due, book, key), of those alone that have a moment there. One statement over all of these indexes finds what is due, so a
// kind is part of it by its descriptor, and costs nothing where nothing of it is due.

/** The kinds with a column `due`. */
export type DueKindName = {
  [K in RowKindName]: StoredRows[K] extends { readonly due: number | null } ? K : never;
}[RowKindName];

/** Where a row stands about which something is to be done. What is due comes in order of (due, book, kind, key). */
export interface DueRow {
  readonly book: string;
  readonly kind: DueKindName;
  readonly due: number;
  /** As RowKind says which columns are the key. */
  readonly key: RowKey;
}

export interface DueQuery {
  /** Rows that are due at or before this moment. */
  readonly until: number;
  /** The names of books whose rows are passed over. */
  readonly except?: readonly string[];
  readonly limit: number;
}

export const DUE_KINDS = ROW_KIND_NAMES.filter((kind) => 'due' in ROW_KINDS[kind].columns) as DueKindName[]; // By their columns.

/** A column of that statement: the value that keys of some kinds have at a place, of one type. */
export interface DueSlot {
  readonly place: number;
  readonly type: ColumnType;
}

/** The columns that every key of a kind with `due` fits in. */
export const DUE_SLOTS: readonly DueSlot[] = slotsOf(DUE_KINDS.map(keyTypes));

function slotsOf(keys: readonly ColumnType[][]): DueSlot[] {
  const longest = Math.max(...keys.map(({ length }) => length));
  return Array.from({ length: longest }, (_, place) =>
    [...new Set(keys.flatMap((types) => types[place] ?? []))].map((type) => ({ place, type })),
  ).flat();
}

/** For each slot the name of the key's column that a kind has for it; undefined: none. */
export function columnsInSlots(kind: DueKindName): (string | undefined)[] {
  const { key } = ROW_KINDS[kind];
  const types = keyTypes(kind);
  return DUE_SLOTS.map(({ place, type }) => (types[place] === type ? key[place] : undefined));
}

function keyTypes(kind: DueKindName): ColumnType[] {
  const { key, columns } = ROW_KINDS[kind];
  const byName: Readonly<Record<string, { readonly type: ColumnType }>> = columns;
  return key.flatMap((name) => byName[name]?.type ?? []);
}
