import { TallystickError } from '../base/error.ts';
import { WORLD } from '../kernel/account/account.ts';

/** Throws unless an asset was given where `world` is asked about: it is one account for each asset. */
export function requireAsset(accounts: readonly string[], asset: string | undefined): void {
  if (asset !== undefined || !accounts.includes(WORLD)) return;
  throw new TallystickError(
    'bad_option',
    '--asset',
    asset,
    'an asset such as GBP/2, because world has an account in each',
  );
}
