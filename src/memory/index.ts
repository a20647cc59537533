/**
 * The public entry `tallystick/memory`, listed by hand: five synchronous classes in memory, the six refund
 * functions, and how vector clocks compare. What is not named here is not promised.
 */
import '../check-node.ts';

export type { AmountInput } from '../base/amount.ts';
export { Bug } from '../base/assert.ts';
export { type ClockInput, type ClockRelation, compareClocks } from '../base/clock.ts';
export { BaseError, type ErrorCode, TallystickError } from '../base/error.ts';
export type { UnrankedRule as RefundRule } from '../commands/refund-rules.ts';
export { Bank, type BankOptions, type HistoricalTotals, type PendingTotals } from './bank.ts';
export {
  type AddCreditResult,
  type CreditAllocation,
  CreditBalance,
  type UseCreditResult,
} from './credit-balance.ts';
export { estimateCosts } from './estimate-costs.ts';
export { Ledger } from './ledger.ts';
export { PaymentBank, type PaymentBankOptions, type PaymentStatus } from './payment-bank.ts';
export {
  allocateRefund,
  applyPartialRefunds,
  buildStorageIndexes,
  type PlainAmount,
  type PlainPayment,
  processRecords,
  type StorageIndexes,
  simulateLedger,
} from './refund-functions.ts';
export {
  type Allocation,
  type PaymentInput,
  type RefundInput,
  RefundLedger,
  type RefundLedgerOptions,
} from './refund-ledger.ts';
export type { Ok, Refusal, Result } from './refusal.ts';
