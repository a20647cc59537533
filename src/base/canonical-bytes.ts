import { TallystickError } from './error.ts';
import { compareUtf8 } from './id.ts';
import { CANONICAL_DEPTH_MAX } from './limits.ts';
import { isPlainObject } from './plain-object.ts';

/** TextEncoder is the same in Node and in browsers; the room's types bind it to neither. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };

/**
 * The one text of a value: two values have the same text exactly when they are deeply equal, whatever the order in
 * which their keys were put in. JSON, without spaces, with these rules:
 * - members of objects stand in the UTF-8 order of their keys, and undefined ones are left out;
 * - bigints are written `12n`; numbers have to be safe integers, and -0 is 0;
 * - a Map is `map[[key,value],...]`, its pairs in the UTF-8 order of their texts.
 * Everything else throws `bad_command`, naming the way to it: other numbers, other undefineds, lone surrogates,
 * functions, symbols, instances of classes, cycles, and nesting deeper than CANONICAL_DEPTH_MAX.
 * O(size), times the logarithm of the keys of each object.
 */
export function canonicalText(value: unknown): string {
  return writeValue(value, { above: [], steps: [] });
}

/** The UTF-8 bytes of `canonicalText`: what is hashed. */
export function canonicalBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(canonicalText(value));
}

/** Where the writer stands: the containers that it is inside of, and the steps that led there. */
interface Way {
  readonly above: object[];
  readonly steps: string[];
}

function writeValue(value: unknown, way: Way): string {
  switch (typeof value) {
    case 'string':
      return writeText(value, way);
    case 'bigint':
      return `${value}n`;
    case 'number':
      // A template writes -0 as 0.
      return Number.isSafeInteger(value) ? `${value}` : refuse(value, way, 'a safe integer');
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : writeContainer(value, way);
    default:
      return refuse(value, way, 'a value that has a canonical text');
  }
}

function writeText(text: string, way: Way): string {
  return text.isWellFormed() ? JSON.stringify(text) : refuse(text, way, 'a string without lone surrogates');
}

function writeContainer(value: object, way: Way): string {
  if (way.above.includes(value)) refuse(value, way, 'a value that does not contain itself');
  if (way.above.length === CANONICAL_DEPTH_MAX) {
    refuse(value, way, `at most ${CANONICAL_DEPTH_MAX} levels of nesting`);
  }
  way.above.push(value);
  const text = Array.isArray(value)
    ? writeArray(value, way)
    : value instanceof Map
      ? writeMap(value, way)
      : writeObject(value, way);
  way.above.pop();
  return text;
}

function writeArray(items: readonly unknown[], way: Way): string {
  let text = '';
  for (let i = 0; i < items.length; i += 1) {
    if (i > 0) text += ',';
    text += writeMember(items[i], way, String(i));
  }
  return `[${text}]`;
}

function writeMap(map: ReadonlyMap<unknown, unknown>, way: Way): string {
  const pairs: string[] = [];
  for (const [key, value] of map) {
    const keyText = writeMember(key, way, 'key');
    pairs.push(`[${keyText},${writeMember(value, way, keyText)}]`);
  }
  return `map[${pairs.sort(compareUtf8).join(',')}]`;
}

function writeObject(value: object, way: Way): string {
  // A member under a symbol would be lost, and with it the difference to an object without it.
  if (!isPlainObject(value) || Object.getOwnPropertySymbols(value).length > 0) {
    refuse(value, way, 'a plain object with named members, an array or a Map');
  }
  let text = '';
  for (const key of Object.keys(value).sort(compareUtf8)) {
    const member = value[key];
    if (member === undefined) continue;
    if (text !== '') text += ',';
    text += `${writeText(key, way)}:${writeMember(member, way, JSON.stringify(key))}`;
  }
  return `{${text}}`;
}

function writeMember(member: unknown, way: Way, step: string): string {
  way.steps.push(step);
  const text = writeValue(member, way);
  way.steps.pop();
  return text;
}

function refuse(value: unknown, way: Way, expected: string): never {
  const field = `value${way.steps.map((step) => `[${step}]`).join('')}`;
  throw new TallystickError('bad_command', field, value, expected);
}
