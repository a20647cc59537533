import { assert } from '../base/assert.ts';
import { type CreditOrder, DEFAULT_CREDIT_ORDER } from '../commands/credit-orders.ts';
import type { AccountRow } from './account/account.ts';
import { Accounts } from './account/accounts.ts';
import type { CreditRow } from './credit/credit.ts';
import { CreditsByAccount } from './credit/credits-by-account.ts';
import type { HoldRow } from './hold/hold.ts';
import { HoldsById } from './hold/holds-by-id.ts';
import { HoldsByTarget } from './hold/holds-by-target.ts';
import type { OfferRow } from './offer/offer.ts';
import { OffersByAccount } from './offer/offers-by-account.ts';
import type { ImportRow } from './record/import-row.ts';
import type { PaymentRow, RefundRow } from './refund/payment.ts';
import { PaymentsByAccount } from './refund/payments-by-account.ts';
import { type NeedKind, NotFetched, type Residency } from './residency.ts';
import type { TransactionRow } from './reverse/transaction.ts';
import { RULES_VERSION } from './rules-version.ts';
import type { ScheduleRow } from './schedule/schedule.ts';
import { type Instant, placeOf } from './time/instant.ts';
import { type RowWatcher, Table } from './time/table.ts';
import { Timeline } from './time/timeline.ts';
import type { Forget } from './time/timeline-form.ts';
import { type Undoable, UndoLog } from './time/undo-log.ts';

export interface BookOptions {
  /**
   * True (the default) keeps all history: reads at any moment, arrivals in any order. False forgets what is
   * behind each account's frontier and every hold that ended, so that memory follows what is alive.
   */
  readonly keepsHistory?: boolean;
  /** Given where memory holds only a part of the book: to look at what is not there throws NotFetched. */
  readonly residency?: Residency;
  /** The number to go on from, where the book did not begin in memory; default 0. */
  readonly seq?: number;
  /** The moment before which nothing may be dated, where the book did not begin in memory; default null: there is none. */
  readonly lockedBefore?: number | null;
  /** Whether credits are kept apart from what is available, in purses; default true. */
  readonly hasPurses?: boolean;
  /** The order in which credits are spent, where the book did not begin in memory; default null: nothing was granted yet. */
  readonly creditOrder?: CreditOrder | null;
}

/** All state of one book: rows, the indexes over them, the timelines of its accounts, and the undo log. */
export class BookState implements Undoable {
  readonly undo = new UndoLog();
  readonly keepsHistory: boolean;
  /** Which part of the book is in memory; undefined: all of it. */
  readonly residency: Residency | undefined;

  readonly accounts: Accounts;
  readonly accountRows: Table<AccountRow>;
  readonly holdsById: HoldsById;
  readonly holdsByTarget: HoldsByTarget;
  readonly holds: Table<HoldRow, number>;
  readonly offersByAccount: OffersByAccount;
  readonly offers: Table<OfferRow>;
  readonly paymentsByAccount: PaymentsByAccount;
  readonly payments: Table<PaymentRow>;
  readonly refunds: Table<RefundRow>;
  readonly creditsByAccount: CreditsByAccount;
  readonly credits: Table<CreditRow>;
  readonly transactions: Table<TransactionRow>;
  readonly schedules: Table<ScheduleRow>;
  readonly imports: Table<ImportRow, number>;
  /**
   * The present, as whoever has a clock says it: no frontier passes it, so that what is dated ahead stays ahead. It
   * changes cost, never meaning. Where there is no clock every moment that comes up is the present.
   */
  horizon = Number.POSITIVE_INFINITY;
  /** The version of the rules that what is applied was decided by: what the first did not keep is not kept of it. */
  rules = RULES_VERSION;
  /** Whether credits are in purses (credit/purse.ts): in every book that began when there were some, or started them. */
  hasPurses: boolean;
  #creditOrder: CreditOrder | null;
  #seq = 0;
  #lockedBefore: number | null;

