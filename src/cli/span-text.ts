import { TallystickError } from '../base/error.ts';

const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
];
const SPAN = /^(0|[1-9][0-9]{0,14})(d|h|m|s|ms)?$/;
const WORDS: Readonly<Record<string, string>> = { day: '1d', hour: '1h', minute: '1m' };

const SPAN_FORM = 'such as 90s, 15m, 1h or 7d, or integer ms';

/** A length of time for people, in the largest unit that it is a whole number of: `15m`. `readSpan` reads it back. */
export function spanText(span: number): string {
  const unit = UNITS.find(([, ms]) => span !== 0 && span % ms === 0);
  return unit === undefined ? `${span}ms` : `${span / unit[1]}${unit[0]}`;
}

/** Reads a length of time from the command line, in milliseconds: `90s`, `15m`, `1h`, `7d`, or a bare `60000`. */
export function readSpan(field: string, text: string): number {
  const [, digits = '', unit = 'ms'] = SPAN.exec(WORDS[text] ?? text) ?? [];
  const ms = UNITS.find(([name]) => name === unit)?.[1] ?? 1;
  const span = digits === '' ? Number.NaN : Number.parseInt(digits, 10) * ms;
  if (Number.isSafeInteger(span)) return span;
  throw new TallystickError('bad_option', field, text, `a length of time ${SPAN_FORM}`);
}
