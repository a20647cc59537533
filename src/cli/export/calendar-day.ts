import { dateAt } from '../time-zone.ts';

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
