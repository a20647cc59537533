import { assert } from '../base/assert.ts';
import { BEGINNING } from '../base/timestamp.ts';
import type { Refund } from '../commands/lot-commands.ts';
import type { Reason } from '../commands/reasons.ts';
import type { UnrankedRule } from '../commands/refund-rules.ts';
import { Book } from '../kernel/book.ts';
import type { Draw } from '../kernel/lot/draw.ts';
import type { PaymentRow } from '../kernel/refund/payment.ts';
import { decideRefund } from '../kernel/refund/refund.ts';
import { ownId } from './own-ids.ts';
import { isRefused } from './refusal.ts';

interface PaymentRequest {
  readonly payment: string;
  readonly user: string;
  readonly amount: bigint;
  readonly at: number;
}

interface RefundRequest {
  readonly refund: string;
  readonly user: string;
  readonly amount: bigint;
  readonly at: number;
  readonly payment?: string | undefined;
  readonly rules: readonly UnrankedRule[];
}

const PAYMENT_REFUSED: readonly Reason[] = ['payment_exists'];
const REFUND_REFUSED: readonly Reason[] = [
  'account_unknown',
  'refund_exists',
  'payment_unknown',
  'payment_of_another_account',
  'payment_later',
  'payment_insufficient',
  'payments_insufficient',
];

/**
 * A kernel book with an account for each user, as RefundLedger and its six functions share it. An account has
 * no floor of its own: what payments have left is the limit.
 */
export class RefundBook {
  readonly #book = new Book({ keepsHistory: false });

  /** Takes a payment from a user; false when its id is taken. */
  pay(request: PaymentRequest): boolean {
    const { payment, amount, at } = request;
    if (this.payment(payment) !== undefined) return false;
    const account = this.#open(request.user);
    const command = { kind: 'pay', payment, account, amount, effectiveAt: at } as const;
    return !isRefused(this.#book.execute(command), amount, PAYMENT_REFUSED);
  }

  /** Takes a refund: its draws, or null when it is refused. */
  refund(request: RefundRequest): readonly Draw[] | null {
    const decision = this.#book.execute(refundCommand(request));
    if (isRefused(decision, request.amount, REFUND_REFUSED)) return null;
    assert(decision.kind === 'payment_refunded', 'a refund that is not refused refunds');
    return decision.draws;
  }

  /** Refunds a payment to whoever made it, whenever that was; false when less remains. */
  refundPayment(refund: string, payment: PaymentRow, amount: bigint): boolean {
    if (payment.remaining < amount) return false;
    const account = this.#book.state.accounts.byKey(payment.account).row.id;
    const effectiveAt = payment.at;
    const command = { kind: 'refund', refund, account, amount, effectiveAt, payment: payment.id } as const;
    return !isRefused(this.#book.execute(command), amount, REFUND_REFUSED);
  }

  /** What `refund` would answer, without doing it. */
  foresee(request: RefundRequest): readonly Draw[] | null {
    const decision = decideRefund(this.#book.state, refundCommand(request));
    return isRefused(decision, request.amount, REFUND_REFUSED) ? null : decision.draws;
  }

  payment(id: string): PaymentRow | undefined {
    return this.#book.state.payments.get(id);
  }

  /** What remains of all of a user's payments. */
  balance(user: string): bigint {
    const account = this.#book.state.accounts.livesOf(ownId(user))[0];
    if (account === undefined) return 0n;
    return this.#book.state.paymentsByAccount.oldestFirst(account.row.key).total()?.remaining ?? 0n;
  }

  #open(user: string): string {
    const account = ownId(user);
    if (this.#book.state.accounts.livesOf(account).length === 0) {
      const command = { kind: 'open_account', account, asset: 'UNIT/0', floor: null } as const;
      isRefused(this.#book.execute({ ...command, effectiveAt: BEGINNING }), undefined, []);
    }
    return account;
  }
}

function refundCommand(request: RefundRequest): Refund {
  const { refund, amount, at, payment, rules } = request;
  const account = ownId(request.user);
  const named = payment === undefined ? { rules } : { payment };
  return { kind: 'refund', refund, account, amount, effectiveAt: at, ...named };
}
