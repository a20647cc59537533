import { describe, expect, test } from 'vitest';
import { Happenings, holds } from '../support/memory/refund-and-credit-checks.ts';
import { realFunctions } from '../support/memory/refund-apis.ts';
import { FUNCTION_HAPPENINGS, functionChecks } from '../support/memory/refund-function-checks.ts';

const RUNS = 1_000;
const ROWS = 200;

describe('the six functions equal their plain readings', () => {
  const happenings = new Happenings();
  const checks = functionChecks(realFunctions, ROWS, happenings.note);

  test('all six are checked', () => {
    expect(checks.map(({ name }) => name).sort()).toEqual([
      'allocateRefund',
      'applyPartialRefunds',
      'buildStorageIndexes',
      'estimateCosts',
      'processRecords',
      'simulateLedger',
    ]);
  });

  test.each(checks)(`$name: ${RUNS} runs of ${ROWS} rows`, ({ property }) => {
    holds(property, { numRuns: RUNS });
  });

  test('and the runs met what they must', () => {
    expect(happenings.rarer(RUNS / 10, FUNCTION_HAPPENINGS)).toEqual([]);
  });
});
