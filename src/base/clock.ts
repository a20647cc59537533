import { TallystickError } from './error.ts';
import { compareUtf8, isId } from './id.ts';
import { CLOCK_COMPONENTS_MAX } from './limits.ts';
import { isMap, isPlainObject } from './plain-object.ts';

/** A vector clock as callers write it: process ids and their counters, a missing one being 0. */
export type ClockInput = Readonly<Record<string, number | bigint>> | ReadonlyMap<string, number | bigint>;

/** A vector clock in its one form, so that equal clocks have equal parts. */
export interface Clock {
  /** The process ids with a counter other than 0, in the order of their UTF-8 bytes. */
  readonly ids: readonly string[];
  /** Their counters, in the same places. */
  readonly counters: readonly bigint[];
  /** The sum of the counters. */
  readonly rank: bigint;
}

/** The clock at which nothing has happened. */
export const NO_EVENTS: Clock = { ids: [], counters: [], rank: 0n };

/** How two clocks stand to each other: `before` says that the first is at most the second, and not equal to it. */
export type ClockRelation = 'equal' | 'before' | 'after' | 'concurrent';

/**
 * Reads a plain object (its own enumerable string keys, `__proto__` among the ordinary ones) or a Map. Process ids
 * are ids as `checkId` takes them; counters are non-negative safe integers, or non-negative bigints of any size.
 * Anything else throws `bad_clock`, naming the component. O(d log d) for d components.
 */
export function parseClock(field: string, value: unknown): Clock {
  const given = checkComponents(field, value);
  const map = isMap(given) ? given : undefined;
  const ids: string[] = [];
  const counters: bigint[] = [];
  let rank = 0n;
  for (const id of checkProcessIds(field, value, map === undefined ? Object.keys(given) : [...map.keys()])) {
    const counter = parseCounter(field, id, map === undefined ? (given as Members)[id] : map.get(id));
    if (counter === 0n) continue;
    ids.push(id);
    counters.push(counter);
    rank += counter;
  }
  return { ids, counters, rank };
}

type Members = Readonly<Record<string, unknown>>;

function checkComponents(field: string, value: unknown): ReadonlyMap<unknown, unknown> | Members {
  if (isMap(value) || isPlainObject(value)) return value;
  throw new TallystickError('bad_clock', field, value, 'a plain object or a Map of process ids and counters');
}

/** The process ids, in the order of their UTF-8 bytes. */
function checkProcessIds(field: string, value: unknown, ids: unknown[]): string[] {
  if (ids.length > CLOCK_COMPONENTS_MAX) {
    throw new TallystickError('bad_clock', field, value, `at most ${CLOCK_COMPONENTS_MAX} components`);
  }
  const checked: string[] = [];
  for (const id of ids) {
    if (!isId(id)) throw new TallystickError('bad_clock', field, id, 'process ids that are valid ids');
    checked.push(id);
  }
  return checked.sort(compareUtf8);
}

function parseCounter(field: string, id: string, value: unknown): bigint {
  if (typeof value === 'bigint' && value >= 0n) return value;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return BigInt(value);
  const expected = 'a non-negative safe integer or bigint';
  throw new TallystickError('bad_clock', `${field}[${JSON.stringify(id)}]`, value, expected);
}

/** Whether a <= b in every component. O(d), and text is read only where the two name different processes. */
export function clockAtMost(a: Clock, b: Clock): boolean {
  if (a.rank > b.rank) return false;
  const size = b.ids.length;
  let j = 0;
  for (let i = 0; i < a.ids.length; i += 1) {
    // Both lists are sorted and hold no zeros, so an id that is not met on the way is missing from b.
    const id = a.ids[i];
    while (j < size && b.ids[j] !== id) j += 1;
    if (j === size || counterAt(a, i) > counterAt(b, j)) return false;
    j += 1;
  }
  return true;
}

