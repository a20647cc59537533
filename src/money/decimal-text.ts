import { splitAsset } from '../commands/asset.ts';

/** Minor units as a decimal in units of a checked asset, with all its decimals: `12.50` for 1250 in `GBP/2`. */
export function decimalText(amount: bigint, asset: string): string {
  const { scale } = splitAsset(asset);
  if (scale === 0) return amount.toString();
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
