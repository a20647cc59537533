import { readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { isList } from '../../base/plain-object.ts';
import { type MomentInput, momentOf } from '../../base/timestamp.ts';
import { checkAsset } from '../../commands/asset.ts';
import { WORLD } from '../../commands/field.ts';
import { NO_CHANGE } from '../../kernel/time/delta.ts';
import type { AccountsAt, SummedAccount } from '../../store/queries.ts';

import { livesThen } from '../stored-accounts.ts';
import { type Balance, balanceOf, numberedBalanceIn, storedLastSeq } from './balance-in.ts';
import type { BookReader, FromState } from './book-reader.ts';

/** Which moment is asked about, and what was known by then. */
export interface BalanceOptions {
  /** Everything that is true by this moment, it included; default: now. */
  readonly at?: MomentInput | undefined;
  /** Only what was recorded by this moment, it included; default: everything. */
  readonly knownAt?: MomentInput | undefined;
  /** For `world`, which is one account for each asset. */
  readonly asset?: string | undefined;
}

/** The same once they are checked: moments are integers. */
interface CheckedBalanceOptions {
  readonly at: number | undefined;
  readonly knownAt: number | undefined;
  readonly asset: string | undefined;
}

export function checkBalanceOptions(options: BalanceOptions): CheckedBalanceOptions {
  const { at, knownAt, asset } = readOptions('options', options, ['at', 'knownAt', 'asset']);
  return {
    at: at === undefined ? undefined : momentOf('at', at),
    knownAt: knownAt === undefined ? undefined : momentOf('knownAt', knownAt),
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
  if (!isList(accounts))
    throw new TallystickError(
      'bad_command',
      'accounts',
      accounts,
      'an array of ids, or of a book { prefix }',
    );
  return Array.from(accounts, (account, i) => checkId(`accounts[${i}]`, account));
}

/**
 * The balances of accounts at a moment, as known at another, all on one state; null where no account of that id lives then.
 * From memory where all of it is there; else by one look at the store, however many they are.
 */
export async function readBalances(
  reader: BookReader,
  ids: readonly string[],
  options: BalanceOptions,
): Promise<(Balance | null)[]> {
  const { at, knownAt, asset } = checkBalanceOptions(options);
  for (const id of ids) checkWorldsAsset(id, asset);
  if (ids.length === 0) return [];
  const known = knownAt === undefined ? {} : { knownAt };
  const fromState: FromState<(Balance | null)[]> = {
    needs: (needs, moment) => {
      for (const id of ids) needs.balance(id, moment, asset);
    },
    answer: (state, moment) => ids.map((id) => numberedBalanceIn(state, id, moment, asset)),
  };
  const found = await reader.read({
    at,
    fromState: knownAt === undefined ? fromState : undefined,
    fromStore: async (view, moment) => {
      const found = await view.accountsAt(reader.book, { ids: [...new Set(ids)] }, { ...moment, ...known });
      const livesOf = Map.groupBy(found.accounts, ({ row }) => row.id);
      return ids.map((id) => balanceOfLives(livesOf.get(id) ?? [], found, id, asset));
    },
  });
  return await reader.withDue(found);
}

/** Of the lives of an id, the balance of the one that it means just after everything at a moment, as known by an event. */
function balanceOfLives(
  lives: readonly SummedAccount[],
  { at, knownBy }: AccountsAt,
  id: string,
  asset: string | undefined,
): Balance | null {
  const isMeant = ({ row }: SummedAccount): boolean =>
    id === WORLD ? row.asset === asset : livesThen(row, at, knownBy);
  const life = lives.find(isMeant);
  if (life !== undefined) {
    return balanceOf(life.row, life.sums, knownBy === undefined ? storedLastSeq(life.row) : undefined);
  }
  // A world that nothing was posted through yet is there all the same, with nothing.
  const lastSeq = knownBy === undefined ? 0 : undefined;
  return id === WORLD && asset !== undefined ? balanceOf({ id, asset }, NO_CHANGE, lastSeq) : null;
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
