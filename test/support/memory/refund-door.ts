/** The doors that the proof of refunds knocks at, in the words of the specification alone. */
import * as real from '../../../src/memory/index.ts';
import * as plainFunctions from '../../oracle/plain-refund-functions.ts';
import { type Note, PlainRefundLedger } from '../../oracle/plain-refund-ledger.ts';
import { pick } from './refund-and-credit-checks.ts';

/** Arguments are `unknown`, so that misuse can be tried without casts. */
export interface LedgerDoor {
  addPayment(payment: unknown): unknown;
  addRefund(refund: unknown): unknown;
  getUserBalance(userId: unknown): unknown;
  remaining(paymentId: unknown): unknown;
}

export interface FunctionsDoor {
  buildStorageIndexes(payments: unknown, allocations: unknown): unknown;
  simulateLedger(ops: unknown): unknown;
  allocateRefund(payments: unknown, refund: unknown, rules: unknown): unknown;
  applyPartialRefunds(payments: unknown, refunds: unknown): unknown;
  processRecords(records: unknown, rules: unknown): unknown;
  estimateCosts(ops: unknown): unknown;
}

interface LedgerMaker {
  make(options?: unknown): LedgerDoor;
}

type RealOptions = ConstructorParameters<typeof real.RefundLedger>[0];

const realMaker: LedgerMaker = {
  make(options?: RealOptions): LedgerDoor {
    return options === undefined ? new real.RefundLedger() : new real.RefundLedger(options);
  },
};

export function openRealLedger(...options: readonly unknown[]): LedgerDoor {
  return realMaker.make(...options);
}

export function openPlainLedger(options?: { readonly rules?: readonly string[] }, note?: Note): LedgerDoor {
  return new PlainRefundLedger(options, note);
}

export const realFunctions: FunctionsDoor = real;
export { plainFunctions };

/** Both, so that hand-written expectations also judge the plain reading. */
export const bothLedgers = [
  { which: 'the real ledger', open: openRealLedger },
  { which: 'the plain reading', open: openPlainLedger },
] as const;

const plainDoor: FunctionsDoor = plainFunctions;
export const bothFunctions = [
  { which: 'the real functions', door: realFunctions },
  { which: 'the plain reading', door: plainDoor },
] as const;

/** The allocations of a refund without what else they may carry. */
export function bareAllocations(answer: unknown): unknown {
  return Array.isArray(answer) ? answer.map((each) => pick(each, 'paymentId', 'amount')) : answer;
}