  constructor(options: BookOptions = {}) {
    this.keepsHistory = options.keepsHistory ?? true;
    this.#seq = options.seq ?? 0;
    this.#lockedBefore = options.lockedBefore ?? null;
    this.hasPurses = options.hasPurses ?? true;
    this.#creditOrder = options.creditOrder ?? null;
    const { residency } = options;
    this.residency = residency;
    const forget: Forget | undefined = this.keepsHistory ? undefined : (seq) => this.holds.forget(seq);
    this.accounts = new Accounts(
      this.undo,
      (key, row) => {
        const miss = (from: number): never => {
          throw new NotFetched(`the past of ${key} from ${from} on`);
        };
        const missPast = residency === undefined ? undefined : miss;
        const hasCeiling = row.ceiling !== null;
        const hasLimits = row.limits !== undefined;
        assert(!hasLimits || this.keepsHistory, 'velocity limits look back');
        return new Timeline(this.undo, { account: key, hasCeiling, hasLimits, forget, missPast });
      },
      residency,
    );
    this.holdsById = new HoldsById(residency);
    this.holdsByTarget = new HoldsByTarget(residency);
    this.offersByAccount = new OffersByAccount(residency);
    this.paymentsByAccount = new PaymentsByAccount(residency);
    this.creditsByAccount = new CreditsByAccount(residency);
    const requires = (kind: NeedKind) => residency && ((key: string) => residency.need(kind, key));
    const needHold = residency && ((key: number) => residency.need('placed_hold', String(key)));
    this.accountRows = new Table(this.undo, this.accounts);
    this.holds = new Table(this.undo, both(this.holdsById, this.holdsByTarget), needHold);
    this.offers = new Table(this.undo, this.offersByAccount, requires('offer'));
    this.payments = new Table(this.undo, this.paymentsByAccount, requires('payment'));
    this.refunds = new Table(this.undo, undefined, requires('refund'));
    this.credits = new Table(this.undo, this.creditsByAccount, requires('credit'));
    this.transactions = new Table(this.undo, undefined, requires('transaction'));
    this.schedules = new Table(this.undo, undefined, requires('schedule'));
    this.imports = new Table(this.undo);
  }

  /** The sequence number of the latest event; 0 at first. */
  get seq(): number {
    return this.#seq;
  }

  advanceTo(seq: number): void {
    this.undo.record(this, 'seq', this.#seq);
    this.#seq = seq;
  }

  /** The moment before which nothing may be dated; null: there is none. */
  get lockedBefore(): number | null {
    return this.#lockedBefore;
  }

  lockBefore(moment: number): void {
    this.undo.record(this, 'lockedBefore', this.#lockedBefore);
    this.#lockedBefore = moment;
  }

  /** From here on credits are in purses. */
  startPurses(): void {
    this.undo.record(this, 'hasPurses', this.hasPurses);
    this.hasPurses = true;
  }

  /** The order in which credits are spent; null: nothing was granted yet, and the first grant fixes it. */
  get creditOrder(): CreditOrder | null {
    return this.#creditOrder;
  }

  /** From the first grant on it stays. */
  fixCreditOrder(order: CreditOrder = DEFAULT_CREDIT_ORDER): void {
    if (this.#creditOrder === order) return;
    assert(this.#creditOrder === null, 'a book has one order of credits');
    this.undo.record(this, 'creditOrder', null);
    this.#creditOrder = order;
  }

  restore(key: unknown, before: unknown): void {
    // What advanceTo, startPurses, fixCreditOrder or lockBefore recorded.
    if (key === 'seq') this.#seq = before as number;
    else if (key === 'hasPurses') this.hasPurses = before as boolean;
    else if (key === 'creditOrder') this.#creditOrder = before as CreditOrder | null;
    else this.#lockedBefore = before as number | null;
  }

  /** The place in history that a command dated `at` would take if it came now. */
  nextInstant(at: number): Instant {
    return placeOf(at, this.#seq + 1);
  }
}

/** Notifies both of every change. */
function both<Row, Key>(first: RowWatcher<Row, Key>, second: RowWatcher<Row, Key>): RowWatcher<Row, Key> {
  return {
    rowChanged(key, before, after) {
      first.rowChanged(key, before, after);
      second.rowChanged(key, before, after);
    },
  };
}
