import { describe, expect, test } from 'vitest';
import { bothFunctions } from '../support/memory/refund-apis.ts';
import { row, rows } from '../support/memory/refund-rows.ts';

describe.each(bothFunctions)('buildStorageIndexes, $which', ({ api }) => {
  test("ids and users go by number, a user's payments by timestamp and id", () => {
    const payments = rows('10 3 5 7 | 9 20 6 7 | 2 3 7 7 | 100 3 8 -4 | -5 20 0 7');
    const allocations = rows('10 5 | 100 1 | 100 0 | 100 2');
    expect(api.buildStorageIndexes(payments, allocations)).toStrictEqual([
      rows('-5 20 0 7 | 2 3 7 7 | 9 20 6 7 | 10 3 5 7 | 100 3 8 -4'),
      rows('-5 0 | 2 7 | 9 6 | 10 0 | 100 5'),
      rows('3 100 2 10 | 20 -5 9'),
    ]);
  });

  test('a repeated payment id is ignored, also for another user', () => {
    const payments = rows('1 10 5 3 | 1 10 9 1 | 1 20 9 1 | 2 10 1 2');
    expect(api.buildStorageIndexes(payments, [[1, 2]])).toStrictEqual([
      rows('1 10 5 3 | 2 10 1 2'),
      rows('1 3 | 2 1'),
      rows('10 2 1'),
    ]);
  });

  test('amounts near 2^53 stay exact', () => {
    const most = Number.MAX_SAFE_INTEGER;
    const allocations = [
      [1, most - 1],
      [1, 1],
    ];
    expect(api.buildStorageIndexes([[1, 1, most, 0]], allocations)).toStrictEqual([
      [[1, 1, most, 0]],
      [[1, 0]],
      [[1, 1]],
    ]);
  });
});

describe.each(bothFunctions)('allocateRefund, $which', ({ api }) => {
  const payments = rows('1 10 5 3 | 2 10 0 1 | 3 20 50 1 | 4 10 5 8 | 9 10 5 3 | 11 10 5 3');
  test.each([
    { title: 'nothing is asked', refund: '10 0 9', rule: 'OLDEST_FIRST', takes: '' },
    { title: 'nobody', refund: '30 1 9', rule: 'OLDEST_FIRST', takes: '' },
    { title: 'exactly covered', refund: '10 20 8', rule: 'OLDEST_FIRST', takes: '1 5 | 9 5 | 11 5 | 4 5' },
    { title: 'one too much', refund: '10 21 8', rule: 'OLDEST_FIRST', takes: '' },
    { title: 'one moment too early', refund: '10 16 7', rule: 'OLDEST_FIRST', takes: '' },
    { title: 'at the very moment', refund: '10 15 3', rule: 'OLDEST_FIRST', takes: '1 5 | 9 5 | 11 5' },
    { title: 'before everything', refund: '10 1 0', rule: 'OLDEST_FIRST', takes: '' },
    { title: 'only the empty one is early enough', refund: '10 1 2', rule: 'OLDEST_FIRST', takes: '' },
    { title: 'ids by number, downwards', refund: '10 11 3', rule: 'ID_DESC', takes: '11 5 | 9 5 | 1 1' },
    { title: 'the empty one is skipped', refund: '10 1 9', rule: 'SMALLEST_REMAINING_FIRST', takes: '1 1' },
  ])('$title', ({ refund, rule, takes }) => {
    expect(api.allocateRefund(payments, row(refund), [rule])).toStrictEqual(rows(takes));
  });

  test('no payments', () => {
    expect(api.allocateRefund([], [1, 1, 1], ['ID_ASC'])).toStrictEqual([]);
    expect(api.allocateRefund([], [1, 0, 1], [])).toStrictEqual([]);
  });
});

describe.each(bothFunctions)('applyPartialRefunds, $which', ({ api }) => {
  test.each([
    { title: 'nothing to do', payments: '1 1', refunds: '', says: '' },
    { title: 'nothing at all', payments: '', refunds: '', says: '' },
    { title: 'zeros', payments: '1 100 | 2 0', refunds: '1 0 | 2 0 | 3 0', says: '1 0 100 | 1 0 0 | -1 0 0' },
    { title: 'too much leaves all', payments: '1 9', refunds: '1 10 | 1 9', says: '0 0 9 | 1 9 0' },
    { title: 'spent', payments: '1 9', refunds: '1 9 | 1 1 | 1 0', says: '1 9 0 | 0 0 0 | 1 0 0' },
    { title: 'ids below zero', payments: '-1 5 | 10 7', refunds: '-1 5 | 10 3', says: '1 5 0 | 1 3 4' },
    { title: 'unknown ones change nothing', payments: '1 5', refunds: '2 5 | 1 5', says: '-1 0 0 | 1 5 0' },
  ])('$title', ({ payments, refunds, says }) => {
    expect(api.applyPartialRefunds(rows(payments), rows(refunds))).toStrictEqual(rows(says));
  });
});

describe.each(bothFunctions)('estimateCosts, $which', ({ api }) => {
  /** The price of an add, and of each payment that a refund touches, when the user already has `before` payments. */
  test.each([
    { before: 0, add: 2, pick: 1 },
    { before: 1, add: 2, pick: 1 },
    { before: 2, add: 3, pick: 1 },
    { before: 3, add: 3, pick: 2 },
    { before: 4, add: 4, pick: 2 },
    { before: 7, add: 4, pick: 3 },
    { before: 8, add: 5, pick: 3 },
    { before: 9, add: 5, pick: 4 },
    { before: 1023, add: 11, pick: 10 },
    { before: 1024, add: 12, pick: 10 },
    { before: 1025, add: 12, pick: 11 },
  ])('after $before payments an add costs $add and each touched payment $pick', ({ before, add, pick }) => {
    const pays = Array.from({ length: before }, () => [1, 5]);
    const costs = (ops: unknown): number[] => {
      const answer = api.estimateCosts(ops);
      return Array.isArray(answer) ? answer.slice(0, 2).map(Number) : [];
    };
    const [naive = 0, indexed = 0] = costs(pays);
    const more = (op: readonly number[]): number[] => {
      const [naiveThen = 0, indexedThen = 0] = costs([...pays, op]);
      return [naiveThen - naive, indexedThen - indexed];
    };
    expect(more([1, 5])).toEqual([1, add]);
    for (const touched of [0, 1, 3]) {
      expect(more([2, 5, 0, touched])).toEqual([1 + before, 1 + touched * pick]);
      expect(more([2, 5, 1, touched])).toEqual([1, 1]);
    }
    expect(more([3, 5])).toEqual([1, 1]);
  });

  test.each([
    { title: 'equal', ops: '3 1 | 2 1 1 4', costs: '2 2 0 0' },
    { title: 'a refund without payments', ops: '2 1 0 1', costs: '1 2 -1 0' },
    { title: 'one that touches nothing, without payments', ops: '2 1 0 0', costs: '1 1 0 0' },
    { title: 'payments of others do not count', ops: '1 1 | 1 1 | 1 1 | 2 2 0 1', costs: '4 9 -1 3' },
    {
      title: 'refunds take no payment away',
      ops: '1 1 | 1 1 | 2 1 0 2 | 2 1 0 2 | 2 1 0 1',
      costs: '11 12 -1 2',
    },
    { title: 'the index pays off', ops: '1 1 | 1 1 | 2 1 0 0 | 2 1 0 0', costs: '8 6 1 2' },
  ])('$title', ({ ops, costs }) => {
    expect(api.estimateCosts(rows(ops))).toStrictEqual(row(costs));
  });
});
