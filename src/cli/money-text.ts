import { parseDecimal } from '../base/amount.ts';
import { TallystickError } from '../base/error.ts';
import { splitAsset } from '../kernel/account/asset.ts';

/** A number with a dot in its one spelling, but for zeros at its end. */
const WITH_DOT = /^(-?)(0|[1-9][0-9]*)\.([0-9]+)$/;

/** An amount for people: `12.50` for 1250 in GBP/2; without an asset the minor units. */
export function decimalText(amount: bigint, asset: string | null): string {
  const scale = asset === null ? 0 : splitAsset(asset).scale;
  if (scale === 0) return amount.toString();
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** An amount for people with its asset's code: `12.50 GBP`. */
export function moneyText(amount: bigint, asset: string | null): string {
  const text = decimalText(amount, asset);
  return asset === null ? text : `${text} ${splitAsset(asset).code}`;
}

/** Whether an amount needs an asset to be understood. */
export function hasDot(text: string): boolean {
  return text.includes('.');
}

/**
 * Reads an amount from the command line: whole minor units (`1250`), or with a dot and in the scale of the asset
 * (`12.50`). No float is involved. Throws `bad_amount` for what is neither, or has more digits than the asset.
 */
export function readMoney(field: string, text: string, asset: string | null): bigint {
  if (!hasDot(text)) return parseDecimal(field, text);
  const match = WITH_DOT.exec(text);
  if (match === null) throw badAmount(field, text, 'minor units such as 1250, or a decimal such as 12.50');
  if (asset === null) {
    throw badAmount(field, text, 'whole minor units, because no account here tells the asset and its scale');
  }
  const [, sign = '', whole = '', fraction = ''] = match;
  const { scale } = splitAsset(asset);
  if (fraction.length > scale)
    throw badAmount(field, text, `at most ${scale} digits after the dot (${asset})`);
  const digits = `${whole}${fraction.padEnd(scale, '0')}`.replace(/^0+(?=.)/, '');
  // The one text of zero has no sign.
  return parseDecimal(field, digits === '0' ? '0' : `${sign}${digits}`);
}

function badAmount(field: string, text: string, expected: string): TallystickError {
  return new TallystickError('bad_amount', field, text, expected);
}
