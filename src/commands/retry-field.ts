import { TallystickError } from '../base/error.ts';
import { RETRY_TIMES_MAX } from '../base/limits.ts';
import { isPlainObject } from '../base/plain-object.ts';
import type { Check } from './field.ts';

/** How what is refused at its moment is tried again. */
export interface Retry {
  /** How long after one attempt the next is due, in milliseconds. */
  readonly everyMs: number;
  /** How often it is tried again at most. */
  readonly times: number;
}

const FORM = '{ everyMs, times }';

export const checkRetry: Check<Retry> = (field, value) => {
  if (!isPlainObject(value)) throw new TallystickError('bad_command', field, value, FORM);
  for (const name of Object.keys(value)) {
    if (name !== 'everyMs' && name !== 'times')
      throw new TallystickError('bad_command', `${field}.${name}`, value[name], `nothing but ${FORM}`);
  }
  const everyMs = wholeFromOne(`${field}.everyMs`, value.everyMs, Number.MAX_SAFE_INTEGER);
  return { everyMs, times: wholeFromOne(`${field}.times`, value.times, RETRY_TIMES_MAX) };
};

function wholeFromOne(field: string, value: unknown, max: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= max) return value;
  const most = max === Number.MAX_SAFE_INTEGER ? 'up' : `to ${max}`;
  throw new TallystickError('bad_command', field, value, `a whole number from 1 ${most}`);
}
