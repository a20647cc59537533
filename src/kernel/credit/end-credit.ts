import { assert } from '../../base/assert.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import { DEFAULT_CREDIT_ORDER } from '../../commands/credit-orders.ts';
import { WORLD } from '../../commands/field.ts';
import type { EndCredit } from '../../commands/own-command.ts';
import type { BookState } from '../book-state.ts';
import type { CreditsSpent } from '../event.ts';
import type { Needs } from '../needs.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import { creditDue } from './credit.ts';
import { passOutOfPurse } from './purse.ts';

/** Decides what a book does by itself where the moment of a credit has come: what is left of it is posted out to the world. */
export function decideEndCredit(
  state: BookState,
  { effectiveAt, subject, key, id }: EndCredit,
): CreditsSpent | Rejection<RuleReason<'end_credit'>> {
  const credit = state.credits.get(key);
  if (credit === undefined || creditDue(credit) !== effectiveAt) return reject('not_expired', subject);
  const instant = state.nextInstant(effectiveAt);
  const account = state.accounts.byKey(credit.account);
  assert(account.row.ended?.into == null, 'a credit is of whoever has it in the end');
  const pair = { from: account, to: state.accounts.world(account.row.asset) };
  const draws = [{ lot: key, amount: credit.remaining }];
  const moves: Move[] = [];
  passOutOfPurse(state, moves, pair, instant, draws);
  const rejection = checkBalances(state, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'credits_expired',
    seq: seqAt(instant),
    at: effectiveAt,
    id,
    moves,
    names: [account.row.key, pair.to.row.key],
    account: account.row.key,
    draws,
    policy: state.creditOrder ?? DEFAULT_CREDIT_ORDER,
  };
}

/** The credit, and whose it is. */
export function needsOfEndCredit(needs: Needs, { key }: Pick<EndCredit, 'key'>, place: Instant): void {
  const credit = needs.has('credit', key) ? needs.state.credits.get(key) : undefined;
  if (credit === undefined) return;
  needs.account(WORLD, place);
  needs.holders(credit.account, place);
}
