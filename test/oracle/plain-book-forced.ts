import { PlainBook } from './plain-book.ts';
import { availableOn, type PlainTerms } from './plain-book-limits.ts';
import type { PlainBelow, PlainCommand, PlainLife } from './plain-book-state.ts';

/**
 * Replays a history with a command at a place, and without, and looks after each command and at whatever ends until the next one:
 * whose floor is broken by the one that is forced.
 */
export function plainBelow(
  withIt: readonly PlainCommand[],
  place: number,
  termsOf: (life: PlainLife) => PlainTerms,
): PlainBelow[] {
  const [before, book] = [new PlainBook(), new PlainBook()];
  const least = new Map<string, { amount: bigint; floor: bigint }>();
  const fallen = new Set<string>();
  for (const [i, each] of withIt.entries()) {
    for (const one of [before, book]) one.endWhatIsOver(each.effectiveAt);
    const previous = availableIn(book);
    if (i !== place) before.apply(each);
    book.apply(each);
    if (i < place) continue;
    const ends = endsUntil(withIt[i + 1]?.effectiveAt, [before, book]);
    for (const at of ['passing', undefined, ...ends] as const) {
      const was = availableIn(before, at);
      for (const [account, amount] of availableIn(book, at)) {
        const { floor } = termsOf(book.byKey(account));
        if (floor === null || amount >= floor) continue;
        if (i > place && typeof at !== 'number' && amount < (previous.get(account) ?? 0n))
          fallen.add(account);
        const known = least.get(account)?.amount ?? amount;
        if (amount < (was.get(account) ?? 0n))
          least.set(account, { amount: amount < known ? amount : known, floor });
      }
    }
  }
  const below = [...least].map(([account, { amount, floor }]): PlainBelow => {
    return { account, floor, least: amount, isLater: fallen.has(account) };
  });
  return below.sort((a, b) => (a.account < b.account ? -1 : 1));
}

/** The moments up to the next command's at which something that is pending in a book is over. */
function endsUntil(next: number | undefined, books: readonly PlainBook[]): number[] {
  return books
    .flatMap(({ holds, offers }) => [
      ...holds.map(({ expiresAt }) => expiresAt),
      ...offers.map(({ command }) => command.expiresAt),
    ])
    .flatMap((end) => end ?? [])
    .filter((end) => next === undefined || end <= next);
}

/** @param at a moment, or what also counts what was over at once; undefined: now */
function availableIn(book: PlainBook, at?: number | 'passing'): Map<string, bigint> {
  const living = book.lives.filter(({ mergedInto }) => mergedInto === undefined);
  const { holds, offers, passing } = book;
  const pending =
    at === 'passing'
      ? { holds: holds.concat(passing.holds), offers: offers.concat(passing.offers) }
      : { holds, offers };
  const moment = at === 'passing' ? undefined : at;
  return new Map(living.map((life) => [life.key, availableOn(life, pending, moment)]));
}
