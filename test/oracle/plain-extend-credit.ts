import type { ExtendCredit } from '../../src/commands/credit-commands.ts';
import type { Reason } from '../../src/commands/reasons.ts';
import { isExpired, orderOfEnds, type PlainCredit } from './plain-book-picks.ts';
import type { Plan } from './plain-plan.ts';
import { isThere, meantBy, type PlainCredits } from './plain-void-credit.ts';

/** What letting a credit expire later comes to: from its grant on it is as if it had been granted so. */
export function planExtend(command: ExtendCredit, book: PlainCredits): Plan {
  const posting = { kind: 'opposite', effectiveAt: command.effectiveAt, postings: [] } as const;
  return { posting, against: againstExtending(command, book), draws: [], makes: undefined };
}

function againstExtending(command: ExtendCredit, book: PlainCredits): Reason[] {
  const { effectiveAt, expiresAt } = command;
  const against: Reason[] = expiresAt != null && expiresAt <= effectiveAt ? ['expires_before_start'] : [];
  const credit = meantBy(command, book);
  if (credit === undefined) return [...against, 'credit_unknown'];
  if (credit.remaining > 0n && !isThere(credit, effectiveAt, book)) against.push('credit_not_here');
  if (credit.isOut === true || credit.until <= effectiveAt) against.push('credit_expired');
  if (!isLater(credit, endsOf(command))) against.push('expires_no_later');
  return against;
}

type Ends = Pick<PlainCredit, 'expiry' | 'until'>;

function endsOf({ expiry = null, expiresAt }: ExtendCredit): Ends {
  return { expiry, until: expiresAt ?? Number.POSITIVE_INFINITY };
}

function isLater(before: Ends, after: Ends): boolean {
  if (orderOfEnds(before, after) === 0) return false;
  if (after.expiry !== null) return before.expiry !== null && isExpired(before.expiry, after.expiry);
  return after.until === Number.POSITIVE_INFINITY || (before.expiry === null && before.until < after.until);
}

/** Carries it out. */
export function extendCredit(command: ExtendCredit, book: PlainCredits): void {
  const credit = meantBy(command, book);
  if (credit === undefined) throw new Error('what is extended was granted');
  Object.assign(credit, endsOf(command));
  book.timeline.forget();
}
