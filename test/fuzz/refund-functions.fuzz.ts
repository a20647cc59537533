import { holds } from '../support/memory/refund-and-credit-checks.ts';
import { realFunctions } from '../support/memory/refund-apis.ts';
import { functionChecks } from '../support/memory/refund-function-checks.ts';

export const name = 'refund-functions';

const LENGTHS = [20, 200, 1_000] as const;

/** One random input for each function from the seed; a mismatch throws the shortest input found that shows it. */
export function run(seed: number): void {
  const length = LENGTHS[Math.abs(seed) % LENGTHS.length] ?? LENGTHS[0];
  for (const { property } of functionChecks(realFunctions, length, () => {}))
    holds(property, { seed, numRuns: 1 });
}
