import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openRealCredits } from '../support/memory/credit-apis.ts';
import { creditScripts, playCreditScript } from '../support/memory/credit-script.ts';
import { Happenings, holds } from '../support/memory/refund-and-credit-checks.ts';

const RUNS = 1_000;
const OPERATIONS = 200;

/** Each of these must be met often, or the random runs prove little. */
const HAPPENINGS = [
  'add: exists',
  'add: conflict',
  'use: spent',
  'use: several credits',
  'use: never-expiring credit',
  'use: nothing available',
  'use: not enough',
  'use: expired credit skipped',
  'use: expired at this very clock',
  'use: touched expiries are concurrent',
  'use: touched expiries are equal',
  'use: touched expiries are before',
  'request: replay of a success',
  'request: replay of a refusal',
  'request: conflict',
  'misuse',
];

test(`CreditBalance equals its plain reading: ${RUNS} runs of ${OPERATIONS} operations`, () => {
  const happenings = new Happenings();
  holds(
    fc.property(creditScripts(OPERATIONS), (script) =>
      playCreditScript(script, openRealCredits, happenings.note),
    ),
    { numRuns: RUNS },
  );
  expect(happenings.rarer(RUNS / 5, HAPPENINGS)).toEqual([]);
  // In the order of spending no later expiry ever stands before an earlier one.
  expect(happenings.counts.get('use: touched expiries are after')).toBeUndefined();
});
