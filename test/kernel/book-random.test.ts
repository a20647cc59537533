import fc from 'fast-check';
import { describe, test } from 'vitest';
import { bookMoves } from '../support/kernel/book-mover.ts';
import { bookPaces } from '../support/kernel/book-paces.ts';
import { expectReplayedBook } from '../support/kernel/book-run.ts';

/** Runs at each pace: 4,000 in all. */
const RUNS = Math.ceil(2_000 / bookPaces.length);

describe('the book answers as one that replays everything at each command', () => {
  test.each(bookPaces)('$name', (pace) => {
    fc.assert(
      fc.property(bookMoves(60), (moves) => expectReplayedBook(pace, moves)),
      // The script is shortened by `expectReplayedBook`, which leaves commands out.
      { numRuns: RUNS, seed: 20_261_121, endOnFailure: true },
    );
  });
});
