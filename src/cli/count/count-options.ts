import { TallystickError } from '../../base/error.ts';
import { readMoment } from '../moment-text.ts';
import { readSpan } from '../span-text.ts';

export const HORIZON_HELP = 'how old an event may be: a length of time such as 7d, or "any"';
export const WINDOW_HELP = 'the length of a window: 90s, 15m, 1h, 7d, or integer ms';

/** A horizon from the command line; null: any age. */
export function readHorizon(text: string): number | null {
  return text === 'any' ? null : readSpan('--horizon', text);
}

export function readOptionalMoment(option: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : readMoment(option, text);
}

/** `Z`, or `+01:00`: what a time means that tells no offset. */
export function readOffset(text: string): string {
  if (/^(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.test(text)) return text;
  throw new TallystickError('bad_option', '--offset', text, 'Z, or an offset such as +01:00 or -05:00');
}
