import { TallystickError } from './error.ts';
import { ID_LENGTH_MAX } from './limits.ts';

/**
 * An id as callers give it: a string of 1 to ID_LENGTH_MAX UTF-16 units without lone surrogates. Two lone surrogates
 * would become the same bytes in UTF-8, and so one id. Anything else throws `bad_id`. `__proto__` is an ordinary id.
 */
export function checkId(field: string, value: unknown): string {
  if (isId(value)) return value;
  const expected = `a non-empty, well-formed string of at most ${ID_LENGTH_MAX} units`;
  throw new TallystickError('bad_id', field, value, expected);
}

/** What ids begin with that a house gives to what it does by itself. */
export const OWN_ID = 'tallystick:';

/** The same for the id of a command: none that a house may give to what it does by itself. */
export function checkGivenId(field: string, value: unknown): string {
  const id = checkId(field, value);
  if (!id.startsWith(OWN_ID)) return id;
  throw new TallystickError('bad_id', field, value, `an id that does not begin with ${OWN_ID}`);
}

/** Whether `checkId` would take it. */
export function isId(value: unknown): value is string {
  return (
    typeof value === 'string' && value.length > 0 && value.length <= ID_LENGTH_MAX && value.isWellFormed()
  );
}

/**
 * Negative, zero or positive as the UTF-8 bytes of `a` sort before, with or after those of `b`, for well-formed
 * strings. That is code point order, which the `<` of strings is not: it compares UTF-16 units, and puts U+FF5E after
 * U+1F600. Cost: the length of the common beginning.
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const shared = a.length < b.length ? a.length : b.length;
  for (let i = 0; i < shared; i += 1) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) return codePointRank(unitA) - codePointRank(unitB);
  }
  return a.length - b.length;
}

/** Moves the surrogates above U+FFFF's neighbours, where the code points that they stand for belong. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** How many bytes a well-formed text takes in UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    // Each half of a surrogate pair stands for two of four bytes.
    if (unit >= 0x800 && (unit < 0xd800 || unit > 0xdfff)) bytes += 2;
    else if (unit >= 0x80) bytes += 1;
  }
  return bytes;
}
