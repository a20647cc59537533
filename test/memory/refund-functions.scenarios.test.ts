import { describe, expect, test } from 'vitest';
import { ALL_RULES } from '../oracle/plain-refund-ledger.ts';
import { bothFunctions } from '../support/memory/refund-apis.ts';
import { answers, row, rows } from '../support/memory/refund-rows.ts';

describe.each(bothFunctions)('simulateLedger, $which', ({ api }) => {
  test.each([
    { title: 'nothing', ops: '', says: '' },
    { title: 'the timestamp is not compared', ops: '1 1 10 5 9 | 2 1 10 5 3 1 | 3 10', says: '1 1 0' },
    { title: 'another user', ops: '1 1 10 5 1 | 2 1 11 5 3 1 | 3 10 | 3 11', says: '1 0 5 0' },
    { title: 'an unknown payment', ops: '1 1 10 5 1 | 2 1 10 5 3 2 | 3 10', says: '1 0 5' },
    {
      title: 'one too much, then exact, then nothing left',
      ops: '1 1 10 5 1 | 2 1 10 6 3 1 | 2 1 10 5 3 1 | 2 2 10 1 3 1',
      says: '1 0 1 0',
    },
    {
      title: 'only a success takes the refund id',
      ops: '1 1 10 5 1 | 2 7 10 6 3 1 | 2 7 10 1 3 1 | 2 7 10 1 3 1 | 3 10',
      says: '1 0 1 0 4',
    },
    {
      title: 'a refund id is taken for other users too',
      ops: '1 1 10 5 1 | 1 2 20 5 1 | 2 7 10 1 3 1 | 2 7 20 1 3 2 | 3 20',
      says: '1 1 1 0 5',
    },
    {
      title: 'a taken payment id changes nothing, whoever pays',
      ops: '1 1 10 5 1 | 1 1 20 9 1 | 3 20 | 3 10',
      says: '1 0 0 5',
    },
    {
      title: 'payment and refund ids do not meet',
      ops: '1 1 10 5 1 | 2 1 10 1 1 1 | 1 2 10 5 1 | 3 10',
      says: '1 1 1 9',
    },
    {
      title: 'a refund before its payment arrives',
      ops: '2 1 10 5 1 1 | 1 1 10 5 1 | 2 1 10 5 1 1',
      says: '0 1 1',
    },
    {
      title: 'a payment of nothing',
      ops: '1 1 10 0 1 | 2 1 10 1 1 1 | 3 10 | 1 1 10 5 1',
      says: '1 0 0 0',
    },
    {
      title: 'negative ids and timestamps',
      ops: '1 -7 -1 5 -9 | 2 -7 -1 2 -10 -7 | 3 -1',
      says: '1 1 3',
    },
  ])('$title', ({ ops, says }) => {
    expect(api.simulateLedger(rows(ops))).toStrictEqual(row(says));
  });
});

describe.each(bothFunctions)('processRecords, $which', ({ api }) => {
  const pays = '1 9 10 5 3 | 1 10 10 5 3 | 1 2 20 5 3 | 1 4 10 5 8';
  test.each([
    { title: 'by id: exact', refunds: '2 1 10 5 3 9', says: '9 5' },
    { title: 'by id: one moment early', refunds: '2 1 10 5 2 9', says: '' },
    { title: 'by id: one too much', refunds: '2 1 10 6 9 9', says: '' },
    { title: 'by id: another user', refunds: '2 1 20 5 9 9', says: '' },
    { title: 'by id: unknown', refunds: '2 1 10 5 9 77', says: '' },
    { title: 'by id does not spill over', refunds: '2 1 10 4 9 9 | 2 2 10 2 9 9', says: '9 4 ; ' },
    {
      title: 'a refund id works once',
      refunds: '2 1 10 1 9 9 | 2 1 10 1 9 9 | 2 1 20 1 9 -1',
      says: '9 1 ; ; ',
    },
    {
      title: 'a refused one leaves its id free, and everything else as it was',
      refunds: '2 1 10 16 9 -1 | 2 1 10 15 9 -1 | 2 2 10 1 9 -1',
      says: ' ; 9 5 | 10 5 | 4 5 ; ',
    },
    {
      title: 'a later payment is passed over',
      refunds: '2 1 10 11 7 -1 | 2 2 10 10 7 -1 | 2 3 10 5 8 -1',
      says: ' ; 9 5 | 10 5 ; 4 5',
    },
    {
      title: 'both ways of asking draw on the same payments',
      refunds: '2 1 10 3 9 10 | 2 2 10 9 9 -1 | 2 3 10 3 9 4 | 2 4 10 1 9 9',
      says: '10 3 ; 9 5 | 10 2 | 4 2 ; 4 3 ; ',
    },
  ])('$title', ({ refunds, says }) => {
    expect(api.processRecords(rows(`${pays} | ${refunds}`), [])).toStrictEqual(answers(says));
  });

  test('a repeated payment id is ignored, whoever pays and whatever is left', () => {
    const records = '1 1 10 5 1 | 2 1 10 5 1 1 | 1 1 10 9 1 | 1 1 20 9 1 | 2 2 10 1 9 -1 | 2 3 20 1 9 -1';
    expect(api.processRecords(rows(records), [])).toStrictEqual([[[1, 5]], [], []]);
  });

  test('payments alone answer nothing', () => {
    for (const rule of ALL_RULES) expect(api.processRecords(rows(pays), [rule])).toStrictEqual([]);
  });

  test('a payment that arrives after a refund does not help it, even when its timestamp is earlier', () => {
    const records = '1 1 10 5 9 | 2 1 10 6 9 -1 | 1 2 10 5 1 | 2 2 10 6 9 -1';
    expect(api.processRecords(rows(records), [])).toStrictEqual([
      [],
      [
        [2, 5],
        [1, 1],
      ],
    ]);
  });

  test('"remaining" is what remains when the refund arrives', () => {
    const records = '1 1 7 9 1 | 1 2 7 8 1 | 2 1 7 3 1 -1 | 2 2 7 3 1 -1 | 2 3 7 11 1 -1';
    const largest = api.processRecords(rows(records), ['LARGEST_REMAINING_FIRST']);
    expect(largest).toStrictEqual(answers('1 3 ; 2 3 ; 1 6 | 2 5'));
    const smallest = api.processRecords(rows(records), ['SMALLEST_REMAINING_FIRST']);
    expect(smallest).toStrictEqual(answers('2 3 ; 2 3 ; 2 2 | 1 9'));
  });
});
