import fc from 'fast-check';
import { describe, test } from 'vitest';
import { forgettingDiffers } from '../support/kernel/book-forgetting.ts';
import { expectTruths, halvesDiffer, untruth } from '../support/kernel/book-step-run.ts';
import { stepPaces, stepRuns, withoutLimits } from '../support/kernel/book-steps.ts';

const SETTINGS = { numRuns: 30, seed: 20_261_121, endOnFailure: true };

describe('what is undone leaves no trace, what is replayed is the same, and sums and limits hold at every instant', () => {
  test.each(stepPaces)('$name', (pace) => {
    fc.assert(
      fc.property(stepRuns(60), (run) => expectTruths(pace, run, untruth)),
      SETTINGS,
    );
  });
});

describe('the same is true of a book that is told what the present is', () => {
  test.each(stepPaces)('$name', (pace) => {
    fc.assert(
      fc.property(stepRuns(60), fc.integer({ min: -2, max: 12 }), (run, horizon) =>
        expectTruths(pace, run, (steps) => untruth(steps, horizon)),
      ),
      SETTINGS,
    );
  });
});

describe('one run is two runs over its halves', () => {
  test.each(stepPaces)('$name', (pace) => {
    fc.assert(
      fc.property(stepRuns(60), (run) => expectTruths(pace, run, halvesDiffer)),
      SETTINGS,
    );
  });
});

describe('a book that keeps no history answers the same in order of time', () => {
  test.each(stepPaces.map(withoutLimits))('$name', (pace) => {
    fc.assert(
      fc.property(stepRuns(60), (run) => expectTruths(pace, run, forgettingDiffers)),
      SETTINGS,
    );
  });
});
