import type { RuleReason } from '../../commands/command-table.ts';
import { WORLD } from '../../commands/field.ts';
import type { Grant } from '../../commands/lot-commands.ts';
import { findPair } from '../account/find-account.ts';
import type { BookState } from '../book-state.ts';
import type { CreditGranted } from '../event.ts';
import { arrivalOf, lotHolder } from '../lot/draw-lots.ts';
import type { Needs } from '../needs.ts';
import { checkPassing } from '../posting/check-passing.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { type Instant, placeOf, seqAt } from '../time/instant.ts';
import { type CreditRow, creditKey, endOfCredit, partsOfCreditKey } from './credit.ts';
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
  if (expiresAt !== undefined && !state.hasPurses) return reject('purses_not_started', command.credit);
  const existing = state.credits.get(key);
  if (existing !== undefined) return reject(repeats(existing, command), command.credit);
  const moves: Move[] = [];
  const end = endOfCredit({ expiresAt, seq: seqAt(instant) });
  passIntoPurse(state, moves, pair, instant, command.amount, end);
  const rejection = checkPassing(state, pair, moves);
  if (rejection !== undefined) return rejection;
  return {
    kind: 'credit_granted',
    seq: seqAt(instant),
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
    },
  };
}

/** Whether the account has a credit of that id already. */
export function needsOfGrant(
  needs: Needs,
  { account, from = WORLD, credit }: Pick<Grant, 'account' | 'from' | 'credit'>,
  place: Instant,
): void {
  for (const key of needs.lotAccounts(account, from, place)) needs.has('credit', creditKey(key, credit));
}

/** When a credit expires by its grant. */
function endsOf({ expiry = null, expiresAt }: Grant): Pick<CreditRow, 'expiry' | 'expiresAt'> {
  return { expiry, ...(expiresAt == null ? {} : { expiresAt }) };
}

function repeats(existing: CreditRow, command: Grant): 'credit_exists' | 'credit_conflict' {
  const isSame = existing.amount === command.amount && haveSameExpiry(existing, endsOf(command));
  return isSame ? 'credit_exists' : 'credit_conflict';
}

export function applyCreditGranted(state: BookState, event: CreditGranted): void {
  const { row, seq, at } = event;
  const { account } = partsOfCreditKey(row.key);
  const hereFrom = arrivalOf(state, account, placeOf(at, seq));
  state.credits.put(row.key, { ...row, seq, ...(state.hasPurses ? { hereFrom } : {}) });
}
