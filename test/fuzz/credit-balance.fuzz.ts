import fc from 'fast-check';
import { openRealCredits } from '../support/memory/credit-apis.ts';
import { creditScripts, playCreditScript } from '../support/memory/credit-script.ts';
import { holds } from '../support/memory/refund-and-credit-checks.ts';

export const name = 'credit-balance';

const LENGTHS = [30, 200, 800, 2_000] as const;

/** One random run from the seed; a mismatch throws the shortest script found that shows it. */
export function run(seed: number): void {
  const length = LENGTHS[Math.abs(seed) % LENGTHS.length] ?? LENGTHS[0];
  const property = fc.property(creditScripts(length), (script) =>
    playCreditScript(script, openRealCredits, () => {}),
  );
  holds(property, { seed, numRuns: 1 });
}
