import { TallystickError } from '../base/error.ts';

const INTEGER = /^(?:0|-?[1-9][0-9]{0,15})$/;
const ISO = /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:\d\d))?$/;
/** The greatest distance from 1970 that a Date can tell. */
const DATE_MS_MAX = 8_640_000_000_000_000;
const EXPECTED =
  'a time such as 2026-11-21T10:00Z (with Z or an offset), a date (its midnight in UTC), or integer ms';

/** A moment for people, in UTC; milliseconds only where there are any. `readMoment` reads it back. */
export function momentText(at: number): string {
  if (Math.abs(at) > DATE_MS_MAX) return String(at);
  const text = new Date(at).toISOString();
  // Years outside of four digits are no text that would be read back.
  if (text.length !== 24) return String(at);
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

/**
 * Reads a moment from the command line: ISO 8601 with `Z` or an offset, a date alone (its midnight in UTC), or an
 * integer of milliseconds since 1970. A time without offset is refused: it would mean another moment on every machine.
 */
export function readMoment(field: string, text: string): number {
  if (INTEGER.test(text)) {
    const at = Number.parseInt(text, 10);
    if (Number.isSafeInteger(at)) return at;
    throw badMoment(field, text);
  }
  const match = ISO.exec(text);
  if (match === null) throw badMoment(field, text);
  const [, year, month, day, hour = '00', minute = '00', second = '00', ms = '', zone = 'Z'] = match;
  const wall = `${year}-${month}-${day}T${hour}:${minute}:${second}.${ms.padEnd(3, '0')}Z`;
  const at = Date.parse(wall);
  // A date that does not exist would come back as another one.
  if (Number.isNaN(at) || new Date(at).toISOString() !== wall) throw badMoment(field, text);
  return at - offsetMs(field, text, zone);
}

/** As readMoment, and null for `never`. */
export function readMomentOrNever(field: string, text: string): number | null {
  if (text === 'never') return null;
  if (!INTEGER.test(text) && !ISO.test(text)) {
    throw new TallystickError('bad_timestamp', field, text, `"never", or ${EXPECTED}`);
  }
  return readMoment(field, text);
}

function offsetMs(field: string, text: string, zone: string): number {
  if (zone === 'Z') return 0;
  const hours = Number.parseInt(zone.slice(1, 3), 10);
  const minutes = Number.parseInt(zone.slice(4, 6), 10);
  if (hours > 23 || minutes > 59) throw badMoment(field, text);
  const size = (hours * 60 + minutes) * 60_000;
  return zone.startsWith('-') ? -size : size;
}

function badMoment(field: string, text: string): TallystickError {
  return new TallystickError('bad_timestamp', field, text, EXPECTED);
}
