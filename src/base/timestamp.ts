import { TallystickError } from './error.ts';
import { msOfDate } from './plain-object.ts';

/** Before every moment that a caller is likely to give: the least timestamp there is. */
export const BEGINNING = Number.MIN_SAFE_INTEGER;

/**
 * A moment in the caller's unit (milliseconds, seconds: the room does not care): a safe integer, negative ones
 * included; -0 becomes 0. Anything else throws `bad_timestamp`.
 */
export function timestamp(field: string, value: unknown): number {
  if (!isSafeInteger(value)) throw new TallystickError('bad_timestamp', field, value, 'a safe integer');
  return value + 0; // The sum turns -0 into 0.
}

/** What may be given for a moment: an integer of milliseconds since 1970, or a Date, which is read in the call. */
export type MomentInput = number | Date;

/** A moment in milliseconds since 1970 that was given as such or as a Date. Anything else throws `bad_timestamp`. */
export function momentOf(field: string, value: unknown): number {
  if (isSafeInteger(value)) return value + 0;
  const ms = msOfDate(value);
  if (ms !== undefined && !Number.isNaN(ms)) return ms;
  throw new TallystickError('bad_timestamp', field, value, 'a safe integer or a valid Date');
}

/** A length of time in the caller's unit: a safe integer from 0 up. Anything else throws `bad_timestamp`. */
export function nonNegativeDuration(field: string, value: unknown): number {
  if (!isSafeInteger(value) || value < 0) {
    throw new TallystickError('bad_timestamp', field, value, 'a non-negative safe integer');
  }
  return value + 0;
}

function isSafeInteger(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
