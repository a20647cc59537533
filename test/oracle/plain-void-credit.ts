import type { ExtendCredit, VoidCredit } from '../../src/commands/credit-commands.ts';
import type { PlainCredit } from './plain-book-picks.ts';
import type { ReplayedBook } from './plain-book-replay.ts';
import { isHere, partsOf } from './plain-credit-places.ts';
import type { Plan } from './plain-plan.ts';

export interface PlainCredits {
  readonly credits: readonly PlainCredit[];
  readonly timeline: ReplayedBook;
  readonly hasPurses: boolean;
}

/** The credit that a command names. */
export function meantBy(
  { grantedTo, grantedToLife = 1, credit: id }: Pick<ExtendCredit, 'grantedTo' | 'grantedToLife' | 'credit'>,
  { credits }: PlainCredits,
): PlainCredit | undefined {
  return credits.find((each) => each.id === id && each.life === `${grantedToLife}/${grantedTo}`);
}

/** Whether whoever has a credit has it at a moment already, and lives then. */
export function isThere(credit: PlainCredit, at: number, { timeline, hasPurses }: PlainCredits): boolean {
  const isFrom = hasPurses ? isHere(timeline.whole(), credit, at) : credit.grantedAt <= at;
  const { id, key } = timeline.holderOf(credit.life);
  return isFrom && timeline.at(at).living(id)?.key === key;
}

/** What voiding a credit comes to: all that is left of it goes from whoever has it to the world. */
export function planVoid(command: VoidCredit, book: PlainCredits): Plan {
  const { effectiveAt } = command;
  const nothing = { kind: 'opposite', effectiveAt, postings: [] } as const;
  const credit = meantBy(command, book);
  if (credit === undefined)
    return { posting: nothing, against: ['credit_unknown'], draws: [], makes: undefined };
  const { remaining } = credit;
  if (remaining === 0n) return { posting: nothing, against: [], draws: [], makes: undefined };
  if (!isThere(credit, effectiveAt, book))
    return { posting: nothing, against: ['credit_not_here'], draws: [], makes: undefined };
  const from = book.timeline.holderOf(credit.life).id;
  const pass = { kind: 'pass', effectiveAt, from, to: 'world', amount: remaining } as const;
  const purse = book.hasPurses ? ({ purse: 'from' } as const) : {};
  const draws = [{ lot: credit, amount: remaining }];
  const posting = { ...pass, ...purse, parts: partsOf(draws), isExpiry: true };
  return { posting, against: [], draws, makes: undefined };
}
