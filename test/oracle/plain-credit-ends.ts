import type { SingleCommand } from '../../src/commands/command-table.ts';
import type { EndCredit } from '../../src/commands/own-command.ts';
import { creditKey } from '../../src/kernel/credit/credit.ts';
import type { PlainCredit } from './plain-book-picks.ts';
import type { ReplayedBook } from './plain-book-replay.ts';
import { dueOf, partsOf } from './plain-credit-places.ts';
import type { PlainLot, Plan } from './plain-plan.ts';

interface Credits {
  readonly credits: readonly PlainCredit[];
  readonly timeline: ReplayedBook;
}

/** What is left of a credit whose moment has come goes to the world. */
export function planEnd({ key, effectiveAt }: EndCredit, { credits, timeline }: Credits): Plan {
  const credit = credits.find(({ id, life }) => creditKey(life, id) === key);
  const isDue =
    credit !== undefined && credit.remaining > 0n && dueOf(timeline.whole(), credit) === effectiveAt;
  const draws = isDue ? [{ lot: credit, amount: credit.remaining }] : [];
  const amount = draws.reduce((sum, draw) => sum + draw.amount, 0n);
  const from = credit === undefined ? '' : timeline.holderOf(credit.life).id;
  const common = { kind: 'pass', effectiveAt, from, to: 'world', amount, purse: 'from' } as const;
  const posting = { ...common, parts: partsOf(draws), isExpiry: true, isOwn: true };
  return { posting, against: isDue ? [] : ['not_expired'], draws, makes: undefined };
}

/** Remembers of a lot from which something is taken whether that was behind its end, and whether it is for that. */
export function noteEnd(
  lot: PlainLot | undefined,
  { kind, effectiveAt }: Pick<SingleCommand, 'kind' | 'effectiveAt'>,
): void {
  if (lot === undefined || !('until' in lot) || lot.until > effectiveAt) return;
  lot.isOut = true;
  if (kind === 'end_credit' || kind === 'expire_credits') lot.endedAt = lot.until;
}
