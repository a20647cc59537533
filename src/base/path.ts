import { TallystickError } from './error.ts';
import { checkId } from './id.ts';

/** What separates the segments of a path: with something on both sides, and of several together the first. */
const SEPARATOR = ':';
const BETWEEN_SEGMENTS = /(?<=[^:]):(?=.)/su;

/** A path as callers name it: an id without a separator at its end, which would mean nothing. Throws `bad_id`, or `bad_option`. */
export function checkPath(field: string, value: unknown): string {
  const path = checkId(field, value);
  if (!path.endsWith(SEPARATOR)) return path;
  const expected = `a path that does not end in ${SEPARATOR} (it means itself and what is under it)`;
  throw new TallystickError('bad_option', field, value, expected);
}

/** The segments of an id: `assets:cash` has two. Joined by separators they are the id again. */
export function segmentsOf(id: string): string[] {
  return id.split(BETWEEN_SEGMENTS);
}

/** The paths that an id is under, from the top, and at last itself. */
export function pathsOf(id: string): string[] {
  const segments = segmentsOf(id);
  return segments.map((_, i) => segments.slice(0, i + 1).join(SEPARATOR));
}

/** Whether an id is a path itself, or under it: `assets:cash` is under `assets`, and `assets-old` is not. */
export function isInPath(id: string, path: string): boolean {
  return id === path || (id.length > path.length + 1 && id.startsWith(path + SEPARATOR));
}

/** Before and behind all ids under a path, in the order of ids. The path itself is before them, and others lie between. */
export function boundsUnder(path: string): { readonly from: string; readonly before: string } {
  // The one behind the separator in the order of bytes.
  return { from: path + SEPARATOR, before: `${path};` };
}
