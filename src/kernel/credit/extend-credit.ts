import type { RuleReason } from '../../commands/command-table.ts';
import type { ExtendCredit } from '../../commands/credit-commands.ts';
import type { BookState } from '../book-state.ts';
import type { CreditExtended } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import type { Move } from '../time/delta.ts';
import { type Instant, seqAt } from '../time/instant.ts';
import { type CreditRow, endsOf } from './credit.ts';
import { isLaterExpiry } from './credit-order.ts';
import { leaveLater } from './purse.ts';
import { findCredit, isThere } from './void-credit.ts';

/**
 * Decides that a credit expires later than it does: whoever has it has it at that place already, and it has not expired by its moment,
 * nor was anything of it posted out because it had. What is left of it is spendable until then. O(log n).
 */
export function decideExtendCredit(
  state: BookState,
  command: ExtendCredit,
): CreditExtended | Rejection<RuleReason<'extend_credit'>> {
  const instant = state.nextInstant(command.effectiveAt);
  const credit = findCredit(state, command);
  if (credit === undefined) return reject('credit_unknown', command.credit);
  if (credit.remaining > 0n && !isThere(state, credit, instant))
    return reject('credit_not_here', command.credit);
  if (hasEnded(credit, instant)) return reject('credit_expired', command.credit);
  const ends = endsOf(command);
  if (!isLaterExpiry(credit, ends)) return reject('expires_no_later', command.credit);
  const moves: Move[] = [];
  leaveLater(state, moves, credit, ends);
  return {
    kind: 'credit_extended',
    seq: seqAt(instant),
    at: instant.at,
    id: command.id,
    moves,
    // Merges carry on what it changes, wherever they lie.
    names: [],
    credit: credit.key,
    ...ends,
    ...(credit.extendedBy === undefined ? {} : { before: credit.extendedBy }),
  };
}

function hasEnded({ expiresAt, expiredAt }: CreditRow, { at }: Instant): boolean {
  return expiredAt !== undefined || (expiresAt !== undefined && expiresAt <= at);
}

export function applyCreditExtended(state: BookState, { credit: key, seq, ...event }: CreditExtended): void {
  const credit = state.credits.get(key);
  if (credit === undefined) return;
  const { expiresAt: _, ...row } = credit;
  state.credits.put(key, { ...row, ...endsOf(event), extendedBy: seq });
}
