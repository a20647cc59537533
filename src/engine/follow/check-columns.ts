import { AMOUNT_MAX, AMOUNT_MIN } from '../../base/amount.ts';
import { numbersOf } from '../../kernel/time/delta.ts';
import type { Column } from '../../store/row-columns.ts';
import { ROW_KIND_NAMES, ROW_KINDS, type RowKindName, type StoredRows } from '../../store/row-kinds.ts';
import type { Changes } from '../../store/store.ts';

/**
 * What in the changes no store can keep, in words; undefined: nothing. What follows from a journal that was tampered
 * with may be of any type.
 */
export function findUnfit({ rows, entries }: Pick<Changes, 'rows' | 'entries'>): string | undefined {
  for (const kind of ROW_KIND_NAMES) {
    for (const row of rows[kind] ?? []) {
      const unfit = findUnfitRow(kind, row);
      if (unfit !== undefined) return `${kind} ${keyIn(row)}: ${unfit}`;
    }
  }
  for (const entry of entries) {
    const { account, at, order } = entry;
    const numbers = [at, order].every(Number.isSafeInteger);
    const amounts = numbersOf(entry).every((amount) => typeof amount === 'bigint');
    if (!numbers || !amounts) return `an entry of ${account} at ${at}`;
  }
  return undefined;
}

function keyIn(row: StoredRows[RowKindName]): string | number {
  if ('id' in row) return row.id;
  return 'key' in row ? row.key : row.label;
}

/** What in a row is not of its column's type, in words; undefined: nothing. */
export function findUnfitRow(kind: RowKindName, row: object): string | undefined {
  for (const [name, column] of COLUMNS[kind]) {
    const value: unknown = row[name as keyof typeof row]; // It is one of its columns.
    if (!fits(column, value)) return `${name} is ${String(value)}`;
  }
  return undefined;
}

const COLUMNS = Object.fromEntries(
  ROW_KIND_NAMES.map((kind) => [kind, Object.entries<Column>(ROW_KINDS[kind].columns)]),
) as unknown as Readonly<Record<RowKindName, readonly (readonly [string, Column])[]>>; // One for each name.

function fits({ type, isNullable }: Column, value: unknown): boolean {
  if (value === null) return isNullable;
  switch (type) {
    case 'text':
      return typeof value === 'string';
    case 'integer':
      return Number.isSafeInteger(value);
    case 'flag':
      return typeof value === 'boolean';
    case 'wide':
      return typeof value === 'bigint';
    case 'amount':
      return typeof value === 'bigint' && value >= AMOUNT_MIN && value <= AMOUNT_MAX;
  }
}
