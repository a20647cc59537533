import { isCalendarDate } from '../base/calendar.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { REPEAT_PERIODS_MAX, SKIP_DATES_MAX } from '../base/limits.ts';
import { isList, isPlainObject } from '../base/plain-object.ts';
import { type Every, mayRepeatFrom, type Repeat, type Roll } from '../base/repeats.ts';
import { momentOf, nonNegativeDuration } from '../base/timestamp.ts';
import { isTimeZone } from '../base/zone-offset.ts';
import { type Check, type OptionalField, optional, withDefault, word } from './field.ts';

/** What becomes of what could not be decided when it was due: all of it is carried out, the last of it, or none. */
export type Missed = 'all' | 'last' | 'none';

/** How long after its moment something is missed, where nothing is said: an hour. */
export const MISSED_AFTER_MS = 3_600_000;

const UNITS = ['days', 'weeks', 'months', 'years'] as const;
const EVERY_FORM = `one of days, weeks, months, years, from 1 to ${REPEAT_PERIODS_MAX}`;

const checkEvery: Check<Every> = (field, value) => {
  if (!isPlainObject(value)) throw new TallystickError('bad_command', field, value, EVERY_FORM);
  for (const name of Object.keys(value)) {
    if (name !== 'day' && !UNITS.some((unit) => unit === name))
      throw new TallystickError('bad_command', `${field}.${name}`, value[name], `nothing but ${EVERY_FORM}`);
  }
  const [unit, other] = UNITS.filter((name) => value[name] !== undefined);
  if (unit === undefined) throw new TallystickError('bad_command', field, value, EVERY_FORM);
  if (other !== undefined)
    throw new TallystickError('bad_command', `${field}.${other}`, value[other], `nothing beside ${unit}`);
  const number = value[unit];
  if (!Number.isSafeInteger(number) || Number(number) < 1 || Number(number) > REPEAT_PERIODS_MAX) {
    const expected = `a whole number from 1 to ${REPEAT_PERIODS_MAX}`;
    throw new TallystickError('bad_command', `${field}.${unit}`, number, expected);
  }
  const every: Every = { [unit]: number };
  const { day } = value;
  if (day === undefined) return every;
  if (day !== -1 || unit === 'days' || unit === 'weeks')
    throw new TallystickError('bad_command', `${field}.day`, day, '-1, with months or years');
  return { ...every, day };
};

const checkCount: Check<number> = (field, value) => {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1) return value;
  throw new TallystickError('bad_command', field, value, 'a whole number from 1 up');
};

const checkZone: Check<string> = (field, value) => {
  const zone = checkId(field, value);
  if (isTimeZone(zone)) return zone;
  throw new TallystickError('bad_command', field, value, 'the name of a time zone, such as Europe/London');
};

/** Dates, each once, in order: how they were listed means nothing, and none say no more than their absence. */
const checkDates: Check<readonly string[]> = (field, value) => {
  if (!isList(value) || value.length > SKIP_DATES_MAX)
    throw new TallystickError('bad_command', field, value, `up to ${SKIP_DATES_MAX} dates`);
  // Unlike map, this visits holes too.
  const dates = Array.from(value, (date: unknown, i) => {
    if (typeof date === 'string' && isCalendarDate(date)) return date;
    throw new TallystickError('bad_command', `${field}[${i}]`, date, 'a date, such as 2026-12-25');
  });
  return dates.length === 0 ? undefined : [...new Set(dates)].sort();
};

/** One of some words, of which the first is meant where nothing is said. */
function firstOf<const Word extends string>(
  help: string,
  choices: readonly [Word, ...Word[]],
): OptionalField<Word> {
  return optional(choices[0], word(help, choices));
}

