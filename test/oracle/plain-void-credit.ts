import type { VoidCredit } from '../../src/commands/credit-commands.ts';
import type { PlainCredit } from './plain-book-picks.ts';
import type { ReplayedBook } from './plain-book-replay.ts';
import { isHere, partsOf } from './plain-credit-places.ts';
import type { Plan } from './plain-plan.ts';

interface PlainCredits {
  readonly credits: readonly PlainCredit[];
  readonly timeline: ReplayedBook;
  readonly hasPurses: boolean;
}

/** What voiding a credit comes to: all that is left of it goes from whoever has it to the world. */
export function planVoid(
  { grantedTo, grantedToLife = 1, credit: id, effectiveAt }: VoidCredit,
  { credits, timeline, hasPurses }: PlainCredits,
): Plan {
  const nothing = { kind: 'opposite', effectiveAt, postings: [] } as const;
  const credit = credits.find((each) => each.id === id && each.life === `${grantedToLife}/${grantedTo}`);
  if (credit === undefined)
    return { posting: nothing, against: ['credit_unknown'], draws: [], makes: undefined };
  const { remaining } = credit;
  if (remaining === 0n) return { posting: nothing, against: [], draws: [], makes: undefined };
  const there = hasPurses ? isHere(timeline.whole(), credit, effectiveAt) : credit.grantedAt <= effectiveAt;
  if (!there) return { posting: nothing, against: ['credit_not_here'], draws: [], makes: undefined };
  const { id: from, key } = timeline.holderOf(credit.life);
  if (timeline.at(effectiveAt).living(from)?.key !== key)
    return { posting: nothing, against: ['credit_not_here'], draws: [], makes: undefined };
  const pass = { kind: 'pass', effectiveAt, from, to: 'world', amount: remaining } as const;
  const purse = hasPurses ? ({ purse: 'from' } as const) : {};
  const draws = [{ lot: credit, amount: remaining }];
  const posting = { ...pass, ...purse, parts: partsOf(draws), isExpiry: true };
  return { posting, against: [], draws, makes: undefined };
}
