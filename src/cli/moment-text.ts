import { TallystickError } from '../base/error.ts';
import { spanOfDay, UTC } from './time-zone.ts';

const INTEGER = /^(?:0|-?[1-9][0-9]{0,15})$/;
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:\d\d))?$/;
/** The greatest distance from 1970 that a Date can represent. */
const DATE_MS_MAX = 8_640_000_000_000_000;
/** The first moment of 1980. Seconds since 1970, taken for milliseconds, lie before it until the year 11968. */
const OLD_BEFORE = 315_532_800_000;
const EXPECTED =
  'a time such as 2026-11-21T10:00Z (with Z or an offset), a date such as 2026-11-21, or integer ms';

/** How times are read that people type. */
export interface TimeReading {
  /** The zone whose days dates mean. */
  readonly zone: string;
  /** Whether a moment before 1980 is meant; else it is refused, because it is mostly seconds in place of milliseconds. */
  readonly allowsOld: boolean;
}

/** How times are read where nobody says otherwise. */
export const ANY_TIME: TimeReading = { zone: UTC, allowsOld: true };

/**
 * Which moment a date stands for, so that it means the whole day: its first, where something begins or happens; its last
 * millisecond, for an end that is included; or the first of the day after, for an end that is not.
 */
export type DateMeans = 'first' | 'last' | 'next';

/** A moment for people, in UTC; milliseconds only where there are any. `readMoment` reads it back. */
export function momentText(at: number): string {
  if (Math.abs(at) > DATE_MS_MAX) return String(at);
  const text = new Date(at).toISOString();
  // Years outside of four digits are no text that would be read back.
  if (text.length !== 24) return String(at);
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

/**
 * Reads a moment that somebody typed: ISO 8601 with `Z` or an offset, a date alone, or an integer of milliseconds since
 * 1970. A time without offset is refused: it would mean another moment on every machine.
 */
export function readMoment(
  field: string,
  text: string,
  times: TimeReading,
  means: DateMeans = 'first',
): number {
  return checkOld(field, text, parseMoment(field, text, times.zone, means), times);
}

/** As readMoment, and null for `never`. */
export function readMomentOrNever(
  field: string,
  text: string,
  times: TimeReading,
  means: DateMeans,
): number | null {
  if (text === 'never') return null;
  if (!INTEGER.test(text) && !ISO.test(text)) {
    throw new TallystickError('bad_timestamp', field, text, `"never", or ${EXPECTED}`);
  }
  return readMoment(field, text, times, means);
}

/** Throws TallystickError for a moment before 1980, unless such ones are meant. */
export function checkOld(field: string, value: unknown, at: number, { allowsOld }: TimeReading): number {
  if (allowsOld || at >= OLD_BEFORE) return at;
  const expected = `a moment from 1980 on, or --old where ${momentText(at)} is meant (a number is milliseconds since 1970, not seconds)`;
  throw new TallystickError('bad_timestamp', field, value, expected);
}

function parseMoment(field: string, text: string, zone: string, means: DateMeans): number {
  if (INTEGER.test(text)) {
    const at = Number.parseInt(text, 10);
    if (Number.isSafeInteger(at)) return at;
    throw badMoment(field, text);
  }
  const match = ISO.exec(text);
  if (match === null) throw badMoment(field, text);
  const [, year = '', month = '', day = '', hour, minute = '00', second = '00', ms = '', offset = 'Z'] =
    match;
  if (hour === undefined) {
    const date = { year: Number(year), month: Number(month), day: Number(day) };
    const span = spanOfDay(zone, date);
    if (span === undefined) throw badMoment(field, text);
    return means === 'first' ? span.first : means === 'last' ? span.next - 1 : span.next;
  }
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms.padEnd(3, '0')}Z`;
  const at = Date.parse(wall);
  // A date that does not exist would come back as another one.
  if (Number.isNaN(at) || new Date(at).toISOString() !== wall) throw badMoment(field, text);
  return at - offsetMs(field, text, offset);
}

function offsetMs(field: string, text: string, offset: string): number {
  if (offset === 'Z') return 0;
  const hours = Number.parseInt(offset.slice(1, 3), 10);
  const minutes = Number.parseInt(offset.slice(4, 6), 10);
  if (hours > 23 || minutes > 59) throw badMoment(field, text);
  const size = (hours * 60 + minutes) * 60_000;
  return offset.startsWith('-') ? -size : size;
}

function badMoment(field: string, text: string): TallystickError {
  return new TallystickError('bad_timestamp', field, text, EXPECTED);
}
