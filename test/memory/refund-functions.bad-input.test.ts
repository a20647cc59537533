import { describe, expect, test } from 'vitest';
import { misuse, show } from '../support/memory/refund-and-credit-checks.ts';
import { realFunctions as api } from '../support/memory/refund-apis.ts';

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
  { title: 'buildStorageIndexes, payment', call: (bad) => api.buildStorageIndexes([[1, 1, bad, 1]], []) },
  {
    title: 'buildStorageIndexes, allocation',
    call: (bad) => api.buildStorageIndexes([[1, 1, 5, 1]], [[1, bad]]),
  },
  { title: 'simulateLedger, payment', call: (bad) => api.simulateLedger([[1, 1, 10, bad, 1]]) },
  { title: 'simulateLedger, refund', call: (bad) => api.simulateLedger([PAY, [2, 1, 10, bad, 1, 1]]) },
  { title: 'allocateRefund, payment', call: (bad) => api.allocateRefund([[1, 10, bad, 1]], [10, 1, 1], []) },
  { title: 'allocateRefund, refund', call: (bad) => api.allocateRefund([[1, 10, 5, 1]], [10, bad, 1], []) },
  { title: 'applyPartialRefunds, payment', call: (bad) => api.applyPartialRefunds([[1, bad]], []) },
  { title: 'applyPartialRefunds, refund', call: (bad) => api.applyPartialRefunds([[1, 5]], [[1, bad]]) },
  { title: 'processRecords, payment', call: (bad) => api.processRecords([[1, 1, 10, bad, 1]], []) },
  { title: 'processRecords, refund', call: (bad) => api.processRecords([PAY, [2, 1, 10, bad, 1, -1]], []) },
  {
    title: 'processRecords, refund by id',
    call: (bad) => api.processRecords([PAY, [2, 1, 10, bad, 1, 1]], []),
  },
]);

const ids = places('bad_id', BAD_IDS, [
  { title: 'buildStorageIndexes, payment', call: (bad) => api.buildStorageIndexes([[bad, 1, 5, 1]], []) },
  { title: 'buildStorageIndexes, user', call: (bad) => api.buildStorageIndexes([[1, bad, 5, 1]], []) },
  { title: 'simulateLedger, payment', call: (bad) => api.simulateLedger([[1, bad, 10, 5, 1]]) },
  { title: 'simulateLedger, user', call: (bad) => api.simulateLedger([[1, 1, bad, 5, 1]]) },
  { title: 'simulateLedger, refund', call: (bad) => api.simulateLedger([PAY, [2, bad, 10, 1, 1, 1]]) },
  {
    title: 'simulateLedger, refunded payment',
    call: (bad) => api.simulateLedger([PAY, [2, 1, 10, 1, 1, bad]]),
  },
  { title: 'simulateLedger, balance', call: (bad) => api.simulateLedger([[3, bad]]) },
  { title: 'allocateRefund, payment', call: (bad) => api.allocateRefund([[bad, 10, 5, 1]], [10, 1, 1], []) },
  { title: 'allocateRefund, user', call: (bad) => api.allocateRefund([[1, 10, 5, 1]], [bad, 1, 1], []) },
  { title: 'applyPartialRefunds, payment', call: (bad) => api.applyPartialRefunds([[bad, 5]], []) },
  { title: 'applyPartialRefunds, refund', call: (bad) => api.applyPartialRefunds([[1, 5]], [[bad, 1]]) },
  { title: 'processRecords, payment', call: (bad) => api.processRecords([[1, bad, 10, 5, 1]], []) },
  { title: 'processRecords, refund', call: (bad) => api.processRecords([PAY, [2, bad, 10, 5, 1, -1]], []) },
  {
    title: 'processRecords, refunded payment',
    call: (bad) => api.processRecords([PAY, [2, 1, 10, 5, 1, bad]], []),
  },
]);

const timestamps = places('bad_timestamp', BAD_TIMESTAMPS, [
  { title: 'buildStorageIndexes', call: (bad) => api.buildStorageIndexes([[1, 1, 5, bad]], []) },
  { title: 'simulateLedger, payment', call: (bad) => api.simulateLedger([[1, 1, 10, 5, bad]]) },
  { title: 'simulateLedger, refund', call: (bad) => api.simulateLedger([PAY, [2, 1, 10, 1, bad, 1]]) },
  { title: 'allocateRefund, payment', call: (bad) => api.allocateRefund([[1, 10, 5, bad]], [10, 1, 1], []) },
  { title: 'allocateRefund, refund', call: (bad) => api.allocateRefund([[1, 10, 5, 1]], [10, 1, bad], []) },
  { title: 'processRecords, payment', call: (bad) => api.processRecords([[1, 1, 10, 5, bad]], []) },
  { title: 'processRecords, refund', call: (bad) => api.processRecords([PAY, [2, 1, 10, 1, bad, -1]], []) },
]);

const rules = places('bad_rule', BAD_RULES, [
  { title: 'allocateRefund', call: (bad) => api.allocateRefund([[1, 10, 5, 1]], [10, 1, 1], bad) },
  { title: 'allocateRefund of nothing', call: (bad) => api.allocateRefund([], [10, 0, 1], bad) },
  { title: 'processRecords', call: (bad) => api.processRecords([PAY, [2, 1, 10, 1, 1, -1]], bad) },
  {
    title: 'processRecords by id alone',
    call: (bad) => api.processRecords([PAY, [2, 1, 10, 1, 1, 1]], bad),
  },
  { title: 'processRecords of nothing', call: (bad) => api.processRecords([], bad) },
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
      () => api.simulateLedger(rows),
      () => api.processRecords(rows, []),
      () => api.estimateCosts(rows),
    ]) {
      expect(misuse(act).field).not.toBe('');
    }
  });
});
