import { TallystickError } from '../base/error.ts';
import { isList, isPlainObject } from '../base/plain-object.ts';
import { checkAsset } from '../commands/asset.ts';
import { CLOCKS } from '../commands/command-table.ts';
import { readAnyDecimal, readAnyMinor } from './parse-money.ts';
import { isScalar, MINOR, NAMED_BY_CALLERS } from './to-json.ts';
import { Place, putMember } from './walk-json.ts';

/** More digits than any process counts. */
const COUNTER = /^(?:0|[1-9][0-9]{0,99})$/;

/** A place, and what amounts in it are in. */
type AssetPlace = Place<string | undefined>;

/**
 * What `toJson` made JSON of: amounts are bigints of minor units again, under their names alone, and counters of clocks
 * bigints. An asset that `toJson` was given stays beside them. Nothing of what it is given is changed. O(size), to any depth.
 *
 * @throws TallystickError `bad_amount` where the two texts of an amount do not mean the same, or one is none, or is a
 * number; `bad_clock` for a counter that is none; `bad_command` for a malformed asset; `bad_option` for what is no JSON of an
 * answer
 */
export function fromJson<Answer = unknown>(json: unknown): Answer {
  const places: AssetPlace[] = [];
  if (!isList(json) && !isPlainObject(json)) {
    throw new TallystickError('bad_option', 'json', json, 'an object or array, as toJson writes it');
  }
  const root: AssetPlace = new Place(json, undefined);
  for (let place: AssetPlace | undefined = root; place !== undefined; place = places.pop()) {
    const { from, to } = place;
    if (place.isTooDeep) throw new TallystickError('bad_option', 'json', json, 'something that ends');
    if (Array.isArray(to)) {
      const list = from as readonly unknown[]; // What a list is made of.
      for (const [i, value] of list.entries()) to[i] = emptyOf(places, place, i, value, place.inherited);
    } else {
      readMembers(places, place, to);
    }
  }
  return root.to as Answer; // Whatever it was made of.
}

function readMembers(places: AssetPlace[], place: AssetPlace, to: Record<string, unknown>): void {
  const from = place.from as Readonly<Record<string, unknown>>; // Lists are handled before.
  const asset =
    typeof from.asset === 'string' ? checkAsset(place.pathOf('asset'), from.asset) : place.inherited;
  for (const [name, value] of Object.entries(from)) {
    if (name.endsWith(MINOR)) {
      const amount = name.slice(0, -MINOR.length);
      putMember(to, amount, readAmount(place, from, amount, asset));
    } else if (CLOCKS.has(name) && isPlainObject(value)) {
      putMember(to, name, readClock(place.pathOf(name), value));
    } else if (NAMED_BY_CALLERS.has(name) && isPlainObject(value)) {
      putMember(to, name, { ...value });
    } else if (!Object.hasOwn(from, name + MINOR)) {
      putMember(to, name, emptyOf(places, place, name, value, asset));
    }
  }
}

/** A scalar itself; for what has members an empty one, whose members are left for later. */
function emptyOf(
  places: AssetPlace[],
  above: AssetPlace,
  key: string | number,
  value: unknown,
  asset: string | undefined,
): unknown {
  if (isScalar(value)) return value;
  if (!isList(value) && !isPlainObject(value)) {
    throw new TallystickError('bad_option', above.pathOf(key), value, 'what JSON can say');
  }
  const place = new Place(value, asset, above, key);
  places.push(place);
  return place.to;
}

/** The amount that two members say, or the one in minor units alone. */
function readAmount(
  place: AssetPlace,
  from: Readonly<Record<string, unknown>>,
  name: string,
  asset: string | undefined,
): bigint | null {
  const minor = from[name + MINOR];
  const amount = minor === null ? null : readAnyMinor(place.pathOf(name + MINOR), minor);
  if (!Object.hasOwn(from, name)) return amount;
  const text = from[name];
  if (amount === null ? text === null : isSame(place.pathOf(name), text, amount, asset)) return amount;
  throw new TallystickError(
    'bad_amount',
    place.pathOf(name),
    text,
    `the same as ${name}${MINOR} says (${String(minor)})`,
  );
}

function isSame(field: string, text: unknown, amount: bigint, asset: string | undefined): boolean {
  if (asset !== undefined) return readAnyDecimal(field, text, asset) === amount;
  throw new TallystickError('bad_amount', field, text, `an asset beside it, or ${field}${MINOR} alone`);
}

function readClock(path: string, clock: Readonly<Record<string, unknown>>): Record<string, bigint> {
  return Object.fromEntries(
    Object.entries(clock).map(([id, text]) => {
      if (typeof text === 'string' && COUNTER.test(text)) return [id, BigInt(text)];
      const field = `${path}[${JSON.stringify(id)}]`;
      throw new TallystickError('bad_clock', field, text, 'a counter, as text of digits');
    }),
  );
}
