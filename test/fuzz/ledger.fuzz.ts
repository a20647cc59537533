import fc from 'fast-check';
import { Ledger } from '../../src/memory/index.ts';
import { expectPlainAnswers, ledgerPaces, ledgerRun } from '../support/memory/ledger-random-run.ts';

export const name = 'ledger';

/** One long run from the seed; throws with the shortest script found when the ledger departs from the plain one. */
export function run(seed: number): void {
  const runs = fc.constantFrom(...ledgerPaces).chain((pace) => ledgerRun(pace, 1_000));
  for (const moves of fc.sample(runs, { numRuns: 1, seed })) expectPlainAnswers(moves, () => new Ledger());
}
