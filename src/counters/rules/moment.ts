import { TallystickError } from '../../base/error.ts';
import { MOMENT_MAX } from '../../base/limits.ts';
import { msOfDate } from '../../base/plain-object.ts';

/** A moment in milliseconds since 1970, as a Date can be one: an integer, or a Date. Anything else throws `bad_timestamp`. */
export function moment(field: string, value: unknown): number {
  const ms = msOfDate(value) ?? value;
  if (typeof ms === 'number' && Number.isInteger(ms) && ms >= -MOMENT_MAX && ms <= MOMENT_MAX) {
    return ms + 0; // The sum turns -0 into 0.
  }
  const expected = `an integer within ${MOMENT_MAX} of 0, or a valid Date`;
  throw new TallystickError('bad_timestamp', field, value, expected);
}

/** A length of time in milliseconds, from 0 up. */
export function span(field: string, value: unknown): number {
  return atLeast(field, value, 0);
}

/** A length of time in milliseconds, from 1 up. */
export function positiveSpan(field: string, value: unknown): number {
  return atLeast(field, value, 1);
}

function atLeast(field: string, value: unknown, min: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= MOMENT_MAX) {
    return value + 0;
  }
  throw new TallystickError('bad_timestamp', field, value, `an integer from ${min} to ${MOMENT_MAX}`);
}
