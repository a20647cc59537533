import { describe, expect, test } from 'vitest';
import { Bank } from '../../src/memory/index.ts';
import { bankLateAcceptScenarios } from '../support/memory/bank-late-accept-scenarios.ts';
import { bankLateScenarios } from '../support/memory/bank-late-scenarios.ts';
import { bankMergeScenarios } from '../support/memory/bank-merge-scenarios.ts';
import { bankScenarios } from '../support/memory/bank-scenarios.ts';
import { type BankScenario, takeBankScenario } from '../support/memory/bank-steps.ts';

function play(scenario: BankScenario): void {
  takeBankScenario((options) => new Bank(options), scenario);
}

describe('in order of time', () => {
  test.each(bankScenarios)('$name', play);
});

describe('merges and lives, in order of time', () => {
  test.each(bankMergeScenarios)('$name', play);
});

describe('late deposits, withdrawals, transfers and creations', () => {
  test.each(bankLateScenarios)('$name', play);
});

describe('late acceptances and merges', () => {
  test.each(bankLateAcceptScenarios)('$name', play);
});

describe('the ttl where none is given', () => {
  test.each([
    ['no options', () => new Bank()],
    ['empty options', () => new Bank({})],
  ])('is 86,400, with %s', (_, make) => {
    const bank = make();
    bank.createAccount(0, 'a');
    bank.createAccount(0, 'b');
    bank.deposit(0, 'a', 10);
    bank.transfer(5, 'a', 'b', 4);
    bank.transfer(5, 'a', 'b', 6);
    expect(bank.getBalance(0, 'a', 86_404)).toBe(0n);
    expect(bank.acceptTransfer(86_404, 'b', 'transfer1')).toBe(true);
    expect(bank.acceptTransfer(86_405, 'b', 'transfer2')).toBe(false);
    expect(bank.getBalance(0, 'a', 86_405)).toBe(6n);
  });
});

describe('a long chain of merges', () => {
  const LENGTH = 2_000;

  test('is followed from its first account to its last, late operations too', () => {
    const bank = new Bank({ transferTtl: 10 * LENGTH });
    bank.createAccount(0, 'account0');
    bank.deposit(0, 'account0', 10);
    bank.createAccount(0, 'payer');
    bank.deposit(0, 'payer', 7);
    expect(bank.transfer(0, 'payer', 'account0', 7)).toBe('transfer1');
    for (let at = 1; at <= LENGTH; at += 1) {
      bank.createAccount(at, `account${at}`);
      expect(bank.mergeAccounts(at, `account${at}`, `account${at - 1}`)).toBe(true);
    }
    expect(bank.withdraw(2 * LENGTH, `account${LENGTH}`, 6)).toBe(true);
    expect(bank.withdraw(0, 'account0', 5)).toBe(false);
    expect(bank.withdraw(0, 'account0', 4)).toBe(true);
    expect(bank.getBalance(0, `account${LENGTH}`, 2 * LENGTH)).toBe(0n);
    expect(bank.getBalance(0, 'account500', 500)).toBe(6n);
    expect(bank.getBalance(0, 'account500', 501)).toBe(null);
    expect(bank.acceptTransfer(1_000, 'account1000', 'transfer1')).toBe(true);
    expect(bank.getBalance(0, 'account999', 999)).toBe(6n);
    expect(bank.getBalance(0, 'account1000', 1_000)).toBe(13n);
    expect(bank.getBalance(0, `account${LENGTH}`, 2 * LENGTH)).toBe(7n);
    expect(bank.historicalTotals(0, `account${LENGTH}`, 2 * LENGTH)).toEqual({ in: 17n, out: 10n });
  });
});
