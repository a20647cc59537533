import { civilOfDay, dateOfDay, dayOfCivil, daysOfMonth } from './calendar.ts';
import { MOMENT_MAX } from './limits.ts';

/** How often something repeats: one of the four, a whole number from 1 up. */
export interface Every {
  /** Every so many days. */
  readonly days?: number;
  /** Every so many weeks. */
  readonly weeks?: number;
  /** Every so many months, on the day of the month of the first, or on the last day of a month that has no such day. */
  readonly months?: number;
  /** Every so many years. */
  readonly years?: number;
  /** -1: on the last day of the month, whatever day the first was. With months or years only. */
  readonly day?: -1;
}

/** What becomes of an occurrence on a date that is skipped: it comes on the next or on the last date before that is none, or not at all. */
export type Roll = 'forward' | 'back' | 'none';

/** In which calendar it repeats. */
export interface RepeatCalendar {
  /** How far clocks there are ahead of UTC at a moment, in milliseconds; default: they show UTC. */
  readonly offsetAt?: (moment: number) => number;
  /** Dates on which nothing comes about, as `2026-12-25`. */
  readonly skips?: ReadonlySet<string>;
  readonly roll?: Roll;
}

/** How a command is repeated. */
export interface Repeat {
  readonly every: Every;
  /** Nothing comes about after this moment. */
  readonly until?: number;
  /** How many occurrences there are, with those that fall on dates that are skipped. */
  readonly count?: number;
  /** The zone whose clocks and dates it goes by; absent: UTC. */
  readonly zone?: string;
  /** Dates on which nothing comes about, in order. */
  readonly skipDates?: readonly string[];
  /** Absent: `none`. */
  readonly roll?: Roll;
}

/** One time of what repeats: its number, the first being 0, and its moment. */
export interface Occurrence {
  /** Its number. */
  readonly n: number;
  /** Its moment, in milliseconds. */
  readonly at: number;
}

const DAY_MS = 86_400_000;

/** Nothing is repeated behind it: within a few days of the last Date there is. */
const LAST_WALL = MOMENT_MAX - 4 * DAY_MS;

/** Whether a moment lies where what repeats may begin. */
export function mayRepeatFrom(moment: number): boolean {
  return Math.abs(moment) <= LAST_WALL;
}

/**
 * The first occurrence from number n on that comes about; null: there is none. Each lies at or after the one before.
 *
 * @param anchor the moment from which they are counted
 * @param offsetAt how far clocks of its zone are ahead of UTC at a moment
 */
export function occurrenceFrom(
  anchor: number,
  { every, until, count, skipDates, roll }: Repeat,
  n: number,
  offsetAt?: (moment: number) => number,
): Occurrence | null {
  const calendar: RepeatCalendar = {
    ...(offsetAt && { offsetAt }),
    ...(skipDates && { skips: new Set(skipDates) }),
    ...(roll && { roll }),
  };
  // It ends: dates that are skipped are as many as were listed.
  for (let number = n; count === undefined || number < count; number += 1) {
    const at = occurrence(anchor, every, number, calendar);
    if (at === null) continue;
    return at > (until ?? LAST_WALL) ? null : { n: number, at };
  }
  return null;
}

/**
 * The moment of occurrence n, 0 being the first: the anchor and n periods, the day clamped to the month each time (31 January,
 * 28 February, 31 March), at the time of day that clocks show at the anchor. A time that clocks leave out comes as much later; of
 * one that they show twice, it is the first. Null: it falls on a date that is skipped, and is not moved. Infinity: behind every Date.
 */
export function occurrence(
  anchor: number,
  every: Every,
  n: number,
  calendar: RepeatCalendar = {},
): number | null {
  const { offsetAt = () => 0, skips, roll = 'none' } = calendar;
  const wall = anchor + offsetAt(anchor);
  const day = Math.floor(wall / DAY_MS);
  const placed = placeOfDay(dayAfter(day, every, n), skips, roll);
  if (placed === null) return null;
  const placedWall = placed * DAY_MS + (wall - day * DAY_MS);
  return placedWall > LAST_WALL ? Number.POSITIVE_INFINITY : momentOf(placedWall, offsetAt);
}

function placeOfDay(
  day: number,
  skips: ReadonlySet<string> | undefined,
  roll: RepeatCalendar['roll'],
): number | null {
  if (skips === undefined || day > LAST_WALL / DAY_MS || !skips.has(dateOfDay(day))) return day;
  if (roll === 'none') return null;
  const step = roll === 'back' ? -1 : 1;
  let placed = day;
  // It ends: each step leaves one date of a finite set behind.
  while (skips.has(dateOfDay(placed))) placed += step;
  return placed;
}

function dayAfter(day: number, every: Every, n: number): number {
  const { days, weeks, months, years } = every;
  if (days !== undefined) return day + n * days;
  if (weeks !== undefined) return day + n * 7 * weeks;
  const first = civilOfDay(day);
  const ahead = n * (months ?? 12 * (years ?? 1));
  const index = first.year * 12 + first.month - 1 + ahead;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  const last = daysOfMonth(year, month);
  return dayOfCivil({ year, month, day: every.day === -1 ? last : Math.min(first.day, last) });
}

/** The moment at which clocks show that wall time, told as if it were UTC. */
function momentOf(wall: number, offsetAt: (moment: number) => number): number {
  const before = offsetAt(wall - DAY_MS);
  const after = offsetAt(wall + DAY_MS);
  for (const offset of [before, after]) {
    if (offsetAt(wall - offset) === offset) return wall - offset;
  }
  // It is left out: by the clock of before, which is as much later as clocks are put forward.
  return wall - before;
}
