import type { RuleReason } from '../../commands/command-table.ts';
import type { VoidCredit } from '../../commands/credit-commands.ts';
import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../account/account.ts';
import type { BookState } from '../book-state.ts';
import type { CreditVoided } from '../event.ts';
import { takeDraws } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import { type CreditRow, creditKey } from './credit.ts';
import { isHere } from './credit-order.ts';
import { assertCovered, passOutOfPurse } from './purse.ts';
import { markGone } from './spend.ts';

/** How a command names one credit. */
export type NamedCredit = Pick<VoidCredit, 'grantedTo' | 'grantedToLife' | 'credit'>;

/** Decides what takes a credit away: whoever has it has it at that place already, and what is left of it is posted out; nothing left is fine. */
export function decideVoidCredit(
  state: BookState,
  command: VoidCredit,
): CreditVoided | Rejection<RuleReason<'void_credit'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const credit = findCredit(state, command);
  if (credit === undefined) return reject('credit_unknown', command.credit);
  const { key, account, remaining } = credit;
  const voided = {
    kind: 'credit_voided',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    account,
  } as const;
  if (remaining === 0n) return { ...voided, moves: [], names: [], draws: [] };
  if (!isThere(state, credit, instant)) return reject('credit_not_here', command.credit);
  const from = state.accounts.byKey(account);
  const to = state.accounts.world(from.row.asset);
  const moves: Move[] = [];
  const draws = [{ lot: key, amount: remaining }];
  passOutOfPurse(state, moves, { from, to }, instant, draws);
  assertCovered(state, from, instant, remaining);
  const rejection = checkBalances(state, moves);
  if (rejection !== undefined) return rejection;
  return { ...voided, moves, names: [account, to.row.key], draws };
}

/** The credit that a command names, if it was ever granted. */
export function findCredit(
  state: BookState,
  { grantedTo, grantedToLife = 1, credit }: NamedCredit,
): CreditRow | undefined {
  const life = state.accounts.livesOf(grantedTo)[grantedToLife - 1];
  return life && state.credits.get(creditKey(life.row.key, credit));
}

/** True when whoever has a credit has it at that place already. Of one that has nothing left no merge has told whose it is. */
export function isThere({ accounts }: BookState, credit: CreditRow, instant: Instant): boolean {
  const holder = accounts.byKey(credit.account);
  return isHere(credit, instant) && accounts.living(holder.row.id, instant) === holder;
}

/** The credit, and whoever has it with what its account came to from there on. */
export function needsOfNamedCredit(needs: Needs, named: NamedCredit, place: Instant): void {
  const { grantedTo, grantedToLife = 1, credit } = named;
  needs.has('account', WORLD);
  if (grantedTo === WORLD || !needs.has('account', grantedTo)) return;
  const life = needs.state.accounts.livesOf(grantedTo)[grantedToLife - 1];
  if (life === undefined || !needs.has('credit', creditKey(life.row.key, credit))) return;
  const row = findCredit(needs.state, named);
  if (row !== undefined && row.remaining > 0n && idOfKey(row.account) !== WORLD)
    needs.holders(row.account, place);
}

export function applyCreditVoided(state: BookState, event: CreditVoided): void {
  takeDraws(state.credits, event.draws);
  for (const { lot } of event.draws) markGone(state, lot, event.at);
}
