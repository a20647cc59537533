import { TallystickError } from '../base/error.ts';
import { isTimeZone, offsetIn } from '../base/zone-offset.ts';

/** A date as it stands in a calendar. */
export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** A day as a span of time: from its first moment to the first moment of the day after it. */
export interface DaySpan {
  readonly first: number;
  readonly next: number;
}

export const UTC = 'UTC';

const DAY_MS = 86_400_000;
/** Reads the name of a time zone. Throws TallystickError for one that is not known. */
export function readTimeZone(field: string, text: string): string {
  if (isTimeZone(text)) return text;
  throw new TallystickError('bad_option', field, text, 'the name of a time zone, such as Europe/London');
}

/** The date that a clock in the zone shows at a moment, as `2026-11-21`. */
export function dateAt(zone: string, at: number): string {
  const shown = zone === UTC ? at : at + offsetIn(zone, at);
  return new Date(shown).toISOString().slice(0, 10);
}

/**
 * The span of a date in a zone; undefined when the calendar, or the zone, has no such day. Days follow each other without a
 * gap: one on which clocks are changed is longer or shorter than 24 hours, and begins when its date is first shown.
 */
export function spanOfDay(zone: string, date: CalendarDate): DaySpan | undefined {
  const wall = wallOf(date);
  if (wall === undefined) return undefined;
  const first = firstMoment(zone, wall);
  const next = firstMoment(zone, wall + DAY_MS);
  return first < next ? { first, next } : undefined;
}

/** The midnight of a date as if it were in UTC; undefined where the calendar has no such date. */
function wallOf({ year, month, day }: CalendarDate): number | undefined {
  const text = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const wall = Date.parse(`${text}T00:00:00.000Z`);
  // A date that does not exist would come back as another one.
  return !Number.isNaN(wall) && new Date(wall).toISOString().startsWith(text) ? wall : undefined;
}

/** The first moment at which clocks in the zone show that midnight, or what comes after it where it is left out. */
function firstMoment(zone: string, wall: number): number {
  if (zone === UTC) return wall;
  const before = offsetIn(zone, wall - DAY_MS);
  const after = offsetIn(zone, wall + DAY_MS);
  // Where clocks are put back over midnight it is shown twice; the earlier offset gives the first one.
  for (const offset of [before, after]) {
    if (offsetIn(zone, wall - offset) === offset) return wall - offset;
  }
  // Midnight is left out: the day begins with the change of the clocks, which lies between the two readings.
  let low = wall - after;
  let high = wall - before;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetIn(zone, middle) === after) high = middle;
    else low = middle;
  }
  return high;
}

/** The first moment of the year 1, and the last of the year 9999: the days that hledger and beancount can write. */
const FIRST_MOMENT = -62_135_596_800_000;
const LAST_MOMENT = 253_402_300_799_999;

/**
 * The day of a moment in a zone, as `2026-11-21`. What lies before the year 1 is given its first day,
 * and what lies after the year 9999 its last.
 */
export function dayOf(moment: number, zone: string): string {
  const shown = Math.min(Math.max(moment, FIRST_MOMENT), LAST_MOMENT);
  return dateAt(zone, shown);
}
