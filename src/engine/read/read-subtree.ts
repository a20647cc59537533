import { readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { compareUtf8 } from '../../base/id.ts';
import { checkPath } from '../../base/path.ts';
import { addAccount, type SubtreeBalance } from './account-tree.ts';
import { balanceOf } from './balance-in.ts';
import type { BookReader } from './book-reader.ts';
import { type BalanceOptions, checkBalanceOptions } from './read-balance.ts';
import { walkAccounts } from './walk-accounts.ts';

/** Which accounts are summed up, and when. */
export interface SubtreeOptions extends BalanceOptions {
  /** A path, such as `assets:cash`: the account of that id and those under it, as `assets:cash:till`, not `assets:cashier`. */
  readonly prefix: string;
  /** Only accounts in this asset, such as `GBP/2`. */
  readonly asset?: string | undefined;
}

/** What the accounts of a path that live at a moment have then, one sum for each asset, in order; all of one state. */
export async function readSubtree(
  reader: BookReader,
  of: SubtreeOptions,
  more?: unknown,
): Promise<SubtreeBalance[]> {
  const { prefix: path, ...options } = readOptions('options', of, ['prefix', 'asset', 'at', 'knownAt']);
  if (more !== undefined) {
    const expected = 'nothing: asset, at and knownAt stand beside prefix';
    throw new TallystickError('bad_option', 'options', more, expected);
  }
  const prefix = checkPath('prefix', path);
  const { at: asked, knownAt, asset: only } = checkBalanceOptions(options);
  const { book } = reader;
  return reader.onPresent(async (view, now) => {
    const at = asked ?? (await now());
    const moment = { at, ...(knownAt === undefined ? {} : { knownAt }) };
    const sums = new Map<string, SubtreeBalance>();
    for await (const { row, sums: own } of walkAccounts(view, { book, moment, path: prefix })) {
      const { asset } = row;
      if (only !== undefined && asset !== only) continue;
      sums.set(asset, addAccount(sums.get(asset), prefix, balanceOf(row, own)));
    }
    return [...sums.values()].sort((a, b) => compareUtf8(a.asset, b.asset));
  });
}
