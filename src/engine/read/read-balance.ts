import { readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { isList } from '../../base/plain-object.ts';
import { timestamp } from '../../base/timestamp.ts';
import { checkAsset } from '../../commands/asset.ts';
import { WORLD } from '../../commands/field.ts';
import { NO_CHANGE } from '../../kernel/time/delta.ts';
import { type Balance, balanceIn, balanceOf } from './balance-in.ts';
import type { BookReader } from './book-reader.ts';
import { lifeAt } from './find-life.ts';
import { sumsOfLives, type TimeInStore } from './sums-from-store.ts';

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
  const { at, knownAt, asset } = readOptions('options', options, ['at', 'knownAt', 'asset']);
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

/** The ids of accounts that are asked about together. */
export function checkAccounts(accounts: unknown): string[] {
  if (!isList(accounts)) throw new TallystickError('bad_command', 'accounts', accounts, 'an array of ids');
  return Array.from(accounts, (account, i) => checkId(`accounts[${i}]`, account));
}

/**
 * The balances of accounts at a moment, as known at another, all on one state; null where no account of that id lives then.
 * From memory where all of it is there; else by two looks at one view of the store, however many they are.
 */
export async function readBalances(
  reader: BookReader,
  ids: readonly string[],
  options: BalanceOptions,
): Promise<(Balance | null)[]> {
  const { at: asked, knownAt, asset } = checkBalanceOptions(options);
  for (const id of ids) checkWorldsAsset(id, asset);
  let present: number | undefined;
  if (knownAt === undefined) {
    const told = await reader.ask({
      needs: (needs, now) => {
        for (const id of ids) needs.balance(id, asked ?? now, asset);
      },
      answer: (state, now) => ids.map((id) => balanceIn(state, id, asked ?? now, asset)),
    });
    if ('answer' in told) return told.answer;
    present = told.now;
  }
  return reader.withSnapshot(async (view, now) => {
    const at = asked ?? present ?? (await now());
    const knownBy = knownAt === undefined ? undefined : await view.seqKnownAt(reader.book, knownAt);
    return balancesFromStore({ view, book: reader.book, at, knownBy }, ids, asset);
  });
}

/** The same of one account. */
export async function readBalance(
  reader: BookReader,
  account: string,
  options: BalanceOptions,
): Promise<Balance | null> {
  const [balance = null] = await readBalances(reader, [checkId('account', account)], options);
  return balance;
}

async function balancesFromStore(
  time: TimeInStore,
  ids: readonly string[],
  asset: string | undefined,
): Promise<(Balance | null)[]> {
  const { view, book, at, knownBy } = time;
  const rows = ids.length === 0 ? [] : await view.find(book, 'account', 'id', [...new Set(ids)]);
  const livesOf = Map.groupBy(rows, ({ id }) => id);
  const found = ids.map((id) => lifeAt(livesOf.get(id) ?? [], { at, knownBy, asset }));
  const sums = await sumsOfLives(
    time,
    found.filter((life) => life !== undefined),
  );
  return ids.map((id, i) => {
    const life = found[i];
    if (life !== undefined) return balanceOf(life, sums.get(life.key) ?? NO_CHANGE);
    // A world that nothing was posted through yet is there all the same, with nothing.
    return id === WORLD && asset !== undefined ? balanceOf({ id, asset }, NO_CHANGE) : null;
  });
}
