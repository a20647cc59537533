/** The refunds under test, the real ones and the oracle, behind one interface in the words of the specification. */
import * as real from '../../../src/memory/index.ts';
import * as plainFunctions from '../../oracle/plain-refund-functions.ts';
import { type Note, PlainRefundLedger } from '../../oracle/plain-refund-ledger.ts';
import { pick } from './refund-and-credit-checks.ts';

/** Arguments are `unknown`, so that misuse can be tried without casts. */
export interface LedgerApi {
  addPayment(payment: unknown): unknown;
  addRefund(refund: unknown): unknown;
  getUserBalance(userId: unknown): unknown;
  remaining(paymentId: unknown): unknown;
}

export interface FunctionsApi {
  buildStorageIndexes(payments: unknown, allocations: unknown): unknown;
  simulateLedger(ops: unknown): unknown;
  allocateRefund(payments: unknown, refund: unknown, rules: unknown): unknown;
  applyPartialRefunds(payments: unknown, refunds: unknown): unknown;
  processRecords(records: unknown, rules: unknown): unknown;
  estimateCosts(ops: unknown): unknown;
}

interface LedgerMaker {
  make(options?: unknown): LedgerApi;
}

type RealOptions = ConstructorParameters<typeof real.RefundLedger>[0];

const realMaker: LedgerMaker = {
  make(options?: RealOptions): LedgerApi {
    return options === undefined ? new real.RefundLedger() : new real.RefundLedger(options);
  },
};

export function openRealLedger(...options: readonly unknown[]): LedgerApi {
  return realMaker.make(...options);
}

export function openPlainLedger(options?: { readonly rules?: readonly string[] }, note?: Note): LedgerApi {
  return new PlainRefundLedger(options, note);
}

export const realFunctions: FunctionsApi = real;
export { plainFunctions };

/** Both, so that hand-written expectations also judge the plain reading. */
export const bothLedgers = [
  { which: 'the real ledger', open: openRealLedger },
  { which: 'the plain reading', open: openPlainLedger },
] as const;

const plainDoor: FunctionsApi = plainFunctions;
export const bothFunctions = [
  { which: 'the real functions', api: realFunctions },
  { which: 'the plain reading', api: plainDoor },
] as const;

/** The allocations of a refund without what else they may carry. */
export function bareAllocations(answer: unknown): unknown {
  return Array.isArray(answer) ? answer.map((each) => pick(each, 'paymentId', 'amount')) : answer;
}
