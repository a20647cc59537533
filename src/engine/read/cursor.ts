import { TallystickError } from '../../base/error.ts';

/** Grows when cursors of older versions cannot be gone on from. */
const VERSION = 1;

/** What a place in a list is made of: the columns of its key. */
export type CursorColumn = 'text' | 'integer';

/**
 * A place in a list, as its caller keeps it: an array as JSON, of the cursor's version, what it is a cursor of, and the key of
 * the last row that was returned. So a cursor of another list, another book or a later version is none of this one's.
 *
 * @param of which list, of which book, and whatever else makes it another list
 */
export function writeCursor(of: readonly string[], key: readonly (string | number)[]): string {
  return JSON.stringify([VERSION, ...of, ...key]);
}

/** The key that a cursor holds; undefined when none is given. Throws `bad_option` for what `writeCursor` did not make of these. */
export function readCursor(
  field: string,
  cursor: unknown,
  of: readonly string[],
  columns: readonly CursorColumn[],
): (string | number)[] | undefined {
  if (cursor === undefined) return undefined;
  const parts = partsOf(cursor);
  const key = parts.slice(1 + of.length);
  const isOwn = parts[0] === VERSION && of.every((part, i) => parts[i + 1] === part);
  if (isOwn && key.length === columns.length && columns.every((column, i) => fits(column, key[i]))) {
    return key as (string | number)[]; // Each was just seen to be one.
  }
  throw new TallystickError('bad_option', field, cursor, 'a cursor that this list of this book gave');
}

function partsOf(cursor: unknown): readonly unknown[] {
  if (typeof cursor !== 'string') return [];
  try {
    const parts: unknown = JSON.parse(cursor);
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}

function fits(column: CursorColumn, value: unknown): boolean {
  return column === 'integer'
    ? Number.isSafeInteger(value)
    : typeof value === 'string' && value.isWellFormed();
}
