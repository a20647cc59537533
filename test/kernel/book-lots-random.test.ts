import fc from 'fast-check';
import { describe, test } from 'vitest';
import { lotMoves } from '../support/kernel/book-lot-mover.ts';
import { expectPlainLots } from '../support/kernel/book-lot-run.ts';
import { bookPaces } from '../support/kernel/book-paces.ts';

/** Runs at each pace: 1,500 in all. */
const RUNS = Math.ceil(800 / bookPaces.length);

describe('payments, credits and reversals come to what plain lists of lots come to', () => {
  test.each(bookPaces)('$name', (pace) => {
    fc.assert(
      fc.property(lotMoves(60), (moves) => expectPlainLots(pace, moves)),
      // The script is shortened by `expectPlainLots`, which leaves commands out.
      { numRuns: RUNS, seed: 20_261_121, endOnFailure: true },
    );
  });
});

describe('so they do in books that begin without purses and start them', () => {
  test.each(bookPaces)('$name', (pace) => {
    fc.assert(
      fc.property(lotMoves(60), (moves) => expectPlainLots(pace, moves, { hasPurses: false })),
      { numRuns: Math.ceil(RUNS / 2), seed: 20_261_201, endOnFailure: true },
    );
  });
});
