import { hideUrl } from './hide-url.ts';
import { msOfDate } from './plain-object.ts';

/**
 * The base of everything that this package throws: `error instanceof BaseError` distinguishes it from all other errors. It is
 * a TallystickError (misuse), a StoreError (the house cannot do it now), a RefusedError (business said no, and its caller asked
 * for an error) or a Bug (ours).
 */
export abstract class BaseError extends Error {
  /** Stable, to be branched on. The codes of the four kinds differ. */
  abstract readonly code: string;
}

/** Every kind of misuse, as a stable code that a caller may branch on. */
export type ErrorCode =
  | 'bad_amount'
  | 'bad_timestamp'
  | 'bad_id'
  | 'bad_clock'
  | 'bad_rule'
  | 'bad_option'
  | 'bad_command'
  | 'out_of_range'
  | 'inside_transaction';

const SHOWN_TEXT_LENGTH_MAX = 40;
const SHOWN_BIGINT_MAX = 10n ** 40n;

/**
 * Misuse by the caller: a malformed amount, an unknown option, a bad clock. It is thrown before anything
 * has changed, and its message reads `amount: expected a positive integer, got -5`.
 * What business says no to is never thrown; it is a result.
 */
export class TallystickError extends BaseError {
  /** What kind of misuse it is; stable, to be branched on. */
  readonly code: ErrorCode;
  /** The name of the argument, with the way into it: `amount`, `expiryVc["node-1"]`. */
  readonly field: string;
  /** The value as it was given; of a url in which a password may stand, the scheme. */
  readonly value: unknown;
  /** What would have been right, as it stands in the message. */
  readonly expected: string;

  constructor(code: ErrorCode, field: string, value: unknown, expected: string) {
    const shown = typeof value === 'string' ? hideUrl(value) : value;
    super(`${asText(field)}: expected ${asText(expected)}, got ${showValue(shown)}`);
    this.name = 'TallystickError';
    this.code = code;
    this.field = field;
    this.value = shown;
    this.expected = expected;
  }
}

/** Whatever is not a text after all, described as one. */
export function asText(value: unknown): string {
  return typeof value === 'string' ? value : showValue(value);
}

/** A short text for any value at all: it never throws, never runs the caller's code and never grows long. */
function showValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return showText(value);
    case 'bigint':
      return showBigint(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'symbol':
      return 'a symbol';
    case 'function':
      return 'a function';
    case 'object':
      return value === null ? 'null' : showObject(value);
    default:
      return String(value);
  }
}

function showText(text: string): string {
  if (text.length <= SHOWN_TEXT_LENGTH_MAX) return JSON.stringify(text);
  return `${JSON.stringify(text.slice(0, SHOWN_TEXT_LENGTH_MAX))}... (${text.length} units)`;
}

function showBigint(value: bigint): string {
  // Writing out a bigint of a million digits takes seconds, so a giant is only described.
  if (value > SHOWN_BIGINT_MAX || value < -SHOWN_BIGINT_MAX) return 'a bigint of more than 40 digits';
  return `${value}n`;
}

function showObject(value: object): string {
  try {
    if (Array.isArray(value)) return `an array of ${value.length}`;
    if (value instanceof Map) return `a Map of ${value.size}`;
    const ms = msOfDate(value);
    if (ms !== undefined) return Number.isNaN(ms) ? 'an invalid Date' : 'a Date';
  } catch {
    // A revoked proxy throws at the first question; it is still some object.
  }
  return 'an object';
}

/** What an error says, or what was thrown instead of one. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
