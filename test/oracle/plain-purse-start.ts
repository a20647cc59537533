import type { StartPurses } from '../../src/commands/record-commands.ts';
import { PlainBook } from './plain-book.ts';
import { availableOn } from './plain-book-limits.ts';
import type { PlainCredit } from './plain-book-picks.ts';
import type { ReplayedBook } from './plain-book-replay.ts';
import type { PlainCommand, PlainIntoPurses, PlainPass } from './plain-book-state.ts';
import type { PlainTransaction } from './plain-credit-places.ts';

/** What starting the purses of a book comes to. */
export interface PlainStart {
  readonly posting: PlainIntoPurses;
  /** Credits of lives that were over: nothing is left of them. */
  readonly gone: readonly PlainCredit[];
  /** Ids of the accounts that have not all of it available from there on. */
  readonly lacking: readonly string[];
}

/**
 * What is left of each credit is in a purse from the start on, or from its grant where that is later: then the grant itself says so,
 * which is told in `grants`. Replays all there is, and looks at every life that has a purse after each command.
 */
export function planStart(
  timeline: ReplayedBook,
  { effectiveAt }: StartPurses,
  credits: readonly PlainCredit[],
  grants: ReadonlyMap<PlainCredit, PlainPass>,
): PlainStart {
  const open = credits.filter(({ remaining }) => remaining > 0n);
  for (const credit of open) {
    const grant = grants.get(credit);
    if (grant !== undefined && credit.grantedAt > effectiveAt) grant.started = credit.remaining;
  }
  const then = timeline.at(effectiveAt);
  const isGone = ({ life }: PlainCredit): boolean => {
    let holder = then.byKey(life);
    while (holder.mergedInto) holder = holder.mergedInto;
    return holder.mergedInto === null;
  };
  const before = open.filter(({ grantedAt }) => grantedAt <= effectiveAt);
  const kept = before.filter((credit) => !isGone(credit));
  const amounts = kept.map(({ life, remaining }) => ({ life, amount: remaining }));
  const posting = { kind: 'into_purses', effectiveAt, amounts } as const;
  return { posting, gone: before.filter(isGone), lacking: lackingWith(timeline, posting) };
}

/** Takes it back that purses were started. */
export function dropStart(grants: ReadonlyMap<PlainCredit, PlainPass>): void {
  for (const grant of grants.values()) delete grant.started;
}

function lackingWith(timeline: ReplayedBook, posting: PlainIntoPurses): string[] {
  const { history } = timeline;
  const later = history.findIndex((each) => each.effectiveAt > posting.effectiveAt);
  const place = later === -1 ? history.length : later;
  const book = new PlainBook();
  const lacking = new Set<string>();
  for (const [i, each] of history.toSpliced(place, 0, posting).entries()) {
    book.apply(each);
    if (i < place) continue;
    const { holds, offers, passing } = book;
    // What was over at once was there all the same.
    const pending = { holds: holds.concat(passing.holds), offers: offers.concat(passing.offers) };
    for (const life of book.lives) {
      const { floor } = timeline.termsOf(life);
      const least = floor !== null && floor > 0n ? floor : 0n;
      if (life.purse > 0n && availableOn(life, pending) < least) lacking.add(life.id);
    }
  }
  return [...lacking].sort();
}

/** What was spent without a purse comes into one, in its own place, where the spend is taken back. */
export function leftBy(
  command: PlainCommand | undefined,
  transaction: PlainTransaction | undefined,
): PlainCommand[] {
  const isSpent = transaction?.draws.some(({ lot }) => 'grantedAt' in lot);
  if (!isSpent || command?.kind !== 'pass' || !isOfNoPurse(command)) return [];
  const { effectiveAt, amount } = command;
  // By what it posted: its account may be merged away at that very moment.
  const life = transaction?.postings.find((posting) => posting.amount < 0n)?.life;
  return life === undefined ? [] : [{ kind: 'into_purses', effectiveAt, amounts: [{ life, amount }] }];
}

export function isOfNoPurse(command: PlainCommand | undefined): boolean {
  return command?.kind === 'pass' && command.purse === undefined;
}
