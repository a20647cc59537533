import type { UpdateAccount } from '../../commands/account-commands.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import type { BookState } from '../book-state.ts';
import type { AccountUpdated } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import type { Account } from './account.ts';
import { noAccount } from './find-account.ts';

/**
 * Decides new terms of an account. They bind whatever is decided afterwards, wherever that takes effect: a late command too,
 * and nothing that was accepted before is asked again. The place of the command says which life is meant, and from where on
 * its balances are to be within the terms, unless they are taken as they are. O(log n); the first ceiling of an account
 * O(n log n) of what memory has of it.
 */
export function decideUpdateAccount(
  state: BookState,
  command: UpdateAccount,
): AccountUpdated | Rejection<RuleReason<'update_account'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const account = state.accounts.living(command.account, instant);
  if (account === undefined) return noAccount(state, command.account, instant);
  const { floor, ceiling, limits, metadata, frozen, asIs = false } = command;
  const rejection = asIs ? undefined : checkTerms(account, command, instant);
  if (rejection !== undefined) return rejection;
  const { key } = account.row;
  return {
    kind: 'account_updated',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves: [],
    names: [key],
    account: key,
    ...(floor === undefined ? {} : { floor }),
    ...(ceiling === undefined ? {} : { ceiling }),
    ...(limits === undefined ? {} : { limits }),
    ...(metadata === undefined ? {} : { metadata }),
    ...(frozen === undefined ? {} : { frozen }),
  };
}

/** Whether the account stands within the terms that are given, from a place on until its life ends. */
function checkTerms(
  { row, timeline }: Account,
  { floor = null, ceiling = null }: Pick<UpdateAccount, 'floor' | 'ceiling'>,
  from: Instant,
): Rejection<'insufficient_funds' | 'ceiling_exceeded'> | undefined {
  const { id, asset } = row;
  const until = row.ended ?? undefined;
  if (floor !== null) {
    const spare = timeline.leastAvailable(from, until) - floor;
    if (spare < 0n) return reject('insufficient_funds', id, spare, { needed: 0n, floor, asset });
  }
  if (ceiling !== null) {
    const room = ceiling - timeline.mostCounted(from, until);
    if (room < 0n) return reject('ceiling_exceeded', id, room, { needed: 0n, ceiling, asset });
  }
  return undefined;
}

export function applyAccountUpdated(state: BookState, event: AccountUpdated): void {
  const { row } = state.accounts.byKey(event.account);
  const { floor = row.floor, ceiling = row.ceiling, metadata = row.metadata } = event;
  const { limits: limitsBefore = [], frozen: frozenBefore = null, ...rest } = row;
  const { limits = limitsBefore, frozen = frozenBefore } = event;
  const more = { ...(limits.length === 0 ? {} : { limits }), ...(frozen === null ? {} : { frozen }) };
  const terms = { floor, ceiling, metadata, ...more };
  state.accountRows.put(row.key, { ...rest, ...terms });
}
