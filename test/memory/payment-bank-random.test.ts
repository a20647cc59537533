import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PaymentBank } from '../../src/memory/index.ts';
import { PlainPaymentBank } from '../oracle/plain-payment-bank.ts';
import {
  answerOrMisuse,
  type Call,
  callText,
  sameAnswer,
  shortestFailure,
} from '../support/memory/ledger-bank-calls.ts';

const IDS = ['a', 'b', 'world', '__proto__'];
const CASHBACK_DELAY = 5;

const account = fc.constantFrom(...IDS);
const amount = fc.integer({ min: 1, max: 120 });
/** How many payments ago the one was made that is meant: which that is, is known only when the calls before have been answered. */
const back = fc.nat({ max: 5 });

/** A call but for its timestamp. */
const unplaced: fc.Arbitrary<Call> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.constant('createAccount'), account) },
  { weight: 9, arbitrary: fc.tuple(fc.constant('deposit'), account, amount) },
  { weight: 5, arbitrary: fc.tuple(fc.constant('transfer'), account, account, amount) },
  { weight: 5, arbitrary: fc.tuple(fc.constant('pay'), account, amount) },
  { weight: 7, arbitrary: fc.tuple(fc.constant('schedulePayment'), account, amount, fc.nat({ max: 8 })) },
  { weight: 6, arbitrary: fc.tuple(fc.constant('cancelPayment'), account, back) },
  { weight: 12, arbitrary: fc.tuple(fc.constant('getPaymentStatus'), account, back) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('topSpenders'), fc.nat({ max: 5 })) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('mergeAccounts'), account, account) },
  { weight: 5, arbitrary: fc.tuple(fc.constant('getBalance'), account, fc.nat({ max: 80 })) },
);

/** How far time moves on before a call: mostly not at all, so that much comes together at one moment. */
const pause = fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, 1, 3);

const run = fc
  .noBias(fc.array(fc.tuple(pause, unplaced), { minLength: 120, maxLength: 120, size: 'max' }))
  .map((steps) => {
    let now = 0;
    const opened: Call[] = IDS.slice(0, 3).map((id) => ['createAccount', 0, id]);
    return opened.concat(
      steps.map(([later, [method, ...args]]): Call => {
        now += later;
        return [method, now, ...args];
      }),
    );
  });

/** Plays calls on the plain bank: each as it was made, payments by their ids, with its answer. */
function* played(
  calls: readonly Call[],
): IterableIterator<{ readonly call: Call; readonly expected: unknown }> {
  const plain = new PlainPaymentBank({ cashbackDelay: CASHBACK_DELAY });
  let payments = 0;
  for (const [method, ...args] of calls) {
    const namesOne = method === 'cancelPayment' || method === 'getPaymentStatus';
    const call: Call = namesOne
      ? [method, ...args.slice(0, 2), `payment${payments - Number(args[2])}`]
      : [method, ...args];
    const expected = answerOrMisuse(plain, call);
    if (typeof expected === 'string' && expected.startsWith('payment')) payments += 1;
    yield { call, expected };
  }
}

function disagreement(calls: readonly Call[]): string | undefined {
  const bank = new PaymentBank({ cashbackDelay: CASHBACK_DELAY });
  const script: string[] = [];
  for (const { call, expected } of played(calls)) {
    const answer = answerOrMisuse(bank, call);
    script.push(callText('bank', call));
    if (sameAnswer(answer, expected)) continue;
    return `${script.join('\n')}\nanswered ${String(answer)} and should have answered ${String(expected)}`;
  }
  return undefined;
}

test('the payment bank answers as the plain one, call by call', () => {
  fc.assert(
    fc.property(run, (calls) => {
      const failure = disagreement(calls) && shortestFailure(calls, disagreement);
      if (failure !== undefined) throw new Error(failure);
    }),
    { numRuns: 1_500, seed: 20_261_130, endOnFailure: true },
  );
});

/** What must come about in 200 runs, so that the random runs mean something. */
const LEAST: Readonly<Record<string, number>> = {
  'createAccount true': 300,
  'createAccount false': 500,
  'deposit null': 100,
  'transfer null': 1_000,
  'transfer done': 350,
  'pay done': 500,
  'pay null': 500,
  'schedulePayment done': 2_000,
  'cancelPayment true': 50,
  'cancelPayment false': 1_000,
  'mergeAccounts true': 150,
  'getBalance null': 300,
  'getBalance done': 1_000,
  'status SCHEDULED': 50,
  'status EXECUTED': 100,
  'status FAILED': 50,
  'status CANCELLED': 10,
  'status IN_PROGRESS': 50,
  'status CASHBACK_RECEIVED': 50,
};

test('the random runs reach everything that they are for', () => {
  const counts = new Map<string, number>();
  for (const calls of fc.sample(run, { numRuns: 200, seed: 7 })) {
    for (const { call, expected } of played(calls)) {
      const what = outcome(call[0], expected);
      counts.set(what, (counts.get(what) ?? 0) + 1);
    }
  }
  expect(Object.entries(LEAST).filter(([what, least]) => (counts.get(what) ?? 0) < least)).toEqual([]);
});

function outcome(method: string, answer: unknown): string {
  if (method === 'getPaymentStatus' && answer !== null) return `status ${String(answer)}`;
  return typeof answer === 'boolean' || answer === null ? `${method} ${String(answer)}` : `${method} done`;
}
