import { types } from 'node:util';
import { CANONICAL_DEPTH_MAX } from '../../base/limits.ts';
import { isPlainObject } from '../../base/plain-object.ts';

/**
 * Any plain data as JSON that reads back as it was: null, booleans, numbers, texts, bigints, undefined, and arrays and
 * plain objects of them. What JSON has no word for is an object with one member that begins with `$`, and a member of
 * plain data that begins so gets another `$` in front.
 */
type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Thrown for what is no plain data, or too much of it. */
const NOT_KEPT = Symbol('not plain data, or too much');

/**
 * The text of plain data; undefined when it is something else, or when its text is longer than so many UTF-8 bytes. It runs
 * none of the caller's code, and stops where it has seen enough.
 */
export function plainText(value: unknown, bytesMax: number): string | undefined {
  try {
    const text = JSON.stringify(encode(value, { left: bytesMax }, []));
    return Buffer.byteLength(text) <= bytesMax ? text : undefined;
  } catch (error) {
    if (error === NOT_KEPT) return undefined;
    throw error;
  }
}

/** What `plainText` wrote, as it was. */
export function readPlain(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(readPlain);
  const members = json as Readonly<Record<string, unknown>>; // An object it is.
  if (typeof members.$bigint === 'string') return BigInt(members.$bigint);
  if (typeof members.$number === 'string') return Number(members.$number);
  if (members.$undefined === true) return undefined;
  return objectOf(
    Object.entries(members).map(([name, inner]) => [
      name.startsWith('$') ? name.slice(1) : name,
      readPlain(inner),
    ]),
  );
}

/**
 * @param budget how many units of text are left; each value takes at least one
 * @param above the objects around it, to detect cycles
 */
function encode(value: unknown, budget: { left: number }, above: readonly object[]): Json {
  spend(budget, 1);
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      spend(budget, value.length);
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { $number: Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { $bigint: digitsOf(value, budget) };
    case 'undefined':
      return { $undefined: true };
    case 'object':
      return value === null ? null : encodeObject(value, budget, above);
    default:
      throw NOT_KEPT;
  }
}

function encodeObject(value: object, budget: { left: number }, above: readonly object[]): Json {
  // A circle has no end, and a proxy answers by the caller's code.
  if (above.length === CANONICAL_DEPTH_MAX || above.includes(value) || types.isProxy(value)) throw NOT_KEPT;
  const inside = [...above, value];
  const members = dataOf(value, budget);
  if (Array.isArray(value)) return members.map(([, member]) => encode(member, budget, inside));
  if (!isPlainObject(value)) throw NOT_KEPT;
  return objectOf(
    members.map(([name, member]) => {
      spend(budget, name.length);
      return [name.startsWith('$') ? `$${name}` : name, encode(member, budget, inside)];
    }),
  ) as Json; // Each member is.
}

/** The members of an object, which must all be plain ones: no symbols, nothing hidden, no code to run, no holes. */
function dataOf(value: object, budget: { readonly left: number }): [string, unknown][] {
  const isArray = Array.isArray(value);
  if (isArray && value.length > budget.left) throw NOT_KEPT;
  const keys = Reflect.ownKeys(value).filter((key) => !(isArray && key === 'length'));
  if (keys.length > budget.left || (isArray && keys.length !== value.length)) throw NOT_KEPT;
  return keys.map((key) => {
    const member = Object.getOwnPropertyDescriptor(value, key);
    if (typeof key === 'symbol' || member?.enumerable !== true || !('value' in member)) throw NOT_KEPT;
    return [key, member.value];
  });
}

function digitsOf(value: bigint, budget: { left: number }): string {
  // Writing out a giant takes seconds. A hexadecimal digit is four bits, so this is known without writing it.
  if (BigInt.asIntN(4 * budget.left + 1, value) !== value) throw NOT_KEPT;
  const digits = value.toString();
  spend(budget, digits.length);
  return digits;
}

function spend(budget: { left: number }, units: number): void {
  budget.left -= units;
  if (budget.left < 0) throw NOT_KEPT;
}

/** `Object.fromEntries` makes own members of all names, `__proto__` too. */
function objectOf(members: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(members);
}
