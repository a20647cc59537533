import fc from 'fast-check';
import { describe, test } from 'vitest';
import { Bank } from '../../src/memory/index.ts';
import { bankPaces, bankRun, expectReplayedAnswers } from '../support/memory/bank-random-run.ts';

/** Runs at each pace: 2,000 in all. */
const RUNS = 2_000 / bankPaces.length;

describe('the bank answers as the replayed one, call by call', () => {
  test.each(bankPaces)('$name', (pace) => {
    fc.assert(
      fc.property(bankRun(pace, 200), (run) => expectReplayedAnswers(run, (options) => new Bank(options))),
      // The script is shortened by `expectReplayedAnswers`, which also leaves calls out.
      { numRuns: RUNS, seed: 20_261_121, endOnFailure: true },
    );
  });
});
