import { nonNegativeAmount } from '../base/amount.ts';
import { TallystickError } from '../base/error.ts';
import { checkId, compareUtf8 } from '../base/id.ts';
import { VELOCITY_LIMITS_MAX, VELOCITY_MS_MAX } from '../base/limits.ts';
import { isList } from '../base/plain-object.ts';
import { checkFields, fieldList } from './check-fields.ts';
import type { Check, OptionalField } from './field.ts';

/** How much may go out of an account, or come in, within a length of time, wherever that begins. */
export interface VelocityLimit {
  /** Its name, by which refusals tell it from the account's others. */
  readonly name: string;
  /** Whether it counts what goes out of what is available, or what comes in, to what a ceiling counts. */
  readonly direction: 'in' | 'out';
  /** The most in all, in minor units; none said: however much. It or `count` is there, or both. */
  readonly amount?: bigint;
  /** The most commands; none said: however many. */
  readonly count?: number;
  /** The length of time, in milliseconds. */
  readonly perMs: number;
}

const checkDirection: Check<VelocityLimit['direction']> = (field, value) => {
  if (value === 'in' || value === 'out') return value;
  throw new TallystickError('bad_command', field, value, "'in' or 'out'");
};

function wholeNumber(least: number, most: number): Check<number> {
  return (field, value) => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      return value + 0; // The sum turns -0 into 0.
    throw new TallystickError('bad_command', field, value, `a whole number from ${least} to ${most}`);
  };
}

const LIMIT_LIST = fieldList({
  name: { check: checkId },
  direction: { check: checkDirection },
  perMs: { check: wholeNumber(1, VELOCITY_MS_MAX) },
  amount: { check: nonNegativeAmount, defaultsTo: 'however much' },
  count: { check: wholeNumber(0, Number.MAX_SAFE_INTEGER), defaultsTo: 'however many' },
});

/** Velocity limits in order of their names, which are all different. */
export const checkVelocityLimits: Check<readonly VelocityLimit[]> = (field, value) => {
  if (!isList(value) || value.length > VELOCITY_LIMITS_MAX) {
    throw new TallystickError('bad_command', field, value, `a list of at most ${VELOCITY_LIMITS_MAX} limits`);
  }
  const limits = Array.from(value, (one: unknown, i) => {
    const path = `${field}[${i}]`;
    const limit = checkFields(`${path}.`, one, LIMIT_LIST) as unknown as VelocityLimit; // Each member was just checked.
    if (limit.amount !== undefined || limit.count !== undefined) return limit;
    throw new TallystickError('bad_command', path, one, 'an amount, a count or both');
  });
  for (const [i, { name }] of limits.entries()) {
    if (limits.findIndex((other) => other.name === name) === i) continue;
    throw new TallystickError(
      'bad_command',
      `${field}[${i}].name`,
      name,
      'another name than the limits before',
    );
  }
  return limits.sort((a, b) => compareUtf8(a.name, b.name));
};

/** The length of time of the limit that looks back longest, in milliseconds. */
export function longestOf(limits: readonly VelocityLimit[]): number {
  return limits.reduce((longest, { perMs }) => Math.max(longest, perMs), 0);
}

/** Velocity limits, where none at all says what leaving them out does. */
export function velocityLimits(help: string): OptionalField<readonly VelocityLimit[]> {
  const check: Check<readonly VelocityLimit[]> = (field, value) => {
    const limits = checkVelocityLimits(field, value);
    return limits?.length === 0 ? undefined : limits;
  };
  return { form: 'limits', check, help, defaultsTo: 'none' };
}

/** Velocity limits in place of others; none at all takes those away. */
export function anyVelocityLimits(help: string): OptionalField<readonly VelocityLimit[]> {
  return { form: 'limits', check: checkVelocityLimits, help, defaultsTo: 'as they were' };
}
