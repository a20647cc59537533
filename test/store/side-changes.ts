import fc from 'fast-check';
import { ROW_KINDS } from '../../src/store/row-kinds.ts';
import type { SideKindName, SideRows } from '../../src/store/side-kinds.ts';
import type { RowKey, SideChanges } from '../../src/store/side-rows.ts';
import { columnOf, keyOf } from './plain-order.ts';
import type { PlainBook } from './plain-store.ts';
import { keysOf, sideKinds } from './store-queries.ts';
import { rowsOf } from './store-values.ts';

/** What is to become of side rows, before it is known which there are. */
export interface DraftSide {
  readonly kind: SideKindName;
  readonly put: readonly SideRows[SideKindName][];
  readonly remove: readonly RowKey[];
  /** Rows that may be there or not. */
  readonly same: readonly SideRows[SideKindName][];
  readonly absent: readonly RowKey[];
  /** Whether those that are there are taken for the condition, so that it holds. */
  readonly isRight: boolean;
}

export const draftSides: fc.Arbitrary<DraftSide> = sideKinds.chain((kind) =>
  fc.record({
    kind: fc.constant(kind),
    put: fc.array(rowsOf(kind), { maxLength: 3 }),
    remove: fc.array(keysOf(kind), { maxLength: 3 }),
    same: fc.oneof(fc.constant([]), fc.array(rowsOf(kind), { maxLength: 2 })),
    absent: fc.oneof(fc.constant([]), fc.array(keysOf(kind), { maxLength: 2 })),
    isRight: fc.boolean(),
  }),
);

export function sideChangesOf(
  before: PlainBook | undefined,
  { kind, put, remove, same, absent, isRight }: DraftSide,
): SideChanges<SideRows[SideKindName]> {
  const rows = (before?.rows[kind] ?? []) as readonly object[] as readonly SideRows[SideKindName][]; // They were written as such.
  const keys = ROW_KINDS[kind].key;
  const isThere = (key: RowKey): boolean => rows.some((row) => keyOf(kind, row) === JSON.stringify(key));
  // One that is there goes for sure.
  const gone = [
    ...remove,
    ...rows.slice(0, 1).map((row) => keys.map((column) => columnOf(row, column) as string | number)),
  ];
  const removed = new Set(gone.map((key) => JSON.stringify(key)));
  const once = new Map(put.map((row) => [keyOf(kind, row), row]));
  return {
    put: [...once].filter(([key]) => !removed.has(key)).map(([, row]) => row),
    remove: [...new Map(gone.map((key) => [JSON.stringify(key), key])).values()],
    when: isRight
      ? { same: rows.slice(0, 2).map((row) => ({ ...row })), absent: absent.filter((key) => !isThere(key)) }
      : { same, absent },
  };
}
