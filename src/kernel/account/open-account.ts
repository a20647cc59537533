import type { OpenAccount } from '../../commands/account-commands.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import type { BookState } from '../book-state.ts';
import type { AccountOpened } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { compareInstants, seqAt } from '../time/instant.ts';

/**
 * Decides an opening: no life of the id is alive at, or anywhere after, that moment. Lives come in order of
 * time, so that is so exactly when the latest one has ended by then.
 */
export function decideOpenAccount(
  state: BookState,
  command: OpenAccount,
): AccountOpened | Rejection<RuleReason<'open_account'>> {
  const opened = state.nextInstant(command.effectiveAt);
  const lives = state.accounts.livesOf(command.account);
  const latest = lives.at(-1)?.row;
  const isFree = latest === undefined || (latest.ended !== null && compareInstants(latest.ended, opened) < 0);
  if (command.account === WORLD || !isFree) return reject('account_exists', command.account);
  const key = `${lives.length + 1}/${command.account}`;
  const row = {
    key,
    id: command.account,
    asset: command.asset,
    floor: command.floor === undefined ? 0n : command.floor,
    ceiling: command.ceiling ?? null,
    ...(command.limits === undefined ? {} : { limits: command.limits }),
    metadata: command.metadata ?? {},
    opened,
    ended: null,
  };
  return {
    kind: 'account_opened',
    seq: seqAt(opened),
    at: opened.at,
    id: command.id,
    moves: [],
    names: [key],
    row,
  };
}

export function applyAccountOpened(state: BookState, event: AccountOpened): void {
  state.accountRows.put(event.row.key, event.row);
  state.residency?.open(event.row.key);
}
