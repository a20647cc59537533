import type { Occurrence } from '../base/repeats.ts';
import type { Frozen } from '../commands/account-commands.ts';
import type { CreditOrder } from '../commands/credit-orders.ts';
import type { AccountRow } from './account/account.ts';
import type { CreditRow } from './credit/credit.ts';
import type { HoldEnding, HoldTarget, PlacedHold } from './hold/hold.ts';
import type { Draw } from './lot/draw.ts';
import type { OfferEnding, OfferRow } from './offer/offer.ts';
import type { Forced } from './posting/stands-below.ts';
import type { ImportRow } from './record/import-row.ts';
import type { PaymentRow } from './refund/payment.ts';
import type { ScheduleRow } from './schedule/schedule.ts';
import type { Move } from './time/delta.ts';
import type { Instant } from './time/instant.ts';

/**
 * A fact: what a command changed, whole. Events replayed in order rebuild the same state without any rule,
 * so what an event says was decided when the command was.
 */
interface Fact {
  /** The book's sequence number, 1, 2, ...: the order of arrival. */
  readonly seq: number;
  readonly at: number;
  /** The command's id, where it had one. */
  readonly id?: string | undefined;
  /** Every change of balances; what is posted sums to zero at every place in time. */
  readonly moves: readonly Move[];
  /** Keys of the accounts that the command named: an earlier-dated merge or close of one must be refused. */
  readonly names: readonly string[];
}

