import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PlainPayment, PlainRefund } from '../oracle/plain-refund-ledger.ts';
import { Happenings, holds, pick } from '../support/memory/refund-and-credit-checks.ts';
import { bareAllocations, type LedgerApi, openRealLedger } from '../support/memory/refund-apis.ts';
import { playRefundScript, refundScripts, rulesArbitrary, USERS } from '../support/memory/refund-script.ts';

const RUNS = 2_000;
const OPERATIONS = 200;

/** Each of these must be met often, or the random runs prove little. */
const HAPPENINGS = [
  'payment id taken',
  'refused: refund id taken',
  'refused: unknown payment',
  'refused: payment of another user',
  'refused: payment later than the refund',
  'refused: payment does not cover',
  'refused: not covered in full',
  'refunded by id',
  'refunded by rules',
  'refunded from several payments',
  'payment exhausted',
  'payment at the same moment',
  'later payment skipped',
  'misuse',
];

test(`RefundLedger equals its plain reading: ${RUNS} runs of ${OPERATIONS} operations`, () => {
  const happenings = new Happenings();
  holds(
    fc.property(refundScripts(OPERATIONS), (script) =>
      playRefundScript(script, openRealLedger, happenings.note),
    ),
    { numRuns: RUNS },
  );
  expect(happenings.rarer(RUNS, HAPPENINGS)).toEqual([]);
});

const payments = fc.uniqueArray(
  fc.record({
    paymentId: fc.nat({ max: 60 }).map((id) => `p${id}`),
    userId: fc.constantFrom(...USERS),
    amount: fc.integer({ min: 1, max: 6 }),
    timestamp: fc.integer({ min: 0, max: 12 }),
  }),
  { selector: ({ paymentId }) => paymentId, minLength: 5, maxLength: 30 },
);

const refunds = fc
  .array(
    fc.record({
      userId: fc.constantFrom(...USERS),
      amount: fc.integer({ min: 1, max: 12 }),
      timestamp: fc.integer({ min: 0, max: 13 }),
      rules: rulesArbitrary,
    }),
    { minLength: 5, maxLength: 15 },
  )
  .map((drawn) => drawn.map((refund, place) => ({ ...refund, refundId: `r${place}` })));

function paid(all: readonly PlainPayment[]): LedgerApi {
  const ledger = openRealLedger();
  for (const payment of all) expect(ledger.addPayment(payment)).toBe(true);
  return ledger;
}

function refundAll(ledger: LedgerApi, all: readonly PlainRefund[]): unknown[] {
  return all.map((refund) => bareAllocations(ledger.addRefund(refund)));
}

/** The sum of allocations; `null` for a refusal. */
function sumOf(answer: unknown): bigint | null {
  if (!Array.isArray(answer)) return null;
  return answer.reduce<bigint>((sum, each) => sum + BigInt(String(pick(each, 'amount').amount)), 0n);
}

describe('truths about the real ledger alone', () => {
  test('the order in which payments arrive does not matter to a later refund', () => {
    const shuffled = payments.chain((all) =>
      fc.record({ all: fc.constant(all), other: fc.shuffledSubarray(all, { minLength: all.length }) }),
    );
    holds(
      fc.property(shuffled, refunds, ({ all, other }, asked) => {
        expect(refundAll(paid(other), asked)).toEqual(refundAll(paid(all), asked));
      }),
      { numRuns: 500 },
    );
  });

  test('allocations sum to the amount, the balance falls by it, and no payment is drawn twice in a refund', () => {
    holds(
      fc.property(payments, refunds, (all, asked) => {
        const ledger = paid(all);
        for (const refund of asked) {
          const before = BigInt(String(ledger.getUserBalance(refund.userId)));
          const answer = ledger.addRefund(refund);
          const sum = sumOf(answer);
          expect(sum === null || sum === BigInt(refund.amount)).toBe(true);
          expect(ledger.getUserBalance(refund.userId)).toBe(before - (sum ?? 0n));
          const ids = Array.isArray(answer) ? answer.map((each) => pick(each, 'paymentId').paymentId) : [];
          expect(new Set(ids).size).toBe(ids.length);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a refused refund changes nothing that any later call can see', () => {
    holds(
      fc.property(payments, refunds, (all, asked) => {
        const full = paid(all);
        const answers = refundAll(full, asked);
        const accepted = asked.filter((_, place) => answers[place] !== null);
        expect(refundAll(paid(all), accepted)).toEqual(answers.filter((answer) => answer !== null));
      }),
      { numRuns: 500 },
    );
  });

  test('what happens to one user is not changed by what others do', () => {
    holds(
      fc.property(payments, refunds, fc.constantFrom(...USERS), (all, asked, user) => {
        const mine = asked.filter(({ userId }) => userId === user);
        const together = refundAll(paid(all), asked).filter((_, place) => asked[place]?.userId === user);
        expect(refundAll(paid(all.filter(({ userId }) => userId === user)), mine)).toEqual(together);
      }),
      { numRuns: 500 },
    );
  });

  test('a refund by rules equals the refunds by id of what it allocates', () => {
    holds(
      fc.property(payments, refunds, (all, asked) => {
        const byRules = paid(all);
        const byId = paid(all);
        asked.forEach((refund, place) => {
          const answer = byRules.addRefund(refund);
          if (!Array.isArray(answer)) return;
          answer.forEach((each, part) => {
            const { paymentId, amount } = pick(each, 'paymentId', 'amount');
            const { userId, timestamp } = refund;
            const named = { refundId: `${place}.${part}`, userId, timestamp, paymentId, amount };
            expect(bareAllocations(byId.addRefund(named))).toEqual([{ paymentId, amount }]);
          });
        });
        for (const { paymentId } of all) expect(byId.remaining(paymentId)).toBe(byRules.remaining(paymentId));
        for (const user of USERS) expect(byId.getUserBalance(user)).toBe(byRules.getUserBalance(user));
      }),
      { numRuns: 500 },
    );
  });
});
