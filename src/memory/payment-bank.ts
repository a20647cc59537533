import { type AmountInput, positiveAmount } from '../base/amount.ts';
import { assert } from '../base/assert.ts';
import { readOptions } from '../base/checked-options.ts';
import { TallystickError } from '../base/error.ts';
import { checkId } from '../base/id.ts';
import { OrderedTree } from '../base/ordered-tree.ts';
import { BEGINNING, nonNegativeDuration, timestamp } from '../base/timestamp.ts';
import type { SingleCommand } from '../commands/command-table.ts';
import { WORLD } from '../commands/field.ts';
import type { Reason } from '../commands/reasons.ts';
import type { Account } from '../kernel/account/account.ts';
import { Book } from '../kernel/book.ts';
import { afterAll } from '../kernel/time/instant.ts';
import { ownId } from './own-ids.ts';
import { isRefused } from './refusal.ts';
import { NO_SUMMARY, Spenders } from './spenders.ts';

/** When cashback comes. */
export interface PaymentBankOptions {
  /** How long after a payment its cashback comes, in the unit of the timestamps. Default 86,400,000: a day of milliseconds. */
  readonly cashbackDelay?: number | undefined;
}

/**
 * How a payment stands. Of one made by `pay`: `IN_PROGRESS` until its cashback comes, then `CASHBACK_RECEIVED`, or
 * `CASHBACK_FAILED` where it would have taken the balance out of range. Of a scheduled one: `SCHEDULED`, then `EXECUTED`,
 * `FAILED` (too little was there at its moment) or `CANCELLED`.
 */
export type PaymentStatus =
  | 'IN_PROGRESS'
  | 'CASHBACK_RECEIVED'
  | 'CASHBACK_FAILED'
  | 'SCHEDULED'
  | 'EXECUTED'
  | 'FAILED'
  | 'CANCELLED';

interface Payment {
  readonly ordinal: number;
  /** The life of an account that made it; what that was merged into has it now. */
  readonly account: Account;
  readonly due: 'cashback' | 'payment';
  /** How much is due. */
  readonly amount: bigint;
  readonly dueAt: number;
  status: PaymentStatus;
}

const CASHBACK_PERCENT = 2n;

function compareDue(a: Payment, b: Payment): number {
  return (
    a.dueAt - b.dueAt || Number(a.due === 'payment') - Number(b.due === 'payment') || a.ordinal - b.ordinal
  );
}

/**
 * Payments with cashback, payments that are scheduled, and who spends most: in memory, synchronous. Time never goes back: a
 * timestamp before the latest one throws. What is due by a call's timestamp comes about first, each at its own moment; at one
 * moment cashback comes before scheduled payments, and these in the order in which they were scheduled. With p payments due,
 * n changes of an account and a accounts, a call costs O(log n + log a + log p), and as much for each payment that comes due.
 */
export class PaymentBank {
  readonly #book = new Book();
  readonly #cashbackDelay: number;
  readonly #payments = new Map<string, Payment>();
  readonly #due = new OrderedTree<Payment, Payment, null>(compareDue, NO_SUMMARY);
  readonly #spenders = new Spenders();
  #now = BEGINNING;

  constructor(options: PaymentBankOptions = {}) {
    const { cashbackDelay = 86_400_000 } = readOptions('options', options, ['cashbackDelay']);
    this.#cashbackDelay = nonNegativeDuration('cashbackDelay', cashbackDelay);
  }

