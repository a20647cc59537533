import { applyAccountClosed } from './account/close-account.ts';
import { applyAccountOpened } from './account/open-account.ts';
import { applyAccountUpdated } from './account/update-account.ts';
import type { BookState } from './book-state.ts';
import { applyCreditExtended } from './credit/extend-credit.ts';
import { applyCreditGranted } from './credit/grant.ts';
import { applyCreditsSpent } from './credit/spend.ts';
import { applyPursesStarted } from './credit/start-purses.ts';
import { applyCreditVoided } from './credit/void-credit.ts';
import type { Posted, PrivateErased } from './event.ts';
import { applyExpiryAnnounced } from './expiry/announce-expiry.ts';
import { applyHoldAdjusted } from './hold/adjust-hold.ts';
import { applyHoldCaptured } from './hold/capture-hold.ts';
import { applyHoldExpected } from './hold/expect-old-hold.ts';
import { applyHoldPlaced } from './hold/place-hold.ts';
import { applyHoldReleased } from './hold/release-hold.ts';
import { applyAccountsMerged } from './merge/merge-accounts.ts';
import { applyOfferMade } from './offer/make-offer.ts';
import { applyOfferResolved } from './offer/resolve-offer.ts';
import { applyBookLocked } from './period/lock-before.ts';
import { applyImportRecorded } from './record/record-facts.ts';
import { applyPaymentMade } from './refund/pay.ts';
import { applyPaymentRefunded } from './refund/refund.ts';
import { applyTransactionReversed } from './reverse/reverse-transaction.ts';

import { applyScheduleCancelled } from './schedule/cancel-schedule.ts';
import { applyScheduleMade } from './schedule/make-schedule.ts';
import { applyScheduleOutcome } from './schedule/run-schedule.ts';

/** What each kind of event changes beside balances. */
const APPLY = {
  account_opened: applyAccountOpened,
  account_updated: applyAccountUpdated,
  account_closed: applyAccountClosed,
  posted: (_state: BookState, _event: Posted) => {},
  private_erased: (_state: BookState, _event: PrivateErased) => {},
  hold_placed: applyHoldPlaced,
  hold_captured: applyHoldCaptured,
  hold_adjusted: applyHoldAdjusted,
  hold_released: applyHoldReleased,
  offer_made: applyOfferMade,
  offer_accepted: applyOfferResolved,
  offer_cancelled: applyOfferResolved,
  offer_declined: applyOfferResolved,
  accounts_merged: applyAccountsMerged,
  payment_made: applyPaymentMade,
  payment_refunded: applyPaymentRefunded,
  credit_granted: applyCreditGranted,
  credits_spent: applyCreditsSpent,
  credits_expired: applyCreditsSpent,
  credit_voided: applyCreditVoided,
  credit_extended: applyCreditExtended,
  transaction_reversed: applyTransactionReversed,
  book_locked: applyBookLocked,
  purses_started: applyPursesStarted,
  import_recorded: applyImportRecorded,
  hold_expected: applyHoldExpected,
  hold_expired: applyExpiryAnnounced,
  offer_expired: applyExpiryAnnounced,
  schedule_made: applyScheduleMade,
  schedule_cancelled: applyScheduleCancelled,
  schedule_executed: applyScheduleOutcome,
  schedule_failed: applyScheduleOutcome,
  schedule_missed: applyScheduleOutcome,
};

/** A fact of any kind: those that can be applied are all that there are. */
export type Event = Parameters<(typeof APPLY)[keyof typeof APPLY]>[1];

/** Each under its own kind, and none left out. */
const BY_KIND: {
  readonly [K in Event['kind']]: (state: BookState, event: Extract<Event, { readonly kind: K }>) => void;
} = APPLY;

/** Changes the rows of the state by one fact. */
export function applyRows(state: BookState, event: Event): void {
  const apply = BY_KIND[event.kind] as (state: BookState, event: Event) => void; // That of its kind.
  apply(state, event);
}