/** How a command is repeated, and what becomes of what could not be decided when it was due. */
export interface Repeated {
  /**
   * How often it is repeated: `{ months: 1 }`, or `days`, `weeks` or `years`; with `day: -1` on the last day of the month. Occurrence n
   * is n periods after `executeAt`, on the last day of a month that has no such day. Default: it is carried out once.
   */
  readonly every?: Every | undefined;
  /** It is repeated up to this moment, in milliseconds. Not beside `count`. Default: without an end. */
  readonly until?: number | undefined;
  /** How many occurrences there are, with those on dates that are skipped. Not beside `until`. */
  readonly count?: number | undefined;
  /** The time zone whose clocks and dates the repeats go by, such as `Europe/London`. Default: UTC. */
  readonly zone?: string | undefined;
  /** Dates on which nothing is carried out, such as `2026-12-25`. Default: none. */
  readonly skipDates?: readonly string[] | undefined;
  /**
   * What becomes of an occurrence on such a date: it comes on the next date that is not skipped (`forward`), on the last one before
   * (`back`), or not at all (`none`). Default: `none`.
   */
  readonly roll?: Roll | undefined;
  /**
   * What becomes of what is decided too long after its moment: all of it is carried out, dated at its moment (`all`); of several
   * occurrences the last (`last`); or nothing (`none`). Default: `all`.
   */
  readonly missed?: Missed | undefined;
  /** How long after its moment that is, in milliseconds. Default: an hour. */
  readonly missedAfterMs?: number | undefined;
}

export const REPEAT_FIELDS: {
  readonly [F in keyof Repeated]-?: OptionalField<Exclude<Repeated[F], undefined>>;
} = {
  every: optional('once', { form: 'period', check: checkEvery, help: 'how often it is repeated' }),
  until: optional('without an end', { form: 'moment', check: momentOf, help: 'up to when it is repeated' }),
  count: optional('without an end', {
    form: 'count',
    check: checkCount,
    help: 'how many occurrences there are',
  }),
  zone: withDefault('UTC', { form: 'text', check: checkZone, help: 'whose clocks it goes by' }, 'UTC'),
  skipDates: optional('none', {
    form: 'dates',
    check: checkDates,
    help: 'dates on which nothing is carried out',
  }),
  roll: firstOf('where an occurrence on such a date comes', ['none', 'forward', 'back']),
  missed: firstOf('what of that is carried out which could not be decided in time', ['all', 'last', 'none']),
  missedAfterMs: withDefault(
    MISSED_AFTER_MS,
    { form: 'count', check: nonNegativeDuration, help: 'how long after its moment that is, in milliseconds' },
    'an hour',
  ),
};

/** Fields that say more of another one. */
export const REPEATS_BELONG: Readonly<Record<string, string>> = {
  until: 'every',
  count: 'every',
  zone: 'every',
  skipDates: 'every',
  roll: 'skipDates',
  missedAfterMs: 'missed',
};

/** Throws where a repeat does not go with its first moment; takes away words that are meant anyhow. */
export function checkRepeats(path: string, command: Record<string, unknown>): void {
  if (command.roll === 'none') delete command.roll;
  if (command.missed === 'all') {
    delete command.missed;
    delete command.missedAfterMs;
  }
  const { every, until, executeAt } = command;
  if (every === undefined) return;
  const first = executeAt as number; // It was checked.
  if (!mayRepeatFrom(first))
    throw new TallystickError(
      'bad_command',
      `${path}executeAt`,
      executeAt,
      'a moment of a date, to be repeated',
    );
  if (until === undefined || (until as number) >= first) return;
  throw new TallystickError('bad_command', `${path}until`, until, 'a moment at or after executeAt');
}

/** How a command is repeated; undefined: it is not. */
export function repeatOf({ every, until, count, zone, skipDates, roll }: Repeated): Repeat | undefined {
  if (every === undefined) return undefined;
  return {
    every,
    ...(until !== undefined && { until }),
    ...(count !== undefined && { count }),
    ...(zone !== undefined && { zone }),
    ...(skipDates !== undefined && { skipDates }),
    ...(roll !== undefined && { roll }),
  };
}
