import fc from 'fast-check';
import { holds } from '../support/memory/refund-and-credit-checks.ts';
import { openRealLedger } from '../support/memory/refund-apis.ts';
import { playRefundScript, refundScripts } from '../support/memory/refund-script.ts';

export const name = 'refund-ledger';

const LENGTHS = [30, 200, 800, 2_000] as const;

/** One random run from the seed; a mismatch throws the shortest script found that shows it. */
export function run(seed: number): void {
  const length = LENGTHS[Math.abs(seed) % LENGTHS.length] ?? LENGTHS[0];
  const property = fc.property(refundScripts(length), (script) =>
    playRefundScript(script, openRealLedger, () => {}),
  );
  holds(property, { seed, numRuns: 1 });
}
