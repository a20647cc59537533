import { type AmountInput, positiveAmount } from '../base/amount.ts';
import { readOptions } from '../base/checked-options.ts';
import { checkId } from '../base/id.ts';
import { timestamp } from '../base/timestamp.ts';
import { shortestRules, UNRANKED_RULES, type UnrankedRule } from '../commands/refund-rules.ts';
import { RefundBook } from './refund-book.ts';

/** Which rules hold for refunds that name none. */
export interface RefundLedgerOptions {
  /** The rules of refunds that name none. Default: oldest first, then by id. */
  readonly rules?: readonly UnrankedRule[] | undefined;
}

/** A payment that comes in. */
export interface PaymentInput {
  /** Its id; the first one of an id stays. */
  readonly paymentId: string;
  /** Who paid. */
  readonly userId: string;
  /** How much, in minor units. */
  readonly amount: AmountInput;
  /** When, in a unit of the caller's. */
  readonly timestamp: number;
}

/** A refund that is asked for. */
export interface RefundInput {
  /** Its id, taken once it was accepted. */
  readonly refundId: string;
  /** Who gets it: only payments of this user give. */
  readonly userId: string;
  /** How much, in minor units. */
  readonly amount: AmountInput;
  /** When: later payments do not give. */
  readonly timestamp: number;
  /** Refund this payment and no other. */
  readonly paymentId?: string | undefined;
  /** Choose payments by these rules, compared left to right. */
  readonly rules?: readonly UnrankedRule[] | undefined;
}

const REFUND_MEMBERS = ['refundId', 'userId', 'amount', 'timestamp', 'paymentId', 'rules'] as const;

/** What one payment gives towards a refund. */
export interface Allocation {
  /** The payment's id. */
  readonly paymentId: string;
  /** What was taken of it, in minor units. */
  readonly amount: bigint;
}

/**
 * Payments, and refunds that name one or choose among them by rules: in memory, synchronous. Malformed input
 * throws a TallystickError and changes nothing. With m payments of a user and k touched, adding a payment
 * costs O(log m), a refund by rules O(k log m), a refund by id or one refused for lack of money O(log m).
 */
export class RefundLedger {
  readonly #book = new RefundBook();
  readonly #rules: readonly UnrankedRule[];

  constructor(options: RefundLedgerOptions = {}) {
    const { rules = [] } = readOptions('options', options, ['rules']);
    this.#rules = shortestRules('rules', rules, UNRANKED_RULES);
  }

  /** Takes a payment. False when its id is taken. */
  addPayment(payment: PaymentInput): boolean {
    const taken = readOptions('payment', payment, ['paymentId', 'userId', 'amount', 'timestamp']);
    return this.#book.pay({
      payment: checkId('paymentId', taken.paymentId),
      user: checkId('userId', taken.userId),
      amount: positiveAmount('amount', taken.amount),
      at: timestamp('timestamp', taken.timestamp),
    });
  }

  /**
   * Takes a refund: what each payment gives, in the order drawn; or null when the payments do not cover it,
   * the named one is unknown, another user's or later, or the refund's id was used. A refused one leaves no
   * trace.
   */
  addRefund(refund: RefundInput): Allocation[] | null {
    const taken = readOptions('refund', refund, REFUND_MEMBERS);
    const rules =
      taken.rules === undefined ? this.#rules : shortestRules('rules', taken.rules, UNRANKED_RULES);
    const draws = this.#book.refund({
      refund: checkId('refundId', taken.refundId),
      user: checkId('userId', taken.userId),
      amount: positiveAmount('amount', taken.amount),
      at: timestamp('timestamp', taken.timestamp),
      payment: taken.paymentId === undefined ? undefined : checkId('paymentId', taken.paymentId),
      rules,
    });
    return draws === null ? null : draws.map(({ lot, amount }) => ({ paymentId: lot, amount }));
  }

  /** What remains of all of a user's payments; 0 for an unknown user. O(1). */
  getUserBalance(userId: string): bigint {
    return this.#book.balance(checkId('userId', userId));
  }

  /** What remains of a payment; null for an unknown one. O(1). */
  remaining(paymentId: string): bigint | null {
    return this.#book.payment(checkId('paymentId', paymentId))?.remaining ?? null;
  }
}
