import { checkOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { timestamp } from '../../base/timestamp.ts';
import { WORLD } from '../../kernel/account/account.ts';
import { checkAsset } from '../../kernel/account/asset.ts';
import { NO_CHANGE } from '../../kernel/time/delta.ts';
import type { StoreView } from '../../store/store.ts';
import { type Balance, balanceIn, balanceOf } from './balance-in.ts';
import { type BookReader, NOT_IN_MEMORY } from './book-reader.ts';
import { findLife } from './find-life.ts';
import { endOf, sumsFromStore } from './sums-from-store.ts';

/** Which moment is asked about, and what was known by then. */
export interface BalanceOptions {
  /** Everything that is true by this moment, it included; default: now. */
  readonly at?: number | undefined;
  /** Only what was recorded by this moment, it included; default: everything. */
  readonly knownAt?: number | undefined;
  /** For `world`, which is one account for each asset. */
  readonly asset?: string | undefined;
}

export function checkBalanceOptions(options: BalanceOptions): BalanceOptions {
  checkOptions('options', options, ['at', 'knownAt', 'asset']);
  const { at, knownAt, asset } = options;
  return {
    at: at === undefined ? undefined : timestamp('at', at),
    knownAt: knownAt === undefined ? undefined : timestamp('knownAt', knownAt),
    asset: asset === undefined ? undefined : checkAsset('asset', asset),
  };
}

/** There are as many worlds as assets: throws `bad_option` when nobody says which is meant. */
export function checkWorldsAsset(id: string, asset: string | undefined): void {
  if (id !== WORLD || asset !== undefined) return;
  throw new TallystickError('bad_option', 'asset', asset, 'the asset of the world that is meant, as GBP/2');
}

/** The balance of an account at a moment, as known at another; null when no account of that id lives then. */
export async function readBalance(
  reader: BookReader,
  account: string,
  options: BalanceOptions,
): Promise<Balance | null> {
  const id = checkId('account', account);
  const { at: asked, knownAt, asset } = checkBalanceOptions(options);
  checkWorldsAsset(id, asset);
  if (knownAt === undefined) {
    const answer = await reader.ask((state, now) => balanceIn(state, id, asked ?? now, asset));
    if (answer !== NOT_IN_MEMORY) return answer;
  }
  const at = asked ?? (await reader.now());
  return reader.withLatest(async (view, latest) => {
    const knownBy = knownAt === undefined ? latest : await view.seqKnownAt(reader.book, knownAt);
    return balanceFromStore(view, reader.book, id, { at, knownBy, asset });
  });
}

async function balanceFromStore(
  view: StoreView,
  book: string,
  id: string,
  {
    at,
    knownBy,
    asset,
  }: { readonly at: number; readonly knownBy: number; readonly asset: string | undefined },
): Promise<Balance | null> {
  const life = await findLife(view, book, id, at, { knownBy, asset });
  // A world that nothing was posted through yet is there all the same, with nothing.
  if (life === undefined && id === WORLD && asset !== undefined) return balanceOf({ id, asset }, NO_CHANGE);
  if (life === undefined) return null;
  return balanceOf(life, await sumsFromStore(view, book, life.key, endOf(at), knownBy));
}
