import { TallystickError } from '../../base/error.ts';
import { ASSET_SCALE_MAX } from '../../base/limits.ts';

const ASSET = /^[A-Z][A-Z0-9]{0,15}\/(0|[1-9][0-9]?)$/;

/** An asset as callers write it: a code and how many decimal digits its minor unit has, as in `GBP/2`. */
export function checkAsset(field: string, value: unknown): string {
  if (typeof value === 'string' && ASSET.test(value) && scaleOf(value) <= ASSET_SCALE_MAX) return value;
  const expected = `code/scale such as GBP/2, of 1 to 16 capitals and digits and a scale up to ${ASSET_SCALE_MAX}`;
  throw new TallystickError('bad_command', field, value, expected);
}

/** How many decimal digits the asset's minor unit has. */
function scaleOf(asset: string): number {
  return Number.parseInt(asset.slice(asset.indexOf('/') + 1), 10);
}
