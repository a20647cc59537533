import type { RuleReason } from '../../commands/command-table.ts';
import {
  type CreditOrder,
  DEFAULT_CREDIT_ORDER,
  DEFAULT_PRIORITY,
  PRIORITY_ORDER,
} from '../../commands/credit-orders.ts';
import { WORLD } from '../../commands/field.ts';
import type { Grant } from '../../commands/grant-command.ts';
import { findPair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { CreditGranted } from '../event.ts';
import { arrivalOf, lotHolder } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { checkPassing } from '../posting/check-passing.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { type Instant, placeOf, seqAt } from '../time/instant.ts';
import { type CreditRow, creditKey, endOfCredit, endsOf, partsOfCreditKey, startOfCredit } from './credit.ts';
import { haveSameExpiry } from './credit-order.ts';
import { passIntoPurse } from './purse.ts';

/**
 * Decides a grant: the account has no credit with that id, and money passes from the grantor to its purse. The same
 * credit again is `credit_exists`, another body under its id `credit_conflict`.
 */
export function decideGrant(
  state: BookState,
  command: Grant,
): CreditGranted | Rejection<RuleReason<'grant'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const grantor = command.from ?? WORLD;
  if (grantor === command.account) return reject('same_account', grantor);
  const pair = findPair(state, grantor, command.account, instant);
  if ('kind' in pair) return pair;
  const key = creditKey(pair.to.row.key, command.credit);
  const { expiry, expiresAt } = endsOf(command);
  const { startsAt } = command;
  const isDated = startsAt !== undefined || expiresAt !== undefined;
  if (isDated && !state.hasPurses) return reject('purses_not_started', command.credit);
  const order = orderFor(state, command);
  if (typeof order === 'object') return order;
  const priority = order === PRIORITY_ORDER ? (command.priority ?? DEFAULT_PRIORITY) : undefined;
  const existing = state.credits.get(key);
  if (existing !== undefined) return reject(repeats(existing, { ...command, priority }), command.credit);
  const moves: Move[] = [];
  const seq = seqAt(instant);
  const when = { start: startOfCredit({ startsAt, seq }), end: endOfCredit({ expiresAt, seq }) };
  passIntoPurse(state, moves, pair, instant, command.amount, when);
  const rejection = checkPassing(state, pair, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'credit_granted',
    seq,
    at: instant.at,
    id: command.id,
    moves,
    names: [pair.from.row.key, pair.to.row.key],
    row: {
      key,
      id: command.credit,
      account: lotHolder(state, pair.to).row.key,
      from: pair.from.row.key,
      amount: command.amount,
      remaining: command.amount,
      expiry,
      at: instant.at,
      ...(expiresAt === undefined ? {} : { expiresAt }),
      ...(startsAt === undefined ? {} : { startsAt }),
      ...(priority === undefined ? {} : { priority }),
    },
    ...(order === DEFAULT_CREDIT_ORDER ? {} : { order }),
  };
}

/** The order in which its book spends credits; refused where it names another one, or says what only another one knows. */
function orderFor(
  { creditOrder }: BookState,
  { order: asked, priority }: Grant,
): CreditOrder | Rejection<'credit_order_differs'> {
  const order = creditOrder ?? asked ?? DEFAULT_CREDIT_ORDER;
  const fits = (asked ?? order) === order && (priority === undefined || order === PRIORITY_ORDER);
  return fits ? order : reject('credit_order_differs', order);
}

/** Whether the account has a credit of that id already. */
export function needsOfGrant(
  needs: Needs,
  { account, from = WORLD, credit }: Pick<Grant, 'account' | 'from' | 'credit'>,
  place: Instant,
): void {
  for (const key of needs.lotAccounts(account, from, place)) needs.has('credit', creditKey(key, credit));
}

/** From when on a credit can be spent by its grant. */
export function startOfGrant({ effectiveAt, startsAt }: Pick<Grant, 'effectiveAt' | 'startsAt'>): number {
  return Math.max(effectiveAt, startsAt ?? effectiveAt);
}

/** @param command with the priority that the credit would have */
function repeats(
  existing: CreditRow,
  command: Omit<Grant, 'priority'> & Pick<CreditRow, 'priority'>,
): 'credit_exists' | 'credit_conflict' {
  const { amount, startsAt, priority } = command;
  const isSame =
    existing.amount === amount &&
    existing.startsAt === startsAt &&
    existing.priority === priority &&
    haveSameExpiry(existing, endsOf(command));
  return isSame ? 'credit_exists' : 'credit_conflict';
}

export function applyCreditGranted(state: BookState, event: CreditGranted): void {
  const { row, seq, at, order } = event;
  state.fixCreditOrder(order);
  const { account } = partsOfCreditKey(row.key);
  const hereFrom = arrivalOf(state, account, placeOf(at, seq));
  state.credits.put(row.key, { ...row, seq, ...(state.hasPurses ? { hereFrom } : {}) });
}