/** How a stands to b, componentwise. O(d). */
export function relateClocks(a: Clock, b: Clock): ClockRelation {
  // A clock at most another one of the same rank is that clock.
  if (a.rank === b.rank) return clockAtMost(a, b) ? 'equal' : 'concurrent';
  if (a.rank < b.rank) return clockAtMost(a, b) ? 'before' : 'concurrent';
  return clockAtMost(b, a) ? 'after' : 'concurrent';
}

/** relateClocks for clocks as callers write them; a malformed one throws `bad_clock`. O(d log d). */
export function compareClocks(a: ClockInput, b: ClockInput): ClockRelation {
  return relateClocks(parseClock('a', a), parseClock('b', b));
}

/**
 * The total order `rank-lex`: by the sum of the components, then lexicographically over the process ids in UTF-8 byte
 * order, a missing component being 0; zero for equal clocks only. A clock before another has the lesser sum, so this
 * order extends the causal one; between concurrent clocks it is a convention. O(d).
 */
export function orderClocks(a: Clock, b: Clock): number {
  if (a.rank !== b.rank) return a.rank < b.rank ? -1 : 1;
  const size = a.ids.length < b.ids.length ? a.ids.length : b.ids.length;
  for (let i = 0; i < size; i += 1) {
    const idA = idAt(a, i);
    const idB = idAt(b, i);
    // Who lacks the lesser of the two ids has 0 there, and the other has more.
    if (idA !== idB) return compareUtf8(idB, idA);
    const counterA = counterAt(a, i);
    const counterB = counterAt(b, i);
    if (counterA !== counterB) return counterA < counterB ? -1 : 1;
  }
  // One continues the other; their ranks being equal, it adds nothing.
  return 0;
}

/** The least clock that both are at most: the componentwise maximum. One of the two itself where it is that. O(d). */
export function joinClocks(a: Clock, b: Clock): Clock {
  if (clockAtMost(a, b)) return b;
  if (clockAtMost(b, a)) return a;
  return haveSameIds(a, b) ? joinInPlaces(a, b) : joinByIds(a, b);
}

function haveSameIds(a: Clock, b: Clock): boolean {
  if (a.ids === b.ids) return true;
  if (a.ids.length !== b.ids.length) return false;
  for (let i = 0; i < a.ids.length; i += 1) if (a.ids[i] !== b.ids[i]) return false;
  return true;
}

/** The common case by far: the same processes on both sides, whose list is then shared. */
function joinInPlaces(a: Clock, b: Clock): Clock {
  const counters = a.counters.slice();
  let rank = a.rank;
  for (let i = 0; i < counters.length; i += 1) {
    const gain = counterAt(b, i) - counterAt(a, i);
    if (gain <= 0n) continue;
    counters[i] = counterAt(b, i);
    rank += gain;
  }
  return { ids: a.ids, counters, rank };
}

function joinByIds(a: Clock, b: Clock): Clock {
  const ids: string[] = [];
  const counters: bigint[] = [];
  let rank = 0n;
  let i = 0;
  let j = 0;
  while (i < a.ids.length || j < b.ids.length) {
    const order = orderOfIds(a, i, b, j);
    const fromA = order < 0 || (order === 0 && counterAt(a, i) > counterAt(b, j));
    const counter = fromA ? counterAt(a, i) : counterAt(b, j);
    ids.push(order <= 0 ? idAt(a, i) : idAt(b, j));
    counters.push(counter);
    rank += counter;
    if (order <= 0) i += 1;
    if (order >= 0) j += 1;
  }
  return { ids, counters, rank };
}

/** Which of two ids comes first, where the end of a list comes after every id. */
function orderOfIds(a: Clock, i: number, b: Clock, j: number): number {
  if (i === a.ids.length) return 1;
  if (j === b.ids.length) return -1;
  return compareUtf8(idAt(a, i), idAt(b, j));
}

function idAt(clock: Clock, index: number): string {
  return clock.ids[index] ?? '';
}

function counterAt(clock: Clock, index: number): bigint {
  return clock.counters[index] ?? 0n;
}
