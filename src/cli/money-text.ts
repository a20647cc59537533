import { TallystickError } from '../base/error.ts';
import { splitAsset } from '../commands/asset.ts';
import { decimalText } from '../money/money.ts';
import { readDecimal, readMinor, signOfDecimal } from '../money/parse-money.ts';

/** An amount for people with its asset's code: `12.50 GBP`; where the asset is not known, `1250 minor units`. */
export function moneyText(amount: bigint, asset: string | null): string {
  if (asset !== null) return `${decimalText(amount, asset)} ${splitAsset(asset).code}`;
  return `${amount} minor ${amount === 1n || amount === -1n ? 'unit' : 'units'}`;
}

/** An amount as it was typed: in units of its asset, or in minor units. */
export interface AmountOptions {
  readonly amount?: string | undefined;
  readonly minor?: string | undefined;
}

/** What the two ways to give an amount are called, for messages. */
export interface AmountNames {
  readonly amount: string;
  readonly minor: string;
}

/**
 * Reads an amount that was given in one of the two ways, as minor units; undefined: in none. No float is involved. Throws
 * `bad_amount` for what is no amount, has more decimals than the asset, was given in both ways, or in units of an asset that
 * nobody knows.
 *
 * @param asked returns the accounts that were looked for, for the message
 */
export async function readAmountOptions(
  options: AmountOptions,
  names: AmountNames,
  findAsset: () => Promise<string | null>,
  asked: () => Promise<readonly string[]> = async () => [],
): Promise<bigint | undefined> {
  const { amount, minor } = options;
  if (minor !== undefined) {
    if (amount !== undefined) throw badAmount(names.minor, minor, `none beside ${names.amount}`);
    return readMinor(names.minor, minor);
  }
  if (amount === undefined) return undefined;
  // What is no amount in any asset is refused as that, whatever the accounts are.
  signOfDecimal(names.amount, amount);
  const asset = await findAsset();
  if (asset !== null) return readDecimal(names.amount, amount, asset);
  const sought = await asked();
  const lacking = sought.length === 0 ? '' : ` (there is no ${sought.join(', no ')})`;
  const expected = `an account that is there and tells the asset${lacking}, or minor units by ${names.minor}`;
  throw badAmount(names.amount, amount, expected);
}

export function badAmount(field: string, value: unknown, expected: string): TallystickError {
  return new TallystickError('bad_amount', field, value, expected);
}
