import { ROW_KIND_NAMES, type RowKindName } from '../../src/store/row-kinds.ts';
import type { SideKindName, SideRows } from '../../src/store/side-kinds.ts';
import type { SideChanges } from '../../src/store/side-rows.ts';
import type { BookHead, Changes, CheckpointRow } from '../../src/store/store.ts';
import { compare, keyOf, PLACE, type PlainRow } from './plain-order.ts';
import type { PlainBook, PlainBooks } from './plain-store.ts';
import { showRows } from './show-rows.ts';

/** The books after a write: the port's sentences, with arrays. */
export function writePlain(books: PlainBooks, book: string, changes: Changes): PlainBooks {
  const before = books.get(book);
  const rows = ROW_KIND_NAMES.map((kind) => {
    const put: readonly object[] = changes.rows[kind] ?? [];
    const keys = new Set(put.map((row) => keyOf(kind, row)));
    const kept = (before?.rows[kind] ?? []).filter((row) => !keys.has(keyOf(kind, row)));
    return [kind, [...kept, ...put]] as const;
  });
  const isStale = (row: CheckpointRow): boolean =>
    changes.staleCheckpoints.some((one) => one.account === row.account && compare(row, one, PLACE) >= 0);
  const isReplaced = (row: CheckpointRow): boolean =>
    changes.checkpoints.some((one) => compare(one, row, ['account', ...PLACE]) === 0);
  const kept = (before?.checkpoints ?? []).filter((row) => !isStale(row) && !isReplaced(row));
  return new Map(books).set(book, {
    head: changes.head,
    journal: [...(before?.journal ?? []), ...changes.journal],
    rows: Object.fromEntries(rows) as Record<RowKindName, PlainRow[]>, // One for each name.
    entries: [...(before?.entries ?? []), ...changes.entries],
    checkpoints: [...kept, ...changes.checkpoints],
  });
}

export function deletePlainCheckpoints(books: PlainBooks, book: string): PlainBooks {
  const before = books.get(book);
  return before === undefined ? books : new Map(books).set(book, { ...before, checkpoints: [] });
}

/** The head that `lock` reads. */
export function plainHead(books: PlainBooks, book: string): BookHead {
  const never = { assignedAt: null, recordedAt: null, lockedBefore: null, due: null };
  const empty = {
    book,
    seq: 0,
    link: new Uint8Array(32),
    ...never,
    rules: 1,
    hasPurses: true,
    creditOrder: null,
  };
  return books.get(book)?.head ?? empty;
}

/** The books after side rows were changed; undefined: a condition does not hold. */
export function writePlainSide<K extends SideKindName>(
  books: PlainBooks,
  book: string,
  kind: K,
  { put = [], remove = [], when: { same = [], absent = [] } = {} }: SideChanges<SideRows[K]>,
): PlainBooks | undefined {
  const before = books.get(book) ?? emptyBook(books, book);
  const rows = new Map<string, object>(before.rows[kind].map((row) => [keyOf(kind, row), row]));
  const isSame = (row: SideRows[K]): boolean =>
    showRows(rows.get(keyOf(kind, row)) ?? null) === showRows(row);
  if (!same.every(isSame) || absent.some((key) => rows.has(JSON.stringify(key)))) return undefined;
  for (const key of remove) rows.delete(JSON.stringify(key));
  for (const row of put) rows.set(keyOf(kind, row), row);
  return new Map(books).set(book, { ...before, rows: { ...before.rows, [kind]: [...rows.values()] } });
}

function emptyBook(books: PlainBooks, book: string): PlainBook {
  const rows = Object.fromEntries(ROW_KIND_NAMES.map((kind) => [kind, []])) as unknown as PlainBook['rows']; // One for each name.
  return { head: plainHead(books, book), journal: [], rows, entries: [], checkpoints: [] };
}
