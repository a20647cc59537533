import { AMOUNT_MAX } from '../base/amount.ts';
import { TallystickError } from '../base/error.ts';
import { ASSET_SCALE_MAX } from '../base/limits.ts';

const CODE_LENGTH_MAX = 16;
const ASSET = /^([A-Z0-9]{1,16})\/(0|[1-9][0-9]?)$/;

/** An account in an asset of which it can hold fewer units than these is worth a note. */
const UNITS_ENOUGH = 1_000_000n;

/** The two parts of an asset such as `GBP/2`: its code, and how many decimal digits its minor unit has. */
export interface AssetParts {
  readonly code: string;
  readonly scale: number;
}

/** An asset as callers write it: a code and how many decimal digits its minor unit has, as in `GBP/2`. */
export function checkAsset(field: string, value: unknown): string {
  if (typeof value === 'string' && ASSET.test(value) && splitAsset(value).scale <= ASSET_SCALE_MAX)
    return value;
  throw new TallystickError('bad_command', field, value, expectedInstead(value));
}

/** The code and the scale of an asset that was checked. */
export function splitAsset(asset: string): AssetParts {
  const slash = asset.lastIndexOf('/');
  return { code: asset.slice(0, slash), scale: Number.parseInt(asset.slice(slash + 1), 10) };
}

/** How many whole units of an asset an account can hold. */
export function unitsMax(asset: string): bigint {
  return AMOUNT_MAX / 10n ** BigInt(splitAsset(asset).scale);
}

/** Whether its scale leaves an account in this asset little room. */
export function isNarrow(asset: string): boolean {
  return unitsMax(asset) < UNITS_ENOUGH;
}

/** What should have been there, said of the part that is wrong. */
function expectedInstead(value: unknown): string {
  const whole = 'a code and a scale such as GBP/2';
  if (typeof value !== 'string') return whole;
  const parts = value.split('/');
  const [code = '', scale] = parts;
  if (scale === undefined) return `${whole}: behind a slash, how many decimal digits its minor unit has`;
  if (parts.length > 2 || code === '') return whole;
  if (code.length > CODE_LENGTH_MAX) return `${whole}, the code of at most ${CODE_LENGTH_MAX} characters`;
  if (/[a-z]/.test(code) && /^[A-Za-z0-9]+$/.test(code)) return `${whole}, the code in capitals`;
  if (!/^[A-Z0-9]+$/.test(code)) return `${whole}, the code of capitals and digits (A to Z, 0 to 9)`;
  return `${whole}, the scale a whole number from 0 to ${ASSET_SCALE_MAX}`;
}
