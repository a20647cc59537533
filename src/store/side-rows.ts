import { assert } from '../base/assert.ts';
import { SIDE_KINDS, type SideKindName, type SideRows } from './side-kinds.ts';

/** What is the house's own stands under a book of this name, which no book can have. It has no head and no journal. */
export const HOUSE_BOOK = '';

/** The values of a key's columns behind the book. */
export type RowKey = readonly (string | number)[];

/** What is to become of side rows of one kind in one book. */
export interface SideChanges<Row> {
  /** Rows to insert, or to put in the place of those with their keys: each key once, and none that is removed. */
  readonly put?: readonly Row[];
  /** The keys of rows to delete; those that are not there are passed over. */
  readonly remove?: readonly RowKey[];
  /** What must be so, or else nothing is written. */
  readonly when?: SideConditions<Row>;
}

export interface SideConditions<Row> {
  /** Rows that are there, equal in every column. */
  readonly same?: readonly Row[];
  /** Keys under which there is nothing. */
  readonly absent?: readonly RowKey[];
}

export function isSideKind(kind: string): kind is SideKindName {
  return Object.hasOwn(SIDE_KINDS, kind);
}

/** Whether a table has rows of the house alone. */
export function isOfHouse(table: string): boolean {
  return Object.values(SIDE_KINDS).some((kind) => kind.table === table && kind.of === 'house');
}

/** Every batch of the journal is checked by this: the house's own rows have none. */
export function assertHasJournal(book: string): void {
  assert(book !== HOUSE_BOOK, 'the reserved book has no journal');
}

/** Rows that stand elsewhere would never be found, and reported as damage. */
export function assertSidePlace(kind: SideKindName, book: string, hasHead: boolean): void {
  const isRight = SIDE_KINDS[kind].of === 'house' ? book === HOUSE_BOOK : book !== HOUSE_BOOK && hasHead;
  assert(isRight, `side rows of ${kind} are not of the book ${JSON.stringify(book)}`);
}

/** Whether all is as it must be, by what a transaction sees that has the book locked. One look at the store. */
export async function conditionsHold<K extends SideKindName>(
  find: (keys: readonly RowKey[]) => Promise<SideRows[K][]>,
  kind: K,
  { same = [], absent = [] }: SideConditions<SideRows[K]>,
): Promise<boolean> {
  const keys = [...same.map((row) => keyOfRow(kind, row)), ...absent];
  if (keys.length === 0) return true;
  const found = new Map((await find(keys)).map((row) => [JSON.stringify(keyOfRow(kind, row)), row]));
  const columns = Object.keys(SIDE_KINDS[kind].columns) as (keyof SideRows[K])[]; // Those of its rows.
  const isSame = (row: SideRows[K]): boolean => {
    const there = found.get(JSON.stringify(keyOfRow(kind, row)));
    return there !== undefined && columns.every((column) => there[column] === row[column]);
  };
  return same.every(isSame) && absent.every((key) => !found.has(JSON.stringify(key)));
}

function keyOfRow<K extends SideKindName>(kind: K, row: SideRows[K]): RowKey {
  const key = SIDE_KINDS[kind].key as readonly (keyof SideRows[K])[]; // Columns of its rows.
  return key.map((column) => row[column] as string | number); // What can be a key.
}

/** Each key once. */
export function distinctKeys(keys: readonly RowKey[]): RowKey[] {
  return [...new Map(keys.map((key) => [JSON.stringify(key), key])).values()];
}
