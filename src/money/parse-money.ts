import { AMOUNT_MAX, AMOUNT_MIN } from '../base/amount.ts';
import { TallystickError } from '../base/error.ts';
import { splitAsset } from '../commands/asset.ts';

/** A decimal in its plain spelling: no plus, no grouping, no exponent, no needless zero in front. */
const DECIMAL = /^(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?$/;
const MINOR = /^(?:0|-?[1-9][0-9]*)$/;
/** Longer texts are never made numbers of. Totals of a book may be beyond 64 bits, and are far below this. */
const LENGTH_MAX = 80;

/** Reads an amount in units of a checked asset, `12.50` or `12`, as minor units within 64 bits. Throws `bad_amount`. */
export function readDecimal(field: string, text: unknown, asset: string): bigint {
  return inRange(field, text, readAnyDecimal(field, text, asset));
}

/** Reads an amount in minor units, digits with a minus in front or not, within 64 bits. Throws `bad_amount`. */
export function readMinor(field: string, text: unknown): bigint {
  return inRange(field, text, readAnyMinor(field, text));
}

/** As readDecimal, for totals too, which may be beyond 64 bits. */
export function readAnyDecimal(field: string, text: unknown, asset: string): bigint {
  const { scale } = splitAsset(asset);
  const { sign, whole, fraction } = partsOf(field, text);
  if (fraction.length > scale) {
    const decimals = scale === 1 ? '1 decimal' : `${scale} decimals`;
    throw badAmount(field, text, scale === 0 ? `no decimals (${asset})` : `at most ${decimals} (${asset})`);
  }
  return sign * BigInt(whole + fraction.padEnd(scale, '0'));
}

/** As readMinor, for totals too, which may be beyond 64 bits. */
export function readAnyMinor(field: string, text: unknown): bigint {
  if (typeof text === 'string' && text.length <= LENGTH_MAX && MINOR.test(text)) return BigInt(text);
  throw badAmount(field, text, 'minor units, as text of digits such as 1250');
}

/** The sign of a decimal whose asset is not known yet. Throws `bad_amount` for what is none in any asset. */
export function signOfDecimal(field: string, text: unknown): bigint {
  const { sign, whole, fraction } = partsOf(field, text);
  return /^0*$/.test(whole + fraction) ? 0n : sign;
}

function partsOf(
  field: string,
  text: unknown,
): { readonly sign: bigint; readonly whole: string; readonly fraction: string } {
  const match = typeof text === 'string' && text.length <= LENGTH_MAX ? DECIMAL.exec(text) : null;
  if (match === null) throw badAmount(field, text, 'units of the asset, as text such as 12.50 or 12');
  const [, sign, whole = '', fraction = ''] = match;
  return { sign: sign === '-' ? -1n : 1n, whole, fraction };
}

function inRange(field: string, text: unknown, amount: bigint): bigint {
  if (amount <= AMOUNT_MAX && amount >= AMOUNT_MIN) return amount;
  throw badAmount(field, text, 'an amount within 64 bits of minor units');
}

function badAmount(field: string, value: unknown, expected: string): TallystickError {
  return new TallystickError('bad_amount', field, value, expected);
}
