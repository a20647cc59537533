import { describe, expect, test } from 'vitest';
import { misuse, show } from '../support/memory/refund-and-credit-checks.ts';
import { realFunctions as door } from '../support/memory/refund-door.ts';

const BAD_AMOUNTS = [-1, 1.5, Number.NaN, Infinity, 2 ** 53, '5', null, undefined];
const BAD_IDS = [1.5, Number.NaN, Infinity, 2 ** 53, '5', null, undefined, 5n];
const BAD_TIMESTAMPS = [1.5, Number.NaN, Infinity, 2 ** 53, '5', null, undefined, 5n];
const BAD_RULES = [
  ['NOPE'],
  ['OLDEST_FIRST', 'nope'],
  ['ID_ASC', 'NOPE'],
  [undefined],
  [7],
  ['toString'],
  'ID_ASC',
  null,
];

interface Place {
  readonly title: string;
  readonly code: string;
  readonly values: readonly unknown[];
  readonly call: (value: unknown) => unknown;
}

function places(
  code: string,
  values: readonly unknown[],
  calls: readonly Pick<Place, 'title' | 'call'>[],
): Place[] {
  return calls.map((each) => ({ ...each, code, values }));
}

const PAY = [1, 1, 10, 5, 1];

const amounts = places('bad_amount', BAD_AMOUNTS, [
  { title: 'buildStorageIndexes, payment', call: (bad) => door.buildStorageIndexes([[1, 1, bad, 1]], []) },
  {
    title: 'buildStorageIndexes, allocation',
    call: (bad) => door.buildStorageIndexes([[1, 1, 5, 1]], [[1, bad]]),
  },
  { title: 'simulateLedger, payment', call: (bad) => door.simulateLedger([[1, 1, 10, bad, 1]]) },
  { title: 'simulateLedger, refund', call: (bad) => door.simulateLedger([PAY, [2, 1, 10, bad, 1, 1]]) },
  { title: 'allocateRefund, payment', call: (bad) => door.allocateRefund([[1, 10, bad, 1]], [10, 1, 1], []) },
  { title: 'allocateRefund, refund', call: (bad) => door.allocateRefund([[1, 10, 5, 1]], [10, bad, 1], []) },
  { title: 'applyPartialRefunds, payment', call: (bad) => door.applyPartialRefunds([[1, bad]], []) },
  { title: 'applyPartialRefunds, refund', call: (bad) => door.applyPartialRefunds([[1, 5]], [[1, bad]]) },
  { title: 'processRecords, payment', call: (bad) => door.processRecords([[1, 1, 10, bad, 1]], []) },
  { title: 'processRecords, refund', call: (bad) => door.processRecords([PAY, [2, 1, 10, bad, 1, -1]], []) },
  {
    title: 'processRecords, refund by id',
    call: (bad) => door.processRecords([PAY, [2, 1, 10, bad, 1, 1]], []),
  },
]);

const ids = places('bad_id', BAD_IDS, [
  { title: 'buildStorageIndexes, payment', call: (bad) => door.buildStorageIndexes([[bad, 1, 5, 1]], []) },
  { title: 'buildStorageIndexes, user', call: (bad) => door.buildStorageIndexes([[1, bad, 5, 1]], []) },
  { title: 'simulateLedger, payment', call: (bad) => door.simulateLedger([[1, bad, 10, 5, 1]]) },
  { title: 'simulateLedger, user', call: (bad) => door.simulateLedger([[1, 1, bad, 5, 1]]) },
  { title: 'simulateLedger, refund', call: (bad) => door.simulateLedger([PAY, [2, bad, 10, 1, 1, 1]]) },
  {
    title: 'simulateLedger, refunded payment',
    call: (bad) => door.simulateLedger([PAY, [2, 1, 10, 1, 1, bad]]),
  },
  { title: 'simulateLedger, balance', call: (bad) => door.simulateLedger([[3, bad]]) },
  { title: 'allocateRefund, payment', call: (bad) => door.allocateRefund([[bad, 10, 5, 1]], [10, 1, 1], []) },
  { title: 'allocateRefund, user', call: (bad) => door.allocateRefund([[1, 10, 5, 1]], [bad, 1, 1], []) },
  { title: 'applyPartialRefunds, payment', call: (bad) => door.applyPartialRefunds([[bad, 5]], []) },
  { title: 'applyPartialRefunds, refund', call: (bad) => door.applyPartialRefunds([[1, 5]], [[bad, 1]]) },
  { title: 'processRecords, payment', call: (bad) => door.processRecords([[1, bad, 10, 5, 1]], []) },
  { title: 'processRecords, refund', call: (bad) => door.processRecords([PAY, [2, bad, 10, 5, 1, -1]], []) },
  {
    title: 'processRecords, refunded payment',
    call: (bad) => door.processRecords([PAY, [2, 1, 10, 5, 1, bad]], []),
  },
]);

const timestamps = places('bad_timestamp', BAD_TIMESTAMPS, [
  { title: 'buildStorageIndexes', call: (bad) => door.buildStorageIndexes([[1, 1, 5, bad]], []) },
  { title: 'simulateLedger, payment', call: (bad) => door.simulateLedger([[1, 1, 10, 5, bad]]) },
  { title: 'simulateLedger, refund', call: (bad) => door.simulateLedger([PAY, [2, 1, 10, 1, bad, 1]]) },
  { title: 'allocateRefund, payment', call: (bad) => door.allocateRefund([[1, 10, 5, bad]], [10, 1, 1], []) },
  { title: 'allocateRefund, refund', call: (bad) => door.allocateRefund([[1, 10, 5, 1]], [10, 1, bad], []) },
  { title: 'processRecords, payment', call: (bad) => door.processRecords([[1, 1, 10, 5, bad]], []) },
  { title: 'processRecords, refund', call: (bad) => door.processRecords([PAY, [2, 1, 10, 1, bad, -1]], []) },
]);

const rules = places('bad_rule', BAD_RULES, [
  { title: 'allocateRefund', call: (bad) => door.allocateRefund([[1, 10, 5, 1]], [10, 1, 1], bad) },
  { title: 'allocateRefund of nothing', call: (bad) => door.allocateRefund([], [10, 0, 1], bad) },
  { title: 'processRecords', call: (bad) => door.processRecords([PAY, [2, 1, 10, 1, 1, -1]], bad) },
  {
    title: 'processRecords by id alone',
    call: (bad) => door.processRecords([PAY, [2, 1, 10, 1, 1, 1]], bad),
  },
  { title: 'processRecords of nothing', call: (bad) => door.processRecords([], bad) },
]);

const cases = [...amounts, ...ids, ...timestamps, ...rules].flatMap(({ values, ...place }) =>
  values.map((value) => ({ ...place, value, shown: show(value) })),
);

describe('misuse of the functions throws and says what is wrong', () => {
  test.each(cases)('$title: $code $shown', ({ call, code, value }) => {
    const error = misuse(() => call(value));
    expect(error.code).toBe(code);
    expect(error.field).not.toBe('');
  });

  test.each(
    [[[4, 1]], [[0, 1, 1, 1, 1]], [['1', 1, 1, 1, 1]], [[]], [null], [7], 'nothing', 7, null, undefined].map(
      (rows) => ({
        rows,
        shown: show(rows),
      }),
    ),
  )('what is no list of known rows: $shown', ({ rows }) => {
    for (const act of [
      () => door.simulateLedger(rows),
      () => door.processRecords(rows, []),
      () => door.estimateCosts(rows),
    ]) {
      expect(misuse(act).field).not.toBe('');
    }
  });
});
