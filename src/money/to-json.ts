import { readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { isList, isPlainObject } from '../base/plain-object.ts';
import { checkAsset } from '../commands/asset.ts';
import { CLOCKS, LIMITS } from '../commands/command-table.ts';
import { decimalText } from './money.ts';
import { Place, putMember } from './walk-json.ts';

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Behind the name of an amount, where it is given in minor units. */
export const MINOR = 'Minor';

/** Members whose own members are named by callers: notes of accounts, names of books. None is an amount. */
export const NAMED_BY_CALLERS: ReadonlySet<string> = new Set(['metadata', 'private', 'seqs']);

/** What the amounts of an answer are in. */
export interface ToJsonOptions {
  /** What the amounts are in, where the answer does not say it itself: code and scale, as in `GBP/2`. */
  readonly asset?: string | undefined;
}

/** What amounts in a place are in, and whether the JSON around it says so. */
interface Unit {
  readonly asset: string | undefined;
  readonly isWritten: boolean;
}

/**
 * An answer, item or record of a house as JSON in which every amount names its unit: `amount: 1250n` becomes
 * `amount: '12.50'`, in units of the asset, and `amountMinor: '1250'`, in minor units, with the `asset` beside them or in
 * an object around them. Where no asset is known there is `amountMinor` alone. Counters of clocks are texts of digits. What
 * is undefined is left out. `fromJson` makes of it what it was. O(size), to any depth.
 *
 * @throws TallystickError `bad_command` for a malformed asset; `bad_option` for what would not come back as it was: bigints
 * in a list, what is no plain data, an amount that is called `asset` where one is known, and names that end in `Minor`
 */
export function toJson(answer: unknown, options: ToJsonOptions = {}): Json {
  const given = readOptions('options', options, ['asset']).asset;
  const asset = given === undefined ? undefined : checkAsset('asset', given);
  const places: Place<Unit>[] = [];
  if (!isData(answer)) throw notKept('answer', answer, 'an answer, item or record');
  const root = new Place<Unit>(answer, { asset, isWritten: false });
  for (let place: Place<Unit> | undefined = root; place !== undefined; place = places.pop()) {
    const { from, to } = place;
    if (place.isTooDeep) throw notKept('answer', answer, 'something that ends');
    if (Array.isArray(to)) {
      const list = from as readonly unknown[]; // What a list is made of.
      for (const [i, value] of list.entries()) to[i] = emptyOf(places, place, i, value, place.inherited);
    } else {
      writeMembers(places, place, to);
    }
  }
  return root.to as Json; // What has no words in JSON was refused.
}

function writeMembers(places: Place<Unit>[], place: Place<Unit>, to: Record<string, unknown>): void {
  const members = Object.entries(place.from);
  const unit = unitOf(place, to);
  for (const [name, value] of members) {
    if (value === undefined) continue;
    if (name.endsWith(MINOR)) throw notKept(place.pathOf(name), value, 'no name that ends in Minor');
    if (typeof value === 'bigint' || (value === null && LIMITS.has(name))) {
      if (unit.asset !== undefined) {
        // Its text would be read as what the amounts are in.
        if (name === 'asset') throw notKept(place.pathOf(name), value, 'a code and a scale, or nothing');
        putMember(to, name, value === null ? null : decimalText(value, unit.asset));
      }
      putMember(to, name + MINOR, value === null ? null : value.toString());
    } else if (CLOCKS.has(name) && isPlainObject(value)) {
      putMember(to, name, clockJson(place.pathOf(name), value));
    } else if (NAMED_BY_CALLERS.has(name) && isPlainObject(value)) {
      putMember(to, name, namedJson(place.pathOf(name), value));
    } else {
      putMember(to, name, emptyOf(places, place, name, value, unit));
    }
  }
}

/** What the object says that it is in; what only the caller has said is written into the outermost object. */
function unitOf(place: Place<Unit>, to: Record<string, unknown>): Unit {
  const { inherited } = place;
  const { asset } = place.from as { readonly asset?: unknown }; // It may have one.
  if (typeof asset === 'string') return { asset: checkAsset(place.pathOf('asset'), asset), isWritten: true };
  if (inherited.asset === undefined || inherited.isWritten) return inherited;
  to.asset = inherited.asset;
  return { ...inherited, isWritten: true };
}

/** A value that is no amount: a scalar itself; for what has members an empty one, whose members are left for later. */
function emptyOf(
  places: Place<Unit>[],
  above: Place<Unit>,
  key: string | number,
  value: unknown,
  unit: Unit,
): unknown {
  if (isScalar(value)) return value;
  if (!isData(value)) throw notKept(above.pathOf(key), value, 'plain data');
  const place = new Place(value, unit, above, key);
  places.push(place);
  return place.to;
}

function isData(value: unknown): value is object {
  return isList(value) || isPlainObject(value);
}

/** Whether JSON says it by itself, and exactly. */
export function isScalar(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  return typeof value === 'number' && Number.isFinite(value) && !Object.is(value, -0);
}

function namedJson(path: string, members: Readonly<Record<string, unknown>>): object {
  for (const [name, value] of Object.entries(members)) {
    if (!isScalar(value)) throw notKept(`${path}[${JSON.stringify(name)}]`, value, 'a text or a number');
  }
  return { ...members };
}

function clockJson(path: string, clock: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(clock).map(([id, counter]) => {
      if (typeof counter === 'bigint' && counter >= 0n) return [id, counter.toString()];
      throw notKept(`${path}[${JSON.stringify(id)}]`, counter, 'a bigint, not negative');
    }),
  );
}

function notKept(field: string, value: unknown, expected: string): TallystickError {
  return new TallystickError('bad_option', field, value, expected);
}
