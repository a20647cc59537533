import { TallystickError } from './error.ts';

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
