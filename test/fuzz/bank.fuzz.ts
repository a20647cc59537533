import fc from 'fast-check';
import { Bank } from '../../src/memory/index.ts';
import { bankPaces, bankRun, expectReplayedAnswers } from '../support/memory/bank-random-run.ts';

export const name = 'bank';

/** One long run from the seed; throws with the shortest script found when the bank departs from the replayed one. */
export function run(seed: number): void {
  const runs = fc.constantFrom(...bankPaces).chain((pace) => bankRun(pace, 600));
  for (const one of fc.sample(runs, { numRuns: 1, seed })) {
    expectReplayedAnswers(one, (options) => new Bank(options));
  }
}
