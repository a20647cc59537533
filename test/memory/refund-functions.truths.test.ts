import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PaymentRow, PayRecord, RefundRecord } from '../oracle/plain-refund-functions.ts';
import { holds, pick } from '../support/memory/refund-and-credit-checks.ts';
import { realFunctions as api, openRealLedger } from '../support/memory/refund-apis.ts';
import {
  costOps,
  firstOfEachId,
  ledgerOps,
  paymentRows,
  present,
  refundRecords,
} from '../support/memory/refund-records.ts';
import { rulesArbitrary } from '../support/memory/refund-script.ts';

type Row = PayRecord | RefundRecord;

const RUNS = { numRuns: 500 };
const ROWS = 100;
const cuts = fc.nat({ max: ROWS });

function rowsIn(answer: unknown): number[][][] {
  if (!Array.isArray(answer)) throw new Error(`not a list: ${answer}`);
  return answer;
}

function paymentsOf(rows: readonly Row[]): PaymentRow[] {
  return rows.flatMap((row) => (row[0] === 1 ? [[row[1], row[2], row[3], row[4]] as const] : []));
}

/** The payments of some rows as records, each with only what the answers have left of it. */
function carriedOver(rows: readonly Row[], answers: readonly (readonly number[][])[]): Row[] {
  const [payments, left] = rowsIn(api.buildStorageIndexes(paymentsOf(rows), answers.flat()));
  const remaining = new Map((left ?? []).map(([id, amount]) => [id, amount]));
  return (payments ?? []).map(([id = 0, user = 0, , at = 0]) => [1, id, user, remaining.get(id) ?? 0, at]);
}

describe('one run equals two runs over its halves', () => {
  test('processRecords, with what the first half left carried over by buildStorageIndexes', () => {
    holds(
      fc.property(refundRecords(ROWS, true), rulesArbitrary, cuts, (rows, rules, cut) => {
        const whole = rowsIn(api.processRecords(rows, rules));
        const first = rowsIn(api.processRecords(rows.slice(0, cut), rules));
        const carried = carriedOver(rows.slice(0, cut), first);
        const second = rowsIn(api.processRecords([...carried, ...rows.slice(cut)], rules));
        expect([...first, ...second]).toEqual(whole);
      }),
      RUNS,
    );
  });

  test('applyPartialRefunds', () => {
    const payments = paymentRows(ROWS);
    const refunds = fc.array(fc.tuple(fc.integer({ min: -6, max: 40 }), fc.nat({ max: 4 })), {
      maxLength: ROWS,
    });
    holds(
      fc.property(payments, refunds, cuts, (drawn, asked, cut) => {
        const start = firstOfEachId(present(drawn)).map(([id, , amount]) => [id, amount]);
        const whole = rowsIn(api.applyPartialRefunds(start, asked));
        const first: unknown[] = rowsIn(api.applyPartialRefunds(start, asked.slice(0, cut)));
        const left = new Map(start.map(([id, amount]) => [id, amount]));
        asked.slice(0, cut).forEach(([id], place) => {
          const answer = first[place];
          if (Array.isArray(answer) && answer[0] === 1) left.set(id, answer[2]);
        });
        const second = rowsIn(api.applyPartialRefunds([...left], asked.slice(cut)));
        expect([...first, ...second]).toEqual(whole);
      }),
      RUNS,
    );
  });

  test('simulateLedger: the answers of a beginning are the beginning of the answers', () => {
    holds(
      fc.property(ledgerOps(ROWS), cuts, (drawn, cut) => {
        const ops = present(drawn);
        const whole = api.simulateLedger(ops);
        expect(Array.isArray(whole) ? whole.slice(0, cut) : whole).toEqual(
          api.simulateLedger(ops.slice(0, cut)),
        );
      }),
      RUNS,
    );
  });

  test('estimateCosts: costs of different users add up', () => {
    holds(
      fc.property(costOps(ROWS), (ops) => {
        const costs = (of: typeof ops): number[] => {
          const answer = api.estimateCosts(of);
          return Array.isArray(answer) ? answer : [];
        };
        const [naive = 0, indexed = 0, , payments = 0] = costs(ops);
        const parts = [...new Set(ops.map(([, user]) => user))].map((user) =>
          costs(ops.filter((op) => op[1] === user)),
        );
        const sum = (place: number): number => parts.reduce((total, part) => total + (part[place] ?? 0), 0);
        expect([sum(0), sum(1), sum(3)]).toEqual([naive, indexed, payments]);
        expect(costs(ops)[2]).toBe(Math.sign(naive - indexed));
      }),
      RUNS,
    );
  });
});

