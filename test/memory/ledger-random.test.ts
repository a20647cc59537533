import fc from 'fast-check';
import { describe, test } from 'vitest';
import { Ledger } from '../../src/memory/index.ts';
import { expectPlainAnswers, ledgerPaces, ledgerRun } from '../support/memory/ledger-random-run.ts';

/** Runs at each pace: 2,000 in all. */
const RUNS = 2_000 / ledgerPaces.length;

describe('the ledger answers as the plain one, call by call', () => {
  test.each(ledgerPaces)('$name', (pace) => {
    fc.assert(
      fc.property(ledgerRun(pace, 200), (moves) => expectPlainAnswers(moves, () => new Ledger())),
      // The script is shortened by `expectPlainAnswers`, which also leaves calls out.
      { numRuns: RUNS, seed: 20_261_121, endOnFailure: true },
    );
  });
});
