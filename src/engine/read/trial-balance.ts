import { type Balance, balanceOf } from './balance-in.ts';
import type { BookReader } from './book-reader.ts';
import { type BalanceOptions, checkBalanceOptions } from './read-balance.ts';
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

/** All balances at a moment. */
export interface TrialBalance {
  /** The moment, in milliseconds. */
  readonly at: number;
  /** Every account that lives at that moment, worlds included, in order of id. */
  readonly lines: readonly Balance[];
  /** One for each asset, in order. */
  readonly totals: readonly AssetTotal[];
}

/** The balances of all accounts at a moment, as known at another, in one consistent view. */
export async function readTrialBalance(
  reader: BookReader,
  options: Pick<BalanceOptions, 'at' | 'knownAt'>,
): Promise<TrialBalance> {
  const { at: asked, knownAt } = checkBalanceOptions(options);
  const { book } = reader;
  const known = knownAt === undefined ? {} : { knownAt };
  return reader.withSnapshot(async (view, now) => {
    const at = asked ?? (await now());
    const lines: Balance[] = [];
    for await (const { row, sums } of walkAccounts(view, { book, moment: { at, ...known } })) {
      lines.push(balanceOf(row, sums));
    }
    return { at, lines, totals: totalsOf(lines) };
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
