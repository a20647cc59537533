import { PAGE_ROWS_MAX } from '../../base/limits.ts';
import { NO_CHANGE } from '../../kernel/time/delta.ts';
import { type Balance, balanceOf } from './balance-in.ts';
import type { BookReader } from './book-reader.ts';
import { livesAt } from './find-life.ts';
import { type BalanceOptions, checkBalanceOptions } from './read-balance.ts';
import { endOf, sumsOfLives } from './sums-from-store.ts';

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
  return reader.withSnapshot(async (view, now) => {
    const at = asked ?? (await now());
    const knownBy = knownAt === undefined ? undefined : await view.seqKnownAt(book, knownAt);
    const lines: Balance[] = [];
    let after: readonly string[] | undefined;
    for (;;) {
      const page = await view.list(book, 'account', {
        limit: PAGE_ROWS_MAX,
        ...(after === undefined ? {} : { after }),
      });
      const living = page.filter((life) => livesAt(life, endOf(at), knownBy));
      const sums = await sumsOfLives({ view, book, at, knownBy }, living);
      for (const life of living) lines.push(balanceOf(life, sums.get(life.key) ?? NO_CHANGE));
      const last = page.at(-1);
      if (last === undefined || page.length < PAGE_ROWS_MAX) return { at, lines, totals: totalsOf(lines) };
      after = [last.id, last.key];
    }
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
