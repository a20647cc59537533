import { PlainBook } from './plain-book.ts';
import { type Outlook, outlookOn } from './plain-book-limits.ts';
import { type Against, isOver, type PlainBelow, type PlainCommand } from './plain-book-state.ts';

/** What became of a command: accepted, or refused for reasons of its own or of a later one. */
export interface PlainVerdict {
  readonly accepted: boolean;
  /** The reasons against it in its own place; empty when it stands there, but a later one would not. */
  readonly against: Against;
  /** The accepted later command that would no longer succeed, or after which a limit would be broken. */
  readonly later: PlainCommand | undefined;
  /** Of an accepted command by force: whom it leaves under a floor. */
  readonly below?: readonly PlainBelow[];
}

/** What two histories, the one with a command and the one without it, have against it at one moment. */
export type Compare = (without: Outlook, withIt: Outlook) => Against;

/** Two histories that are the same but for one command, which is in one of them, at one place. */
export interface TwoHistories {
  readonly without: readonly PlainCommand[];
  readonly withIt: readonly PlainCommand[];
  readonly place: number;
}

/**
 * Replays both, and compares them from that place on: after each command, and whenever something runs out before the next
 * one. Every command must succeed in the second one; all did in the first.
 *
 * @returns what stands against the second, and the book after all of it
 */
export function compareHistories(
  { without, withIt, place }: TwoHistories,
  compare: Compare,
): { readonly verdict: PlainVerdict; readonly book: PlainBook } {
  const [before, book] = [new PlainBook(), new PlainBook()];
  for (const each of without.slice(0, place)) {
    before.apply(each);
    book.apply(each);
  }
  const longer = withIt.length > without.length ? withIt : without;
  const refusal = (i: number, against: Against): PlainVerdict =>
    i === place
      ? { accepted: false, against, later: undefined }
      : { accepted: false, against: [], later: longer[i] };
  for (const [i, each] of longer.entries()) {
    if (i < place) continue;
    if (i > place || longer === without) before.apply(each);
    else before.endWhatIsOver(each.effectiveAt);
    const against = i > place || longer === withIt ? book.apply(each) : [];
    if (i === place && longer === without) book.endWhatIsOver(each.effectiveAt);
    if (against.length > 0) return { verdict: refusal(i, against), book };
    const broken = brokenUntil(longer[i + 1]?.effectiveAt, each.effectiveAt, [before, book], compare);
    if (broken.length > 0) return { verdict: refusal(i, broken), book };
  }
  return { verdict: { accepted: true, against: [], later: undefined }, book };
}

/** What is found from now until the next command: at once, with what was over at once, and after each end. */
function brokenUntil(
  next: number | undefined,
  now: number,
  books: readonly [PlainBook, PlainBook],
  compare: Compare,
): Against {
  const ends = books
    .flatMap(({ holds, offers }) => [...holds, ...offers.map(({ command }) => command)])
    .map(({ expiresAt }) => expiresAt)
    .filter((end) => end !== null && !isOver(end, now) && (next === undefined || end <= next));
  const look = (at: number | undefined): Outlook[] =>
    books.map(({ lives, holds, offers }) => outlookOn(lives, { holds, offers }, at));
  const passing = books.map(({ lives, holds, offers, passing }) =>
    outlookOn(lives, { holds: holds.concat(passing.holds), offers: offers.concat(passing.offers) }),
  );
  const against = [passing, look(undefined), ...ends.map((end) => look(Number(end)))].flatMap(
    ([without, withIt]) => (without === undefined || withIt === undefined ? [] : compare(without, withIt)),
  );
  return [...new Set(against)];
}
