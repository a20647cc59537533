import fc from 'fast-check';
import { forgettingDiffers } from '../support/kernel/book-forgetting.ts';
import { lotMoves } from '../support/kernel/book-lot-mover.ts';
import { expectPlainLots } from '../support/kernel/book-lot-run.ts';
import { bookMoves } from '../support/kernel/book-mover.ts';
import { bookPaces } from '../support/kernel/book-paces.ts';
import { expectReplayedBook } from '../support/kernel/book-run.ts';
import { expectTruths, halvesDiffer, untruth } from '../support/kernel/book-step-run.ts';
import { stepPaces, stepRuns, withoutLimits } from '../support/kernel/book-steps.ts';

export const name = 'the book of the kernel';

/** Commands of a run: more than the tests have, and few enough for a book that replays them all at each. */
const LENGTHS = [40, 90, 160] as const;

/** One run of each kind from the seed; throws with the shortest script found when the book is wrong in any. */
export function run(seed: number): void {
  const length = LENGTHS[seed % LENGTHS.length] ?? LENGTHS[0];
  const settings = { numRuns: 1, seed };
  const pace = pickBy(seed, bookPaces);
  for (const moves of fc.sample(bookMoves(length), settings)) expectReplayedBook(pace, moves);
  for (const moves of fc.sample(lotMoves(length), settings)) {
    for (const hasPurses of [true, false]) expectPlainLots(pace, moves, { hasPurses });
  }
  for (const steps of fc.sample(stepRuns(length), settings)) {
    const stepPace = pickBy(seed, stepPaces);
    for (const wrongIn of [untruth, halvesDiffer]) expectTruths(stepPace, steps, wrongIn);
    expectTruths(withoutLimits(stepPace), steps, forgettingDiffers);
  }
}

function pickBy<Item>(seed: number, items: readonly Item[]): Item {
  // Not the digits that choose the length.
  const item = items[Math.floor(seed / LENGTHS.length) % items.length];
  if (item === undefined) throw new Error('there is nothing to pick from');
  return item;
}
