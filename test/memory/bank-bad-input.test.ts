import { describe, expect, test } from 'vitest';
import { TallystickError } from '../../src/base/error.ts';
import { Bank } from '../../src/memory/index.ts';
import { bankPicture } from '../support/memory/bank-steps.ts';
import { badCallsOf, badDurations, type GoodCall } from '../support/memory/ledger-bank-bad-values.ts';
import { type Call, misuse, perform } from '../support/memory/ledger-bank-calls.ts';

/** One good call of each method. */
const goodCalls: readonly GoodCall[] = [
  { call: ['createAccount', 5, 'd'], fields: ['timestamp', 'accountId'] },
  { call: ['deposit', 5, 'a', 2], fields: ['timestamp', 'accountId', 'amount'] },
  { call: ['withdraw', 5, 'a', 2], fields: ['timestamp', 'accountId', 'amount'] },
  { call: ['transfer', 5, 'a', 'b', 2], fields: ['timestamp', 'sourceId', 'targetId', 'amount'] },
  { call: ['acceptTransfer', 5, 'b', 'transfer1'], fields: ['timestamp', 'accountId'] },
  { call: ['mergeAccounts', 5, 'c', 'b'], fields: ['timestamp', 'accountId1', 'accountId2'] },
  { call: ['getBalance', 5, 'a', 5], fields: ['timestamp', 'accountId', 'timeAt'] },
  { call: ['pendingTotals', 5, 'a', 5], fields: ['timestamp', 'accountId', 'timeAt'] },
  { call: ['historicalTotals', 5, 'a', 5], fields: ['timestamp', 'accountId', 'timeAt'] },
];

/** A bank with a transfer pending from 2 to 12, and later operations. */
function busyBank(): Bank {
  const bank = new Bank({ transferTtl: 10 });
  for (const id of ['a', 'b', 'c']) bank.createAccount(0, id);
  bank.deposit(1, 'a', 10);
  bank.transfer(2, 'a', 'b', 4);
  bank.withdraw(8, 'a', 1);
  return bank;
}

function picture(bank: Bank): string[] {
  const times = Array.from({ length: 16 }, (_, index) => index - 1);
  return bankPicture(bank, ['a', 'b', 'c', 'd'], times);
}

describe('bad input throws an error that names the field, and changes nothing', () => {
  test.each(badCallsOf(goodCalls))('$title', ({ call, field, value, code }) => {
    const bank = busyBank();
    const error = misuse(bank, call);
    expect([error.code, error.field, error.name]).toEqual([code, field, 'TallystickError']);
    expect(Object.is(error.value, value)).toBe(true);
    expect(error.message).toContain(field);
    expect(error.expected).not.toBe('');
    expect(picture(bank)).toEqual(picture(busyBank()));
    expect(bank.transfer(5, 'a', 'b', 1)).toBe('transfer2');
  });

  test.each([5, null, undefined, ['transfer1']])('acceptTransfer: transferId %j', (value) => {
    const bank = busyBank();
    expect(misuse(bank, ['acceptTransfer', 5, 'b', value]).field).toBe('transferId');
    expect(picture(bank)).toEqual(picture(busyBank()));
  });

  test('the good calls that these are made from do not throw', () => {
    for (const { call } of goodCalls) expect(perform(busyBank(), call)).toBeTruthy();
  });

  test.each(badDurations.filter((value) => value !== undefined))('new Bank: transferTtl %s', (value) => {
    const made = (): unknown => Reflect.construct(Bank, [{ transferTtl: value }]);
    expect(made).toThrow(TallystickError);
    expect(made).toThrow(/transferTtl/u);
  });
});

const MOST = 2n ** 63n - 1n;

function richBank(): Bank {
  const bank = new Bank({ transferTtl: 10 });
  for (const id of ['a', 'b', 'c']) bank.createAccount(0, id);
  bank.deposit(5, 'a', MOST);
  return bank;
}

function expectRefused(prepare: (bank: Bank) => void, call: Call): void {
  const bank = richBank();
  prepare(bank);
  const before = picture(bank);
  expect(misuse(bank, call).code).toBe('out_of_range');
  expect(picture(bank)).toEqual(before);
}

describe('a sum beyond 64 bits is an error, never a wrap', () => {
  test('of a deposit in order', () => {
    expectRefused(() => {}, ['deposit', 6, 'a', 1]);
    expectRefused(() => {}, ['deposit', 5, 'a', MOST]);
  });

  test('of a late deposit that would take a later balance there', () => {
    expectRefused(() => {}, ['deposit', 4, 'a', 1]);
  });

  test('of a deposit beside money that is pending, which may come back', () => {
    expectRefused((bank) => bank.transfer(6, 'a', 'b', 100), ['deposit', 7, 'a', 1]);
  });

  test('of an acceptance', () => {
    expectRefused(
      (bank) => {
        bank.transfer(6, 'a', 'b', 100);
        bank.deposit(6, 'b', MOST);
      },
      ['acceptTransfer', 7, 'b', 'transfer1'],
    );
  });

  test('of a merge', () => {
    expectRefused((bank) => bank.deposit(6, 'b', 1), ['mergeAccounts', 7, 'a', 'b']);
  });

  test('room made by a withdrawal can be filled from that moment on', () => {
    const bank = richBank();
    expect(bank.withdraw(6, 'a', 7)).toBe(true);
    expect(misuse(bank, ['deposit', 5, 'a', 7]).code).toBe('out_of_range');
    expect(bank.deposit(6, 'a', 7)).toBe(true);
    expect(bank.getBalance(6, 'a', 6)).toBe(MOST);
  });
});
