import type { CloseAccount } from '../../commands/account-commands.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import type { BookState } from '../book-state.ts';
import type { AccountClosed } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { isNoChange, withNetPosted } from '../time/delta.ts';
import { placeOf, seqAt } from '../time/instant.ts';
import { checkFrozen } from './check-frozen.ts';
import { noAccount } from './find-account.ts';

/**
 * Decides a closing: the account is empty then, and no accepted later command names it. What it held, was offered or
 * expected shows in its balances until the moment it ends, so an empty account has nothing to come either.
 */
export function decideCloseAccount(
  state: BookState,
  command: CloseAccount,
): AccountClosed | Rejection<RuleReason<'close_account'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const account = state.accounts.living(command.account, instant);
  if (account === undefined) return noAccount(state, command.account, instant);
  const { row, timeline } = account;
  if (timeline.isNamedAfter(instant.at)) return reject('account_named_later', command.account);
  if (!isNoChange(withNetPosted(timeline.sumsBefore(instant))))
    return reject('account_not_empty', command.account);
  if (row.scheduled !== undefined) return reject('account_scheduled', command.account);
  const frozen = checkFrozen(state, account, 'act');
  if (frozen !== undefined) return frozen;
  return {
    kind: 'account_closed',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves: [],
    names: [row.key],
    account: row.key,
  };
}

export function applyAccountClosed(state: BookState, event: AccountClosed): void {
  const { row } = state.accounts.byKey(event.account);
  state.accountRows.put(row.key, { ...row, ended: { ...placeOf(event.at, event.seq), into: null } });
}
