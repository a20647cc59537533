import type { AccountRow } from './account/account.ts';
import { Accounts } from './account/accounts.ts';
import type { CreditRow } from './credit/credit.ts';
import { CreditsByAccount } from './credit/credits-by-account.ts';
import type { HoldRow } from './hold/hold.ts';
import { HoldsById } from './hold/holds-by-id.ts';
import type { OfferRow } from './offer/offer.ts';
import { OffersByAccount } from './offer/offers-by-account.ts';
import type { PaymentRow, RefundRow } from './refund/payment.ts';
import { PaymentsByAccount } from './refund/payments-by-account.ts';
import type { TransactionRow } from './reverse/transaction.ts';
import { type Instant, placeOf } from './time/instant.ts';
import { Table } from './time/table.ts';
import { type Forget, Timeline } from './time/timeline.ts';
import { type Undoable, UndoLog } from './time/undo-log.ts';

export interface BookOptions {
  /**
   * True (the default) keeps all history: reads at any moment, arrivals in any order. False forgets what is
   * behind each account's frontier and every hold that ended, so that memory follows what is alive.
   */
  readonly keepsHistory?: boolean;
}

/** All state of one book: rows, the indexes over them, the timelines of its accounts, and the undo log. */
export class BookState implements Undoable {
  readonly undo = new UndoLog();
  readonly keepsHistory: boolean;

  readonly accounts: Accounts;
  readonly accountRows: Table<AccountRow>;
  readonly holdsById = new HoldsById();
  readonly holds: Table<HoldRow, number>;
  readonly offersByAccount = new OffersByAccount();
  readonly offers: Table<OfferRow>;
  readonly paymentsByAccount = new PaymentsByAccount();
  readonly payments: Table<PaymentRow>;
  readonly refunds: Table<RefundRow>;
  readonly creditsByAccount = new CreditsByAccount();
  readonly credits: Table<CreditRow>;
  readonly transactions: Table<TransactionRow>;
  #seq = 0;

  constructor(options: BookOptions = {}) {
    this.keepsHistory = options.keepsHistory ?? true;
    const forget: Forget | undefined = this.keepsHistory ? undefined : (seq) => this.holds.forget(seq);
    this.accounts = new Accounts((hasCeiling) => new Timeline(this.undo, hasCeiling, forget));
    this.accountRows = new Table(this.undo, this.accounts);
    this.holds = new Table(this.undo, this.holdsById);
    this.offers = new Table(this.undo, this.offersByAccount);
    this.payments = new Table(this.undo, this.paymentsByAccount);
    this.refunds = new Table(this.undo);
    this.credits = new Table(this.undo, this.creditsByAccount);
    this.transactions = new Table(this.undo);
  }

  /** The sequence number of the latest event; 0 at first. */
  get seq(): number {
    return this.#seq;
  }

  advanceTo(seq: number): void {
    this.undo.record(this, 'seq', this.#seq);
    this.#seq = seq;
  }

  restore(_key: unknown, before: unknown): void {
    this.#seq = before as number; // What advanceTo recorded.
  }

  /** The place in history that a command dated `at` would take if it came now. */
  nextInstant(at: number): Instant {
    return placeOf(at, this.#seq + 1);
  }
}
