import { describe, expect, test } from 'vitest';
import { pick } from '../support/memory/refund-and-credit-checks.ts';
import { bothFunctions, bothLedgers, type LedgerApi } from '../support/memory/refund-apis.ts';

/**
 * One user's payments `id amount@timestamp`, chosen so that every rule leaves ties for the next one.
 * Oldest: b d | a c | e. Largest: c e | a b | d.
 */
const PAYMENTS = [
  { id: 'c', amount: 30, timestamp: 5 },
  { id: 'a', amount: 20, timestamp: 5 },
  { id: 'e', amount: 30, timestamp: 9 },
  { id: 'd', amount: 10, timestamp: 1 },
  { id: 'b', amount: 20, timestamp: 1 },
] as const;

/** The order in which a refund of everything takes the payments. */
const ORDERS: readonly { readonly rules: string; readonly order: string }[] = [
  { rules: '', order: 'bdace' },
  { rules: 'RECENT_FIRST', order: 'eacbd' },
  { rules: 'OLDEST_FIRST', order: 'bdace' },
  { rules: 'LARGEST_REMAINING_FIRST', order: 'ceabd' },
  { rules: 'SMALLEST_REMAINING_FIRST', order: 'dabce' },
  { rules: 'ID_ASC', order: 'abcde' },
  { rules: 'ID_DESC', order: 'edcba' },
  { rules: 'RECENT_FIRST ID_DESC', order: 'ecadb' },
  { rules: 'OLDEST_FIRST ID_DESC', order: 'dbcae' },
  { rules: 'LARGEST_REMAINING_FIRST ID_DESC', order: 'ecbad' },
  { rules: 'SMALLEST_REMAINING_FIRST ID_DESC', order: 'dbaec' },
  { rules: 'OLDEST_FIRST LARGEST_REMAINING_FIRST', order: 'bdcae' },
  { rules: 'OLDEST_FIRST SMALLEST_REMAINING_FIRST', order: 'dbace' },
  { rules: 'RECENT_FIRST LARGEST_REMAINING_FIRST', order: 'ecabd' },
  { rules: 'RECENT_FIRST SMALLEST_REMAINING_FIRST', order: 'eacdb' },
  { rules: 'LARGEST_REMAINING_FIRST OLDEST_FIRST', order: 'cebad' },
  { rules: 'LARGEST_REMAINING_FIRST RECENT_FIRST', order: 'ecabd' },
  { rules: 'SMALLEST_REMAINING_FIRST OLDEST_FIRST', order: 'dbace' },
  { rules: 'SMALLEST_REMAINING_FIRST RECENT_FIRST', order: 'dabec' },
];

/** Lists in which some rule has nothing left to say. */
const DEAF_ORDERS: readonly { readonly rules: string; readonly order: string }[] = [
  { rules: 'ID_ASC RECENT_FIRST', order: 'abcde' },
  { rules: 'ID_DESC LARGEST_REMAINING_FIRST ID_ASC', order: 'edcba' },
  { rules: 'OLDEST_FIRST ID_DESC LARGEST_REMAINING_FIRST', order: 'dbcae' },
  { rules: 'LARGEST_REMAINING_FIRST ID_DESC OLDEST_FIRST RECENT_FIRST', order: 'ecbad' },
  { rules: 'ID_ASC ID_DESC', order: 'abcde' },
  { rules: 'ID_DESC ID_ASC', order: 'edcba' },
  { rules: 'OLDEST_FIRST OLDEST_FIRST', order: 'bdace' },
  { rules: 'OLDEST_FIRST RECENT_FIRST', order: 'bdace' },
  { rules: 'RECENT_FIRST OLDEST_FIRST ID_DESC', order: 'ecadb' },
  { rules: 'LARGEST_REMAINING_FIRST SMALLEST_REMAINING_FIRST', order: 'ceabd' },
  { rules: 'SMALLEST_REMAINING_FIRST LARGEST_REMAINING_FIRST OLDEST_FIRST', order: 'dbace' },
  { rules: 'RECENT_FIRST RECENT_FIRST RECENT_FIRST RECENT_FIRST ID_DESC ID_DESC', order: 'ecadb' },
];

function listOf(rules: string): string[] {
  return rules === '' ? [] : rules.split(' ');
}

function payAll(ledger: LedgerApi): void {
  for (const { id, ...rest } of PAYMENTS) ledger.addPayment({ paymentId: id, userId: 'ann', ...rest });
}

/** The ids taken, as one word; each whole amount is checked on the way. */
function takenOrder(answer: unknown): string {
  expect(Array.isArray(answer)).toBe(true);
  const taken: unknown[] = Array.isArray(answer) ? answer : [];
  const wholes = new Map(PAYMENTS.map(({ id, amount }) => [String(id), BigInt(amount)]));
  return taken
    .map((each) => {
      const { paymentId, amount } = pick(each, 'paymentId', 'amount');
      expect(amount).toBe(wholes.get(String(paymentId)));
      return paymentId;
    })
    .join('');
}

