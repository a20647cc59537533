import { TallystickError } from '../../base/error.ts';
import { MomentOption } from '../moment-option.ts';
import { readSpan } from '../span-text.ts';

export const HORIZON_HELP = 'how old an event may be: a length of time such as 7d, or "any"';
export const WINDOW_HELP = 'the length of a window: 90s, 15m, 1h, 7d, or integer ms';

/** A horizon from the command line; null: any age. */
export function readHorizon(text: string): number | null {
  return text === 'any' ? null : readSpan('--horizon', text);
}

/** The beginning of a range. */
export function fromOption(standard?: string): MomentOption {
  const help = `from this moment or day on${standard === undefined ? '' : ` (default: ${standard})`}`;
  return new MomentOption('--from <time>', help, 'first');
}

/** The end of a range, which counters do not include; of a date: its end, so that the day is in it. */
export function toOption(standard?: string): MomentOption {
  const help = `up to this moment, which is not in it, or through this day${standard === undefined ? '' : ` (default: ${standard})`}`;
  return new MomentOption('--to <time>', help, 'next');
}

/** The end of the last while. */
export function endOption(): MomentOption {
  return new MomentOption(
    '--at <time>',
    'its end, which is not in it, or the end of this day (default: now)',
    'next',
  );
}

/** `Z`, or `+01:00`: how a time without an offset is read. */
export function readOffset(text: string): string {
  if (/^(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/.test(text)) return text;
  throw new TallystickError('bad_option', '--offset', text, 'Z, or an offset such as +01:00 or -05:00');
}