  /** False when there is an account of that id. One that was merged away may be created anew, and knows nothing of its past. */
  createAccount(at: number, accountId: string): boolean {
    const now = this.#checkTime(at);
    const account = ownId(checkId('accountId', accountId));
    this.#comeTo(now);
    const command = { kind: 'open_account', account, asset: 'UNIT/0', effectiveAt: now } as const;
    if (!this.#execute(command, ['account_exists'])) return false;
    this.#spenders.open(account, accountId);
    return true;
  }

  /** The balance after it; null when there is no such account. */
  deposit(at: number, accountId: string, amount: AmountInput): bigint | null {
    const now = this.#checkTime(at);
    const to = ownId(checkId('accountId', accountId));
    const checked = positiveAmount('amount', amount);
    this.#comeTo(now);
    const command = { kind: 'transfer', from: WORLD, to, amount: checked, effectiveAt: now } as const;
    return this.#execute(command, ['account_unknown']) ? this.#balance(to) : null;
  }

  /** The source's balance after it; null when source and target are one, either does not exist, or too little is there. */
  transfer(at: number, sourceId: string, targetId: string, amount: AmountInput): bigint | null {
    const now = this.#checkTime(at);
    const from = ownId(checkId('sourceId', sourceId));
    const to = ownId(checkId('targetId', targetId));
    const checked = positiveAmount('amount', amount);
    this.#comeTo(now);
    const command = { kind: 'transfer', from, to, amount: checked, effectiveAt: now } as const;
    if (!this.#execute(command, ['same_account', 'account_unknown', 'insufficient_funds'])) return null;
    this.#spenders.spend(from, checked);
    return this.#balance(from);
  }

  /**
   * Takes the amount, and gives 2 % of it back, rounded down, after the bank's cashback delay. The payment's id, `payment1`,
   * `payment2`, ... in the order of success, scheduled ones included; null when there is no such account, or too little in it.
   */
  pay(at: number, accountId: string, amount: AmountInput): string | null {
    const now = this.#checkTime(at);
    const from = ownId(checkId('accountId', accountId));
    const checked = positiveAmount('amount', amount);
    const dueAt = later(now, 'timestamp', at, this.#cashbackDelay);
    this.#comeTo(now);
    const command = { kind: 'transfer', from, to: WORLD, amount: checked, effectiveAt: now } as const;
    if (!this.#execute(command, ['account_unknown', 'insufficient_funds'])) return null;
    this.#spenders.spend(from, checked);
    const amountBack = (checked * CASHBACK_PERCENT) / 100n;
    return this.#keep(from, { due: 'cashback', amount: amountBack, dueAt, status: 'IN_PROGRESS' });
  }

  /**
   * Schedules a payment for `delay` later. It reserves nothing: at its moment it is made if enough is there then, and fails
   * for good if not. The payment's id as `pay` gives it; null when there is no such account.
   */
  schedulePayment(at: number, accountId: string, amount: AmountInput, delay: number): string | null {
    const now = this.#checkTime(at);
    const id = ownId(checkId('accountId', accountId));
    const checked = positiveAmount('amount', amount);
    const dueAt = later(now, 'delay', delay, nonNegativeDuration('delay', delay));
    this.#comeTo(now);
    if (this.#living(id) === undefined) return null;
    return this.#keep(id, { due: 'payment', amount: checked, dueAt, status: 'SCHEDULED' });
  }

  /** True, once, when the payment is scheduled, not due by now, and the account's own. */
  cancelPayment(at: number, accountId: string, paymentId: string): boolean {
    const now = this.#checkTime(at);
    const id = ownId(checkId('accountId', accountId));
    checkId('paymentId', paymentId);
    this.#comeTo(now);
    const payment = this.#paymentOf(id, paymentId);
    if (payment?.status !== 'SCHEDULED') return false;
    payment.status = 'CANCELLED';
    this.#due.delete(payment);
    return true;
  }

  /** How a payment of the account stands; null when there is no such account, or the payment is none of its. */
  getPaymentStatus(at: number, accountId: string, paymentId: string): PaymentStatus | null {
    const now = this.#checkTime(at);
    const id = ownId(checkId('accountId', accountId));
    checkId('paymentId', paymentId);
    this.#comeTo(now);
    return this.#paymentOf(id, paymentId)?.status ?? null;
  }

  /**
   * The first n accounts by all that they sent and paid, most first, then by id in UTF-8 byte order: `['anna(300)', 'ben(0)']`.
   * O(n).
   */
  topSpenders(at: number, n: number): string[] {
    const now = this.#checkTime(at);
    if (!Number.isSafeInteger(n) || n < 0) {
      throw new TallystickError('bad_option', 'n', n, 'a non-negative safe integer');
    }
    this.#comeTo(now);
    return this.#spenders.first(n);
  }

  /**
   * Account 2 goes into account 1, with its balance, all that it spent, its payments and what is still to come of them. False
   * when the ids are equal, or either does not exist.
   */
  mergeAccounts(at: number, accountId1: string, accountId2: string): boolean {
    const now = this.#checkTime(at);
    const into = ownId(checkId('accountId1', accountId1));
    const from = ownId(checkId('accountId2', accountId2));
    this.#comeTo(now);
    const command = { kind: 'merge', into, from, effectiveAt: now } as const;
    if (!this.#execute(command, ['same_account', 'account_unknown'])) return false;
    this.#spenders.merge(into, from);
    return true;
  }

  /**
   * The balance just after everything at `timeAt`; null where the account did not exist then. What is to come after the
   * timestamp is not foreseen: a later `timeAt` is answered as of the timestamp.
   */
  getBalance(at: number, accountId: string, timeAt: number): bigint | null {
    const now = this.#checkTime(at);
    const id = ownId(checkId('accountId', accountId));
    const moment = Math.min(timestamp('timeAt', timeAt), now);
    this.#comeTo(now);
    const account = this.#book.state.accounts.living(id, afterAll(moment));
    return account === undefined ? null : account.timeline.sumsAt(moment).available;
  }

  #checkTime(at: number): number {
    const now = timestamp('timestamp', at);
    if (now >= this.#now) return now;
    throw new TallystickError(
      'bad_timestamp',
      'timestamp',
      at,
      `no timestamp before the latest, ${this.#now}`,
    );
  }

  /** Lets everything come about that is due by then. */
  #comeTo(now: number): void {
    this.#now = now;
    for (let due = this.#due.first()?.[0]; due !== undefined && due.dueAt <= now; ) {
      this.#due.delete(due);
      due.status = due.due === 'cashback' ? this.#payBack(due) : this.#payOut(due);
      due = this.#due.first()?.[0];
    }
  }

  #payBack(payment: Payment): PaymentStatus {
    const { amount, dueAt } = payment;
    if (amount === 0n) return 'CASHBACK_RECEIVED';
    const to = this.#holder(payment).row.id;
    // Nobody who makes a call later can help it that there is no room: it is on record instead of thrown.
    const answers: Reason[] = ['amount_out_of_range'];
    const command = { kind: 'transfer', from: WORLD, to, amount, effectiveAt: dueAt } as const;
    return this.#execute(command, answers) ? 'CASHBACK_RECEIVED' : 'CASHBACK_FAILED';
  }

  #payOut(payment: Payment): PaymentStatus {
    const { amount, dueAt } = payment;
    const from = this.#holder(payment).row.id;
    const command = { kind: 'transfer', from, to: WORLD, amount, effectiveAt: dueAt } as const;
    if (!this.#execute(command, ['insufficient_funds'])) return 'FAILED';
    this.#spenders.spend(from, amount);
    return 'EXECUTED';
  }

  #keep(id: string, payment: Pick<Payment, 'due' | 'amount' | 'dueAt' | 'status'>): string {
    const account = this.#living(id);
    assert(account !== undefined, 'who makes a payment lives');
    const kept = { ...payment, account, ordinal: this.#payments.size + 1 };
    this.#payments.set(`payment${kept.ordinal}`, kept);
    this.#due.set(kept, kept);
    return `payment${kept.ordinal}`;
  }

  #living(id: string): Account | undefined {
    return this.#book.state.accounts.living(id, afterAll(this.#now));
  }

  /** What has the payment's account now. */
  #holder({ account }: Payment): Account {
    return this.#book.state.accounts.heldBy(account, afterAll(this.#now));
  }

  /** The payment of that id, if it is that account's. */
  #paymentOf(id: string, paymentId: string): Payment | undefined {
    const payment = this.#payments.get(paymentId);
    const account = this.#living(id);
    if (payment === undefined || account === undefined) return undefined;
    return this.#holder(payment) === account ? payment : undefined;
  }

  #balance(id: string): bigint {
    const account = this.#living(id);
    assert(account !== undefined, 'an account that money passed to or from lives');
    return account.timeline.sumsAt(this.#now).available;
  }

  #execute(command: SingleCommand, answers: readonly Reason[]): boolean {
    const amount = 'amount' in command ? command.amount : undefined;
    return !isRefused(this.#book.execute(command), amount, answers);
  }
}

/** A moment that lies so much later. */
function later(now: number, field: string, value: number, delay: number): number {
  if (Number.isSafeInteger(now + delay)) return now + delay;
  throw new TallystickError(
    'bad_timestamp',
    field,
    value,
    'a moment for what is to come that is a safe integer',
  );
}