const EVERYTHING = { refundId: 'r', userId: 'ann', amount: 110, timestamp: 9 };

describe.each(bothLedgers)('the order of rules, $which', ({ open }) => {
  test.each([...ORDERS, ...DEAF_ORDERS])('[$rules] takes $order', ({ rules, order }) => {
    const ofTheLedger = open({ rules: listOf(rules) });
    payAll(ofTheLedger);
    expect(takenOrder(ofTheLedger.addRefund(EVERYTHING))).toBe(order);

    const ofTheRefund = open({ rules: ['SMALLEST_REMAINING_FIRST', 'ID_DESC'] });
    payAll(ofTheRefund);
    expect(takenOrder(ofTheRefund.addRefund({ ...EVERYTHING, rules: listOf(rules) }))).toBe(order);
  });

  test('"remaining" is what remains when the refund arrives, and ties end in the id', () => {
    const ledger = open({ rules: ['LARGEST_REMAINING_FIRST'] });
    payAll(ledger);
    const take = (refundId: string, amount: number, more: object = {}): unknown =>
      ledger.addRefund({ ...EVERYTHING, refundId, amount, ...more });
    expect(take('r1', 25)).toEqual([{ paymentId: 'c', amount: 25n }]);
    expect(take('r2', 11, { paymentId: 'e' })).toEqual([{ paymentId: 'e', amount: 11n }]);
    // What remains: a 20, b 20, c 5, d 10, e 19.
    expect(take('r3', 45)).toEqual([
      { paymentId: 'a', amount: 20n },
      { paymentId: 'b', amount: 20n },
      { paymentId: 'e', amount: 5n },
    ]);
    // What remains: c 5, d 10, e 14.
    expect(take('r4', 7, { rules: ['SMALLEST_REMAINING_FIRST'] })).toEqual([
      { paymentId: 'c', amount: 5n },
      { paymentId: 'd', amount: 2n },
    ]);
    expect(ledger.getUserBalance('ann')).toBe(22n);
  });

  test('ids go by their UTF-8 bytes, not by their UTF-16 units', () => {
    const inOrder = [
      'A',
      'Z',
      '__proto__',
      'a',
      'aa',
      'b',
      '\u007f',
      '\u0080',
      '\u00e9',
      '\u0800',
      '\ud7ff',
      '\ue000',
      '\uff5e',
      '\uffff',
      '\u{10000}',
      '\u{1f600}',
      '\u{10ffff}',
    ];
    const backwards = [...inOrder].reverse();
    for (const [rule, expected] of [
      ['ID_ASC', inOrder],
      ['ID_DESC', backwards],
    ] as const) {
      const ledger = open({ rules: [rule] });
      for (const paymentId of [...inOrder.slice(8), ...inOrder.slice(0, 8)]) {
        ledger.addPayment({ paymentId, userId: 'ann', amount: 1, timestamp: 0 });
      }
      const taken = ledger.addRefund({ refundId: 'r', userId: 'ann', amount: inOrder.length, timestamp: 0 });
      expect(taken).toEqual(expected.map((paymentId) => expect.objectContaining({ paymentId, amount: 1n })));
    }
  });

  test('a list changed by its owner afterwards changes nothing here', () => {
    const rules = ['RECENT_FIRST'];
    const ledger = open({ rules });
    payAll(ledger);
    rules[0] = 'OLDEST_FIRST';
    rules.push('NOPE');
    expect(takenOrder(ledger.addRefund(EVERYTHING))).toBe('eacbd');
  });
});

describe.each(bothFunctions)('the order of rules in the functions, $which', ({ api }) => {
  const numberOf = (id: string): number => 'abcde'.indexOf(id) + 8;
  const letterOf = (row: unknown): string => (Array.isArray(row) ? ('abcde'[row[0] - 8] ?? '?') : '?');
  const letters = (rows: unknown): string => (Array.isArray(rows) ? rows.map(letterOf).join('') : 'no rows');

  test.each([...ORDERS, ...DEAF_ORDERS])('[$rules] takes $order', ({ rules, order }) => {
    const rows = PAYMENTS.map(({ id, amount, timestamp }) => [numberOf(id), 7, amount, timestamp]);
    expect(letters(api.allocateRefund(rows, [7, 110, 9], listOf(rules)))).toBe(order);
    const records = [...rows.map((row) => [1, ...row]), [2, 1, 7, 110, 9, -1]];
    const answers = api.processRecords(records, listOf(rules));
    expect(Array.isArray(answers) ? answers.map(letters) : answers).toEqual([order]);
  });
});
