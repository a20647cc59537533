import type { RuleReason } from '../../commands/command-table.ts';
import { DEFAULT_CREDIT_ORDER } from '../../commands/credit-orders.ts';
import { WORLD } from '../../commands/field.ts';
import type { ExpireCredits, Spend } from '../../commands/lot-commands.ts';
import type { Reason } from '../../commands/reasons.ts';
import type { Account } from '../account/account.ts';
import { checkFrozenPair } from '../account/check-frozen.ts';
import { findPair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { CreditsSpent } from '../event.ts';
import { type Draw, totalOf } from '../lot/draw.ts';
import { takeDraws } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { checkBalances } from '../posting/check-balances.ts';
import { checkVelocity } from '../posting/check-velocity.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import type { WhenSpent } from './credits-by-account.ts';
import { expiredCredits, pickCredits } from './pick-credits.ts';
import { assertCovered, passOutOfPurse } from './purse.ts';

/** Decides a spend: the credits that are here at its place and live at its clock cover it, or with `atMost` have something left. */
export function decideSpend(state: BookState, command: Spend): CreditsSpent | Rejection<RuleReason<'spend'>> {
  const draw = (account: Account): Draw[] | Rejection<'credits_insufficient' | 'credit_expired'> => {
    const { key, id, asset } = account.row;
    const { amount, atMost = false } = command;
    const { draws, taken } = pickCredits(state.creditsByAccount, key, amount, whenOf(state, command));
    if (taken === amount || (atMost && taken > 0n)) return draws;
    // A late one would have found what was posted out since.
    const hasExpired = command.effectiveAt < (account.row.creditsEndedAt ?? Number.NEGATIVE_INFINITY);
    const reason = hasExpired ? 'credit_expired' : 'credits_insufficient';
    return reject(reason, id, taken, { needed: amount, asset });
  };
  return decideDraws(state, command, { kind: 'credits_spent', draw, check: checkVelocity });
}

/** Decides an expiry: what is left of the credits that are here and expired there or at the clock is posted out; nothing left is fine. */
export function decideExpireCredits(
  state: BookState,
  command: ExpireCredits,
): CreditsSpent | Rejection<RuleReason<'expire_credits'>> {
  const draw = (account: Account): Draw[] =>
    expiredCredits(state.creditsByAccount, account.row.key, whenOf(state, command));
  // What expires goes, whatever the holder of the account may still spend.
  return decideDraws(state, command, { kind: 'credits_expired', draw, check: () => undefined });
}

function whenOf(state: BookState, { clock, effectiveAt }: Spend | ExpireCredits): WhenSpent {
  return { clock, place: state.nextInstant(effectiveAt) };
}

/** What a command draws, and what it is held to besides balances. */
interface Drawing<R extends Reason> {
  readonly kind: CreditsSpent['kind'];
  readonly draw: (account: Account) => Draw[] | Rejection<R>;
  readonly check: (state: BookState, moves: readonly Move[]) => Rejection<R> | undefined;
}

function decideDraws<R extends Reason>(
  state: BookState,
  command: Spend | ExpireCredits,
  { kind, draw, check }: Drawing<R>,
): CreditsSpent | Rejection<R | RuleReason<'expire_credits'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const receiver = command.to ?? WORLD;
  if (receiver === command.account) return reject('same_account', receiver);
  const pair = findPair(state, command.account, receiver, instant);
  if ('kind' in pair) return pair;
  if (pair.from.row.ended?.into) return reject('account_merged_since', command.account);
  const draws = draw(pair.from);
  if ('kind' in draws) return draws;
  const amount = totalOf(draws);
  const moves: Move[] = [];
  passOutOfPurse(state, moves, pair, instant, draws);
  assertCovered(state, pair.from, instant, amount);
  // Expired credits are nobody's any more: taking them is what an expiry is.
  const from = kind === 'credits_spent' ? pair.from : undefined;
  const rejection =
    checkFrozenPair(state, { ...pair, from }) ?? checkBalances(state, moves) ?? check(state, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind,
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    names: [pair.from.row.key, pair.to.row.key],
    account: pair.from.row.key,
    draws,
    policy: state.creditOrder ?? DEFAULT_CREDIT_ORDER,
  };
}

/** The credits of the account. */
export function needsOfSpend(
  needs: Needs,
  { account, to = WORLD }: Pick<Spend | ExpireCredits, 'account' | 'to'>,
  place: Instant,
): void {
  for (const key of needs.lotAccounts(account, to, place)) needs.has('credits_of', key);
}

export function applyCreditsSpent(state: BookState, event: CreditsSpent): void {
  takeDraws(state.credits, event.draws);
  if (event.kind === 'credits_expired') markExpired(state, event);
}

/** Remembers which credits were posted out because their moment had come, and until when the account had some of them. */
function markExpired(state: BookState, { account, draws, at }: CreditsSpent): void {
  let endedAt = Number.NEGATIVE_INFINITY;
  for (const { lot } of draws) {
    markGone(state, lot, at);
    const { expiresAt = endedAt } = state.credits.get(lot) ?? {};
    if (expiresAt <= at) endedAt = Math.max(endedAt, expiresAt);
  }
  endCreditsAt(state, account, endedAt);
}

/** Remembers of a credit, all of which went at a moment, that it had expired by then, if it had. */
export function markGone(state: BookState, lot: string, at: number): void {
  const credit = state.credits.get(lot);
  if (credit?.expiresAt === undefined || credit.expiresAt > at) return;
  state.credits.put(lot, { ...credit, expiredAt: at });
}

/** Remembers that credits of an account were posted out which it had until a moment. */
export function endCreditsAt(state: BookState, key: string, endedAt: number): void {
  const { row } = state.accounts.byKey(key);
  if (row.id === WORLD || endedAt <= (row.creditsEndedAt ?? Number.NEGATIVE_INFINITY)) return;
  state.accountRows.put(key, { ...row, creditsEndedAt: endedAt });
}
