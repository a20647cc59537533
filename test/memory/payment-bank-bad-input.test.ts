import { describe, expect, test } from 'vitest';
import { TallystickError } from '../../src/base/error.ts';
import { PaymentBank } from '../../src/memory/index.ts';
import { badCallsOf, badDurations, type GoodCall } from '../support/memory/ledger-bank-bad-values.ts';
import { misuse, perform } from '../support/memory/ledger-bank-calls.ts';

/** One good call of each method. */
const goodCalls: readonly GoodCall[] = [
  { call: ['createAccount', 5, 'd'], fields: ['timestamp', 'accountId'] },
  { call: ['deposit', 5, 'a', 2], fields: ['timestamp', 'accountId', 'amount'] },
  { call: ['transfer', 5, 'a', 'b', 2], fields: ['timestamp', 'sourceId', 'targetId', 'amount'] },
  { call: ['pay', 5, 'a', 2], fields: ['timestamp', 'accountId', 'amount'] },
  { call: ['schedulePayment', 5, 'a', 2, 3], fields: ['timestamp', 'accountId', 'amount'] },
  { call: ['cancelPayment', 5, 'a', 'payment1'], fields: ['timestamp', 'accountId', 'paymentId'] },
  { call: ['getPaymentStatus', 5, 'a', 'payment2'], fields: ['timestamp', 'accountId', 'paymentId'] },
  { call: ['topSpenders', 5, 2], fields: ['timestamp'] },
  { call: ['mergeAccounts', 5, 'a', 'b'], fields: ['timestamp', 'accountId1', 'accountId2'] },
  { call: ['getBalance', 5, 'a', 5], fields: ['timestamp', 'accountId', 'timeAt'] },
];

/** At 2, with a payment scheduled for 4 and a cashback to come at 7: a bad call must not make them come about. */
function busyBank(): PaymentBank {
  const bank = new PaymentBank({ cashbackDelay: 5 });
  for (const id of ['a', 'b']) bank.createAccount(0, id);
  bank.deposit(1, 'a', 1_000);
  bank.schedulePayment(2, 'a', 40, 2);
  bank.pay(2, 'a', 100);
  return bank;
}

function picture(bank: PaymentBank): unknown[] {
  const balances = [2, 4, 5, 7].map((at) => [bank.getBalance(at, 'a', at), bank.getBalance(at, 'b', at)]);
  const statuses = ['payment1', 'payment2', 'payment3'].map((id) => bank.getPaymentStatus(7, 'a', id));
  return [balances, statuses, bank.topSpenders(7, 9)];
}

describe('bad input throws an error that names the field, and changes nothing', () => {
  test.each(badCallsOf(goodCalls))('$title', ({ call, field, value, code }) => {
    const bank = busyBank();
    const error = misuse(bank, call);
    expect([error.code, error.field, error.name]).toEqual([code, field, 'TallystickError']);
    expect(Object.is(error.value, value)).toBe(true);
    expect(error.message).toContain(field);
    // Nothing that was due by the bad call's timestamp came about, and time did not move on.
    expect(picture(bank)).toEqual(picture(busyBank()));
  });

  test.each(badDurations)('schedulePayment: delay %j', (value) => {
    const bank = busyBank();
    expect(misuse(bank, ['schedulePayment', 5, 'a', 2, value]).field).toBe('delay');
    expect(picture(bank)).toEqual(picture(busyBank()));
  });

  test.each([-1, 0.5, '2', null, undefined, 2n, Number.NaN, Number.POSITIVE_INFINITY])(
    'topSpenders: n %s',
    (value) => {
      const bank = busyBank();
      expect(misuse(bank, ['topSpenders', 5, value]).field).toBe('n');
      expect(picture(bank)).toEqual(picture(busyBank()));
    },
  );

  test('the good calls that these are made from do not throw', () => {
    for (const { call } of goodCalls) expect(perform(busyBank(), call)).not.toBeNull();
  });

  test.each(badDurations.filter((value) => value !== undefined))(
    'new PaymentBank: cashbackDelay %s',
    (value) => {
      const made = (): unknown => Reflect.construct(PaymentBank, [{ cashbackDelay: value }]);
      expect(made).toThrow(TallystickError);
      expect(made).toThrow(/cashbackDelay/u);
    },
  );

  test('a moment of what is to come that no timestamp can be', () => {
    const late = Number.MAX_SAFE_INTEGER;
    expect(misuse(busyBank(), ['schedulePayment', late, 'a', 1, 1]).field).toBe('delay');
    expect(misuse(busyBank(), ['pay', late, 'a', 1]).field).toBe('timestamp');
    expect(busyBank().schedulePayment(late, 'a', 1, 0)).toBe('payment3');
  });
});

describe('time never goes back', () => {
  test.each(goodCalls)('$call', ({ call: [method, , ...args] }) => {
    const bank = busyBank();
    const error = misuse(bank, [method, 1, ...args]);
    expect([error.code, error.field]).toEqual(['bad_timestamp', 'timestamp']);
    expect(error.message).toContain('the latest, 2');
    expect(picture(bank)).toEqual(picture(busyBank()));
  });
});

describe('a sum beyond 64 bits', () => {
  const MOST = 2n ** 63n - 1n;

  test('is an error of the call that would lead there', () => {
    const bank = busyBank();
    expect(misuse(bank, ['deposit', 2, 'a', MOST]).code).toBe('out_of_range');
    bank.deposit(2, 'b', MOST);
    expect(misuse(bank, ['transfer', 2, 'a', 'b', 1]).code).toBe('out_of_range');
    expect(misuse(bank, ['mergeAccounts', 2, 'a', 'b']).code).toBe('out_of_range');
    expect(picture(bank).at(-1)).toEqual(picture(busyBank()).at(-1));
  });

  test('is no error of the calls behind a cashback that finds no room, which is on record', () => {
    const bank = busyBank();
    bank.deposit(2, 'a', MOST - 900n);
    bank.deposit(4, 'a', 40n);
    expect(bank.getBalance(7, 'a', 7)).toBe(MOST);
    expect(bank.getPaymentStatus(7, 'a', 'payment2')).toBe('CASHBACK_FAILED');
  });
});