describe('one meaning through several functions', () => {
  test('the order in which payments arrive before the refunds does not matter', () => {
    const input = refundRecords(ROWS, true).chain((rows) => {
      const payments = firstOfEachId(paymentsOf(rows));
      const shuffled = fc.shuffledSubarray(payments, { minLength: payments.length });
      return fc.record({ rows: fc.constant(rows), payments: fc.constant(payments), shuffled });
    });
    holds(
      fc.property(input, rulesArbitrary, ({ rows, payments, shuffled }, rules) => {
        const refunds = rows.filter(([kind]) => kind === 2);
        const pay = (all: readonly PaymentRow[]): Row[] => all.map((row) => [1, ...row] as const);
        const answers = api.processRecords([...pay(shuffled), ...refunds], rules);
        expect(answers).toEqual(api.processRecords([...pay(payments), ...refunds], rules));
      }),
      RUNS,
    );
  });

  test('allocations sum to the amount and stay within what is left', () => {
    holds(
      fc.property(refundRecords(ROWS), rulesArbitrary, (rows, rules) => {
        const answers = rowsIn(api.processRecords(rows, rules));
        const refunds = rows.filter((row) => row[0] === 2);
        expect(answers.length).toBe(refunds.length);
        answers.forEach((answer, place) => {
          const sum = answer.reduce((total, [, taken = 0]) => total + taken, 0);
          expect(answer.length === 0 || sum === refunds[place]?.[3]).toBe(true);
          expect(answer.every(([, taken = 0]) => taken > 0)).toBe(true);
        });
        const left = carriedOver(rows, answers).map(([, , , amount]) => amount);
        expect(left.every((amount) => amount >= 0)).toBe(true);
      }),
      RUNS,
    );
  });

  test('allocateRefund is the last answer of processRecords', () => {
    const asks = fc.tuple(fc.constantFrom(9, 10), fc.nat({ max: 20 }), fc.integer({ min: 0, max: 13 }));
    holds(
      fc.property(paymentRows(ROWS), asks, rulesArbitrary, (drawn, [user, amount, at], rules) => {
        const payments = firstOfEachId(present(drawn));
        const records = [...payments.map((row) => [1, ...row]), [2, 1, user, amount, at, -1]];
        expect([api.allocateRefund(payments, [user, amount, at], rules)]).toEqual(
          api.processRecords(records, rules),
        );
      }),
      RUNS,
    );
  });

  test('processRecords is the class, with ids written so that their order is the same', () => {
    const written = (id: number): string => String(id + 5_000);
    holds(
      fc.property(refundRecords(ROWS, true), rulesArbitrary, (drawn, rules) => {
        const rows = drawn.filter(([, , , amount]) => amount > 0);
        const ledger = openRealLedger({ rules });
        const answers = rows.flatMap((row) => {
          const [kind, id, user, amount, timestamp] = row;
          const common = { userId: written(user), amount, timestamp };
          if (kind === 1) {
            ledger.addPayment({ ...common, paymentId: written(id) });
            return [];
          }
          const named = row[5] === -1 ? {} : { paymentId: written(row[5]) };
          const answer = ledger.addRefund({ ...common, ...named, refundId: written(id) });
          const each = Array.isArray(answer) ? answer.map((part) => pick(part, 'paymentId', 'amount')) : [];
          return [each.map(({ paymentId, amount: taken }) => [Number(paymentId) - 5_000, Number(taken)])];
        });
        expect(api.processRecords(rows, rules)).toEqual(answers);
      }),
      RUNS,
    );
  });
});
