import { assert } from '../../base/assert.ts';
import type { UpdateAccount } from '../../commands/account-commands.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import type { BookState } from '../book-state.ts';
import type { AccountUpdated } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { compareInstants, type Instant, seqAt } from '../time/instant.ts';
import { type Account, type AccountRow, lifeOfKey } from './account.ts';
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
  const { floor, ceiling, limits, metadata, frozen, openedAt, asIs = false } = command;
  const rejection =
    checkBeginning(state, account, openedAt) ?? (asIs ? undefined : checkTerms(account, command, instant));
  if (rejection !== undefined) return rejection;
  const { key, opened } = account.row;
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
    ...(openedAt === undefined || openedAt === opened.at ? {} : { openedAt }),
  };
}

/**
 * Whether a life may begin at a moment: as early as the one before it has ended. Never later: what was accepted before would
 * stand where there is no account.
 */
function checkBeginning(
  state: BookState,
  { row }: Account,
  openedAt: number | undefined,
): Rejection<'opened_earlier' | 'life_in_the_way'> | undefined {
  if (openedAt === undefined || openedAt === row.opened.at) return undefined;
  if (openedAt > row.opened.at) return reject('opened_earlier', row.id);
  const before = state.accounts.livesOf(row.id)[lifeOfKey(row.key) - 2];
  if (before === undefined) return undefined;
  const { ended } = before.row;
  assert(ended !== null, 'lives come after one another');
  // It keeps its number, so that of what happens at that moment only what the book learned before its opening comes before it.
  return compareInstants(ended, { ...row.opened, at: openedAt }) < 0
    ? undefined
    : reject('life_in_the_way', row.id);
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
  const { row, timeline } = state.accounts.byKey(event.account);
  state.accountRows.put(row.key, updatedRow(row, event));
  timeline.touch(event.seq);
}

/** A life by an update of it: what that leaves out stays. */
export function updatedRow(row: AccountRow, event: AccountUpdated): AccountRow {
  const { floor = row.floor, ceiling = row.ceiling, metadata = row.metadata } = event;
  const { limits: limitsBefore = [], frozen: frozenBefore = null, ...rest } = row;
  const { limits = limitsBefore, frozen = frozenBefore } = event;
  const more = { ...(limits.length === 0 ? {} : { limits }), ...(frozen === null ? {} : { frozen }) };
  return { ...rest, floor, ceiling, metadata, ...more, ...beginningOf(row, event) };
}

/** Where a life begins by an event that says so: those that were said before are kept. */
function beginningOf(
  { opened, beginnings = [{ seq: seqAt(opened), at: opened.at }] }: AccountRow,
  { openedAt, seq }: AccountUpdated,
): Partial<Pick<AccountRow, 'opened' | 'beginnings'>> {
  if (openedAt === undefined) return {};
  return { opened: { ...opened, at: openedAt }, beginnings: [...beginnings, { seq, at: openedAt }] };
}
