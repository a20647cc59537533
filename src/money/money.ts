import { type AmountInput, anyAmount } from '../base/amount.ts';
import { readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { LOCALES_MAX } from '../base/limits.ts';
import { isList } from '../base/plain-object.ts';
import { checkAsset, splitAsset } from '../commands/asset.ts';
import { readDecimal } from './parse-money.ts';

/**
 * Minor units for an amount in units of an asset: 1250n for `'12.50'` or `'12.5'` in `GBP/2`, 1200n for `'12'`.
 *
 * @param text a decimal with a point, a minus in front or not, of at most the asset's decimals. No grouping, plus, exponent,
 * or white space
 * @param asset code and scale, as in `GBP/2`
 * @throws TallystickError `bad_amount` for another text, for more decimals than the asset has, and beyond 64 bits of minor
 * units; `bad_command` for a malformed asset
 */
export function parseMoney(text: string, asset: string): bigint {
  return readDecimal('amount', text, checkAsset('asset', asset));
}

/** How an amount is written. */
export interface FormatMoneyOptions {
  /** In whose way it is written, as `Intl` knows it: `'en-GB'`. Missing: the plain text that `parseMoney` reads. */
  readonly locale?: string | readonly string[] | undefined;
}

/**
 * An amount of minor units in units of its asset. Without a locale it is the plain text `12.50`, which `parseMoney` reads
 * back. With one it is for people: grouped, with that language's marks and the code of the asset, as `£1,250.00` or
 * `1.250,00 ETH`. Exact at any size; no float is involved.
 *
 * @param amount minor units, a bigint or a safe integer
 * @param asset code and scale, as in `GBP/2`
 * @throws TallystickError `bad_amount`, `bad_command` for a malformed asset, `bad_option` for a locale that is none
 */
export function formatMoney(amount: AmountInput, asset: string, options: FormatMoneyOptions = {}): string {
  const text = decimalText(anyAmount('amount', amount), checkAsset('asset', asset));
  const { locale } = readOptions('options', options, ['locale']);
  if (locale === undefined) return text;
  const { code, scale } = splitAsset(asset);
  const digits = { minimumFractionDigits: scale, maximumFractionDigits: scale };
  // A text and not a number: it is rounded by nobody.
  const number = text as Intl.StringNumericLiteral;
  // Intl takes any three letters for a currency, and for one that it does not know writes the letters.
  if (!/^[A-Z]{3}$/.test(code)) return `${numberFormat(locale, digits).format(number)} ${code}`;
  return numberFormat(locale, { style: 'currency', currency: code, ...digits }).format(number);
}

function numberFormat(locale: unknown, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  // Intl would ask each place of a list, however long, and turn whatever is there into a text.
  const locales = isList(locale) && locale.length <= LOCALES_MAX ? Array.from(locale) : [locale];
  if (!locales.every((one) => typeof one === 'string')) {
    throw new TallystickError('bad_option', 'locale', locale, 'a locale such as en-GB, or some');
  }
  try {
    return new Intl.NumberFormat(locales, options);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof TypeError)) throw error;
    throw new TallystickError('bad_option', 'locale', locale, 'a locale such as en-GB');
  }
}

/** Minor units as a decimal in units of a checked asset, with all its decimals: `12.50` for 1250 in `GBP/2`. */
export function decimalText(amount: bigint, asset: string): string {
  const { scale } = splitAsset(asset);
  if (scale === 0) return amount.toString();
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
