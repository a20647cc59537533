import { expect, test } from 'vitest';
import { PaymentBank } from '../../src/memory/index.ts';
import { PlainPaymentBank } from '../oracle/plain-payment-bank.ts';
import { perform } from '../support/memory/ledger-bank-calls.ts';
import { cashbackAndMergeScenarios } from '../support/memory/payment-bank-merge-scenarios.ts';
import { type PaymentBankScenario, paymentBankScenarios } from '../support/memory/payment-bank-scenarios.ts';

const DAY = 86_400_000;

const scenarios = [...paymentBankScenarios, ...cashbackAndMergeScenarios];

function play(bank: object, { steps }: PaymentBankScenario): void {
  for (const [method, ...rest] of steps) {
    const expected = rest.at(-1);
    const answer = perform(bank, [method, ...rest.slice(0, -1)]);
    expect([method, ...rest.slice(0, -1), answer]).toEqual([
      method,
      ...rest.slice(0, -1),
      typeof expected === 'number' ? BigInt(expected) : expected,
    ]);
  }
}

test.each(scenarios)('$name ($source)', (scenario) => {
  play(new PaymentBank(), scenario);
});

test.each(scenarios)('the definition: $name', (scenario) => {
  play(new PlainPaymentBank({ cashbackDelay: DAY }), scenario);
});

test('a hundred thousand payments due at one moment come about at the next call', () => {
  const bank = new PaymentBank();
  bank.createAccount(0, 'a');
  bank.deposit(0, 'a', 60_000);
  for (let i = 0; i < 100_000; i += 1) bank.schedulePayment(0, 'a', 1, 10);
  expect(bank.getBalance(9, 'a', 9)).toBe(60_000n);
  expect(bank.getBalance(10, 'a', 10)).toBe(0n);
  expect(bank.getPaymentStatus(10, 'a', 'payment60000')).toBe('EXECUTED');
  expect(bank.getPaymentStatus(10, 'a', 'payment60001')).toBe('FAILED');
});
