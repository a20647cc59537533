import { TallystickError } from './error.ts';
import { isPlainObject } from './plain-object.ts';

/**
 * The options of a call, read once and as they are in the call: its caller may change them as soon as he has the promise.
 * Throws `bad_option` unless they are a plain object with no other members than the known ones: nothing that was meant to
 * say something is passed over.
 *
 * @param known the members, all of which the type must have
 */
export function readOptions<Options extends object>(
  field: string,
  options: Options,
  known: readonly (keyof Options & string)[],
): Options {
  if (!isPlainObject(options)) {
    const expected = `a plain object with ${known.join(', ')}`;
    throw new TallystickError('bad_option', field, options, expected);
  }
  const taken: Record<string, unknown> = {};
  for (const name of Object.keys(options)) {
    const value = options[name];
    if (!known.includes(name as keyof Options & string)) {
      const expected = `no other option than ${known.join(', ')}`;
      throw new TallystickError('bad_option', `${field}.${name}`, value, expected);
    }
    taken[name] = value;
  }
  return taken as Options; // Each member of it that there is.
}

/** True, false, or nothing said. */
export function optionalFlag(field: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value;
  throw new TallystickError('bad_option', field, value, 'true or false');
}

/** A function, or nothing said. What it is for and what it answers is for who calls it. */
export function optionalFunction<F extends (...args: never) => unknown>(
  field: string,
  value: F | undefined,
): F | undefined {
  if (value === undefined || typeof value === 'function') return value;
  throw new TallystickError('bad_option', field, value, 'a function');
}

/** A signal, or nothing said. An AbortController is none: its `signal` is. */
export function optionalSignal(field: string, value: unknown): AbortSignal | undefined {
  if (value === undefined || isSignal(value)) return value;
  throw new TallystickError('bad_option', field, value, 'an AbortSignal');
}

/** The size of a page: from 1 to a maximum, which it is when nothing else is said. */
export function optionalLimit(field: string, value: unknown, max: number, otherwise = max): number {
  if (value === undefined) return otherwise;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 1 && value <= max) return value;
  throw new TallystickError('bad_option', field, value, `an integer from 1 to ${max}`);
}

function isSignal(value: unknown): value is AbortSignal {
  try {
    // What only looks like one throws when it is asked.
    return value instanceof AbortSignal && typeof value.aborted === 'boolean';
  } catch {
    return false;
  }
}
