import { TallystickError } from '../base/error.ts';
import { readSpan } from './span-text.ts';

/** How a period is written: `1 month`, `2 weeks`, `last day of 3 months`. */
export const PERIOD_EXAMPLE = '"1 month", "2 weeks" or "last day of 3 months"';

/** How it is written that something is tried again: up to three times, an hour apart. */
export const RETRY_EXAMPLE = '3x/1h';

/** How dates are written. */
export const DATES_EXAMPLE = '2026-12-25,2026-12-26';

/** Where a space is awkward, a hyphen may stand. */
const PERIOD = /^(last[ -]day[ -]of[ -])?([1-9]\d*)[ -]?(day|week|month|year)s?$/;

/** How often something is repeated. Throws TallystickError when the text is no period. */
export function readPeriod(field: string, text: string): Readonly<Record<string, number>> {
  const [isPeriod, isLast, number, unit] = PERIOD.exec(text.trim()) ?? [];
  if (isPeriod === undefined) throw new TallystickError('bad_command', field, text, PERIOD_EXAMPLE);
  return { [`${unit}s`]: Number(number), ...(isLast === undefined ? {} : { day: -1 }) };
}

const RETRY = /^([0-9]{1,15})x\/([0-9a-z]+)$/;

/** How often something is tried again, and how long after one another. Throws TallystickError when the text says no such thing. */
export function readRetry(field: string, text: string): { readonly everyMs: number; readonly times: number } {
  const [, times, span = ''] = RETRY.exec(text.trim()) ?? [];
  if (times === undefined)
    throw new TallystickError('bad_command', field, text, `TIMESx/TIME such as ${RETRY_EXAMPLE}`);
  return { everyMs: readSpan(field, span), times: Number.parseInt(times, 10) };
}

/** Dates in a row; whoever takes them checks each. */
export function readDates(text: string): string[] {
  return text.split(',').map((date) => date.trim());
}
