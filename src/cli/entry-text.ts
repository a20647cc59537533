import { TallystickError } from '../base/error.ts';
import { checkAsset } from '../commands/asset.ts';

/** One `--entry` of `post`, in its parts; the amount is read once its asset is known. */
export interface EntryText {
  readonly account: string;
  readonly amount: string;
  readonly asset: string | null;
}

/** Read from the right, because an account's id may hold any of the signs. */
const ENTRY = /^(.+)=(-?[0-9.]+)(?::([A-Z0-9]+\/[0-9]+))?$/s;

/** Reads `alice=-12.50` or, where the account does not determine the asset, `world=12.50:GBP/2`. */
export function splitEntry(field: string, text: string): EntryText {
  const match = ENTRY.exec(text);
  if (match === null) {
    const expected = 'ACCOUNT=AMOUNT such as alice=-12.50, or ACCOUNT=AMOUNT:ASSET such as world=12.50:GBP/2';
    throw new TallystickError('bad_command', field, text, expected);
  }
  const [, account = '', amount = '', asset = null] = match;
  return { account, amount, asset: asset === null ? null : checkAsset(field, asset) };
}
