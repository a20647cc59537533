import type { RuleReason } from '../../commands/command-table.ts';
import type { Post } from '../../commands/posting-commands.ts';
import { checkFrozen } from '../account/check-frozen.ts';
import { findAccount } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { Posted } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { credit, type Delta, debit, type Move } from '../time/delta.ts';
import { seqAt } from '../time/instant.ts';
import { checkBalances } from './check-balances.ts';
import { checkVelocity } from './check-velocity.ts';
import { spread } from './spread-moves.ts';
import { forcedBy } from './stands-below.ts';

/** Decides a posting of many entries: every account lives then, and each asset's entries sum to zero. */
export function decidePost(state: BookState, command: Post): Posted | Rejection<RuleReason<'post'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const moves: Move[] = [];
  const sums = new Map<string, bigint>();
  let frozen: Rejection<'account_frozen'> | undefined;
  const names = new Set<string>();
  for (const entry of command.entries) {
    const account = findAccount(state, entry.account, instant, entry.asset);
    if ('kind' in account) return account;
    const { asset } = account.row;
    if (entry.asset !== undefined && entry.asset !== asset) return reject('asset_mismatch', entry.account);
    sums.set(asset, (sums.get(asset) ?? 0n) + entry.amount);
    names.add(account.row.key);
    frozen ??= checkFrozen(state, account, entry.amount < 0n ? 'debit' : 'credit');
    spread(state, moves, account, instant, postedBy(entry.amount));
  }
  for (const [asset, sum] of sums) {
    if (sum !== 0n) return reject('unbalanced', asset);
  }
  const rejection =
    (command.force === true ? undefined : frozen) ??
    checkBalances(state, moves, command) ??
    checkVelocity(state, moves, command);
  if (rejection !== undefined) return rejection;
  const fact = { kind: 'posted', seq: seqAt(instant), at: instant.at, id: command.id } as const;
  return { ...fact, moves, names: [...names], ...forcedBy(state, moves, instant, command) };
}

/** What posting a signed amount does to an account: positive comes in, negative goes out. */
export function postedBy(amount: bigint): Delta {
  return amount < 0n ? debit(-amount) : credit(amount);
}
