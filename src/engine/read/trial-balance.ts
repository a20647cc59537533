import { optionalFlag, readOptions } from '../../base/checked-options.ts';
import type { MomentInput } from '../../base/timestamp.ts';
import { type SubtreeBalance, treeOf } from './account-tree.ts';
import { type Balance, balanceOf } from './balance-in.ts';
import type { BookReader } from './book-reader.ts';
import { checkBalanceOptions } from './read-balance.ts';
import { walkAccounts } from './walk-accounts.ts';

/** What all accounts of one asset sum up to: the two are equal in a book that is right. */
export interface AssetTotal {
  /** Code and scale, as in `GBP/2`. */
  readonly asset: string;
  /** The sum of what accounts are below zero. */
  readonly debit: bigint;
  /** The sum of what accounts are above zero. */
  readonly credit: bigint;
}

/** Of which moment, and whether sums of paths are wanted. */
export interface TrialBalanceOptions {
  /** Everything that is true by this moment, it included; default: now. */
  readonly at?: MomentInput | undefined;
  /** Only what was recorded by this moment, it included; default: everything. */
  readonly knownAt?: MomentInput | undefined;
  /** True: the sums of every path, too. */
  readonly tree?: boolean | undefined;
}

/** All balances at a moment. */
export interface TrialBalance {
  /** The moment, in milliseconds. */
  readonly at: number;
  /** Every account that lives at that moment, worlds included, in order of id. */
  readonly lines: readonly Balance[];
  /** One for each asset, in order. */
  readonly totals: readonly AssetTotal[];
  /**
   * Where it is asked for: what `balances({ prefix })` tells of every path that one of these accounts is in, each before those that
   * are under it. A path adds up itself and all under it: the sum of several lines here means nothing.
   */
  readonly tree?: readonly SubtreeBalance[];
}

/** The balances of all accounts at a moment, as known at another, in one consistent view. */
export async function readTrialBalance(
  reader: BookReader,
  options: TrialBalanceOptions,
): Promise<TrialBalance> {
  const { tree, ...moments } = readOptions('options', options, ['at', 'knownAt', 'tree']);
  const { at: asked, knownAt } = checkBalanceOptions(moments);
  const hasTree = optionalFlag('tree', tree) === true;
  const { book } = reader;
  const known = knownAt === undefined ? {} : { knownAt };
  return reader.onPresent(async (view, now) => {
    const at = asked ?? (await now());
    const lines: Balance[] = [];
    for await (const { row, sums } of walkAccounts(view, { book, moment: { at, ...known } })) {
      lines.push(balanceOf(row, sums));
    }
    return { at, lines, totals: totalsOf(lines), ...(hasTree ? { tree: treeOf(lines) } : {}) };
  });
}

function totalsOf(lines: readonly Balance[]): AssetTotal[] {
  const totals = new Map<string, { debit: bigint; credit: bigint }>();
  for (const { asset, posted } of lines) {
    const total = totals.get(asset) ?? { debit: 0n, credit: 0n };
    if (posted < 0n) total.debit -= posted;
    else total.credit += posted;
    totals.set(asset, total);
  }
  return [...totals]
    .map(([asset, total]) => ({ asset, ...total }))
    .sort((a, b) => (a.asset < b.asset ? -1 : 1));
}
