import { compareUtf8 } from '../../base/id.ts';
import { pathsOf, segmentsOf } from '../../base/path.ts';
import type { Balance } from './balance-in.ts';

/** What all accounts of a path have together in one asset. */
export interface SubtreeBalance extends Omit<Balance, 'account'> {
  /** The path. */
  readonly prefix: string;
  /** How many accounts were summed up. */
  readonly accounts: number;
}

/** The sums of a path with one more account in them. */
export function addAccount(
  sums: SubtreeBalance | undefined,
  prefix: string,
  { account: _, ...own }: Balance,
): SubtreeBalance {
  if (sums === undefined) return { prefix, accounts: 1, ...own };
  return {
    prefix,
    accounts: sums.accounts + 1,
    asset: sums.asset,
    posted: sums.posted + own.posted,
    held: sums.held + own.held,
    incoming: sums.incoming + own.incoming,
    expected: sums.expected + own.expected,
    available: sums.available + own.available,
    credits: {
      remaining: sums.credits.remaining + own.credits.remaining,
      spendable: sums.credits.spendable + own.credits.spendable,
    },
    totals: { in: sums.totals.in + own.totals.in, out: sums.totals.out + own.totals.out },
  };
}

/**
 * The sums of every path that one of the accounts is in, for each asset: each path before what is under it, then in order of
 * asset. O(n log n) for n of them, which are at most as many as all accounts have segments.
 */
export function treeOf(lines: readonly Balance[]): SubtreeBalance[] {
  const tree = new Map<string, { readonly segments: readonly string[]; sums: SubtreeBalance }>();
  for (const line of lines) {
    for (const path of pathsOf(line.account)) {
      const key = `${line.asset} ${path}`; // An asset holds no space.
      const branch = tree.get(key);
      const sums = addAccount(branch?.sums, path, line);
      if (branch === undefined) tree.set(key, { segments: segmentsOf(path), sums });
      else branch.sums = sums;
    }
  }
  return [...tree.values()]
    .sort((a, b) => compareSegments(a.segments, b.segments) || compareUtf8(a.sums.asset, b.sums.asset))
    .map(({ sums }) => sums);
}

function compareSegments(a: readonly string[], b: readonly string[]): number {
  const differs = a.findIndex((segment, i) => segment !== b[i]);
  if (differs === -1) return a.length - b.length;
  const [one, other] = [a[differs], b[differs]];
  return one === undefined || other === undefined ? 1 : compareUtf8(one, other);
}