export interface AccountOpened extends Fact {
  readonly kind: 'account_opened';
  readonly row: AccountRow;
}
/** The terms of a life from here on, those that were changed. */
export interface AccountUpdated
  extends Fact,
    Partial<Pick<AccountRow, 'floor' | 'ceiling' | 'limits' | 'metadata'>> {
  readonly kind: 'account_updated';
  readonly frozen?: Frozen | null;
  /** When the life begins from here on: earlier than before. */
  readonly openedAt?: number;
  readonly account: string;
}
export interface AccountClosed extends Fact {
  readonly kind: 'account_closed';
  readonly account: string;
}
export interface Posted extends Fact, Forced {
  readonly kind: 'posted';
}
export interface HoldPlaced extends Fact {
  readonly kind: 'hold_placed';
  readonly row: PlacedHold;
}
export interface HoldCaptured extends Fact, Forced {
  readonly kind: 'hold_captured';
  readonly hold: number;
  readonly amount: bigint;
  /** Where it ended, if this or an earlier-arrived capture ended it. */
  readonly ended: (Instant & { readonly by: HoldEnding }) | null;
  /** There where it was to end the hold, whatever would be left of it. */
  readonly isFinal?: true;
  /** There where the hold was over, and nothing was taken of it. */
  readonly isBeside?: true;
  /** There where what was captured is kept as a payment of whom it paid. */
  readonly payment?: Omit<PaymentRow, 'seq'>;
  /** There where it might take more than was left. */
  readonly isOver?: true;
}
export interface HoldAdjusted extends Fact {
  readonly kind: 'hold_adjusted';
  readonly hold: number;
  /** All that may be captured from there on, where that was set. */
  readonly amount?: bigint;
  /** When it runs out, where that was set. */
  readonly expiresAt?: number | null;
  /** Where it ends now, if a command ended it. */
  readonly ended: HoldCaptured['ended'];
  /** It may last to a merge that it had ended before, or end before one. */
  readonly target: HoldTarget | null;
}
export interface HoldReleased extends Fact {
  readonly kind: 'hold_released';
  readonly hold: number;
  readonly amount: bigint;
}
export interface OfferMade extends Fact {
  readonly kind: 'offer_made';
  readonly row: OfferRow;
}
export interface OfferResolved extends Fact {
  readonly kind: 'offer_accepted' | 'offer_cancelled' | 'offer_declined';
  readonly offer: string;
  /** Key of the target at that moment. */
  readonly target: string;
}
/** What a merge does to one hold whose target, or whose holder, is merged away: who expects it then, and where it pays nobody. */
export interface TargetChange {
  readonly hold: number;
  /** The hold's id, by which it is found. */
  readonly id: string;
  readonly last: string;
  readonly met: Instant | null;
}
/** What a merge does to one offer: its new end, and whose it is then. */
export interface OfferChange {
  readonly offer: string;
  readonly lastTarget: string;
  readonly end: (Instant & { readonly by: OfferEnding }) | null;
}
export interface AccountsMerged extends Fact {
  readonly kind: 'accounts_merged';
  readonly from: string;
  readonly into: string;
  /** The account that ends up with `from`'s payments and credits: `into`, or what it was merged into since. */
  readonly lotsTo: string;
  readonly offers: readonly OfferChange[];
  readonly holds: readonly TargetChange[];
}
export interface PaymentMade extends Fact {
  readonly kind: 'payment_made';
  readonly row: Omit<PaymentRow, 'seq'>;
}
export interface PaymentRefunded extends Fact {
  readonly kind: 'payment_refunded';
  readonly refund: string;
  readonly account: string;
  readonly draws: readonly Draw[];
}
export interface CreditGranted extends Fact {
  readonly kind: 'credit_granted';
  readonly row: Omit<CreditRow, 'seq' | 'hereFrom' | 'expiredAt' | 'extendedBy'>;
  /** The order in which the credits of the book are spent; missing: the default one. */
  readonly order?: CreditOrder;
}
export interface CreditsSpent extends Fact {
  readonly kind: 'credits_spent' | 'credits_expired';
  readonly account: string;
  readonly draws: readonly Draw[];
  /** The spending order by name, so that a later version of it does not rewrite what this one did. */
  readonly policy: CreditOrder;
}
export interface CreditVoided extends Fact {
  readonly kind: 'credit_voided';
  /** Who had it: see CreditRow.account. */
  readonly account: string;
  /** What was left of it, as one draw; none: nothing was. */
  readonly draws: readonly Draw[];
}
export interface CreditExtended extends Fact, Pick<CreditRow, 'expiry' | 'expiresAt'> {
  readonly kind: 'credit_extended';
  /** The key of the credit. When it expires from here on stands beside it. */
  readonly credit: string;
  /** The number of the event that extended it before; missing: none did. */
  readonly before?: number;
}
/** What becomes of a hold one of whose captures is taken back. */
export interface HoldChange {
  readonly hold: number;
  readonly touched: Instant;
  readonly ended: HoldCaptured['ended'];
  /** It may last to a merge that it had ended before. */
  readonly target: HoldTarget | null;
}
export interface TransactionReversed extends Fact {
  readonly kind: 'transaction_reversed';
  readonly transaction: string;
  /** There where the transaction takes effect later, and nothing is left of it: with the hold or offer that it took from. */
  readonly takenBack?: { readonly hold?: HoldChange; readonly offer?: OfferChange };
}
export interface ImportRecorded extends Fact {
  readonly kind: 'import_recorded';
  readonly row: ImportRow;
}
export interface BookLocked extends Fact {
  readonly kind: 'book_locked';
  /** From its arrival on nothing is dated before this moment, until the next of its kind. */
  readonly before: number;
}
export interface PursesStarted extends Fact {
  readonly kind: 'purses_started';
  /** What was left of credits on accounts that were closed: it is gone. */
  readonly draws: readonly Draw[];
}
export interface HoldExpired extends Fact {
  readonly kind: 'hold_expired';
  readonly hold: number;
  /** What was left of it. */
  readonly amount: bigint;
}
export interface OfferExpired extends Fact {
  readonly kind: 'offer_expired';
  readonly offer: string;
  readonly amount: bigint;
}
export interface PrivateErased extends Fact {
  readonly kind: 'private_erased';
  /** Rows of the journal, each with the place of a command in it. */
  readonly rows: readonly (readonly [seq: number, place: number])[];
}

export interface ScheduleMade extends Fact {
  readonly kind: 'schedule_made';
  readonly row: ScheduleRow;
}
export interface ScheduleCancelled extends Fact {
  readonly kind: 'schedule_cancelled';
  readonly schedule: string;
}
/** One occurrence was decided, or an attempt at it. */
interface OfOccurrence extends Fact {
  /** When it is tried again: there where this was not the last attempt, and then nothing else comes next. */
  readonly retryAt?: number;
  /** The occurrence that comes next, null for none; there where it is repeated. */
  readonly next?: Occurrence | null;
}
/** Its command was carried out: that is the event before. */
export interface ScheduleExecuted extends OfOccurrence {
  readonly kind: 'schedule_executed';
  readonly schedule: string;
}
/** Its command was refused, which is no rejection of anybody's: what became of it is a fact. */
export interface ScheduleFailed extends OfOccurrence, NonNullable<ScheduleRow['failure']> {
  readonly kind: 'schedule_failed';
  readonly schedule: string;
}

/** It was too late for it. */
export interface ScheduleMissed extends OfOccurrence {
  readonly kind: 'schedule_missed';
  readonly schedule: string;
}

export interface HoldExpected extends Fact {
  readonly kind: 'hold_expected';
  readonly hold: number;
  readonly target: HoldTarget;
}
