import { FIRST_KINDS, type FirstKindName } from '../../store/due-first.ts';
import type { StoredRows } from '../../store/row-kinds.ts';
import type { BookHead, Changes, StoreView } from '../../store/store.ts';

/** The earliest moment of what waits behind changes, in a book as it is before they are written. */
export async function nextDue(
  view: StoreView,
  { book, seq, due }: BookHead,
  rows: Changes['rows'],
): Promise<number | null> {
  const changed = new Set(FIRST_KINDS.flatMap((kind) => (rows[kind] ?? []).map((row) => nameOf(kind, row))));
  // Only what waited before can have been the earliest, and wait no more, or for longer.
  const hasWaited = FIRST_KINDS.some((kind) =>
    rows[kind]?.some((row) => mayHaveLeft(kind, row, { seq, due })),
  );
  if (due === null || !hasWaited) return earliest([due, dueIn(rows)]);
  const found = await Promise.all(
    FIRST_KINDS.map(async (kind) =>
      (await view.dueFirst(book, kind, changed.size + 1)).find((row) => !changed.has(nameOf(kind, row))),
    ),
  );
  return earliest([...found.map((row) => row?.dueAt ?? null), dueIn(rows)]);
}

/** Whether a row may have waited for the earliest moment, and waits for another or none now. */
function mayHaveLeft<K extends FirstKindName>(
  kind: K,
  row: StoredRows[K],
  { seq, due }: Pick<BookHead, 'seq' | 'due'>,
): boolean {
  if (due === null || row.dueAt === due) return false;
  if (kind !== 'credit') return Number(row.key) <= seq;
  // Nearly all credits never wait, and others no earlier than their moment, unless that was earlier just before.
  const credit = row as StoredRows['credit']; // As the kind says.
  const isExtended = (credit.extendedBy ?? 0) > seq;
  return (credit.seq ?? 0) <= seq && (isExtended || (credit.expiresAt !== null && credit.expiresAt <= due));
}

/** The earliest moment of those that wait among changed rows. */
export function dueIn(rows: Changes['rows']): number | null {
  return earliest(FIRST_KINDS.flatMap((kind) => (rows[kind] ?? []).map(({ dueAt }) => dueAt)));
}

export function earliest(moments: readonly (number | null)[]): number | null {
  return moments.reduce((least, at) => (at === null || (least !== null && least < at) ? least : at), null);
}

/** What a row is, in words; there is no other of it in its book. */
export function nameOf<K extends FirstKindName>(kind: K, { id, key }: StoredRows[K]): string {
  return `${kind} ${id}, number ${key},`;
}
