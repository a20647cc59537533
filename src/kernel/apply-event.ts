import { assert } from '../base/assert.ts';
import { applyAccountClosed } from './account/close-account.ts';
import { applyAccountOpened } from './account/open-account.ts';
import type { BookState } from './book-state.ts';
import { applyCreditGranted } from './credit/grant.ts';
import { applyCreditsSpent } from './credit/spend.ts';
import type { Event } from './event.ts';
import { applyExpiryAnnounced } from './expiry/announce-expiry.ts';
import { applyHoldCaptured } from './hold/capture-hold.ts';
import { applyHoldExpected } from './hold/expect-old-hold.ts';
import { applyHoldPlaced } from './hold/place-hold.ts';
import { applyHoldReleased } from './hold/release-hold.ts';
import { applyImportRecorded } from './import/record-import.ts';
import { applyAccountsMerged } from './merge/merge-accounts.ts';
import { applyOfferMade } from './offer/make-offer.ts';
import { applyOfferResolved } from './offer/resolve-offer.ts';
import { applyBookLocked } from './period/lock-before.ts';
import { applyPaymentMade } from './refund/pay.ts';
import { applyPaymentRefunded } from './refund/refund.ts';
import { recordTransaction, showsWhatItNames } from './reverse/record-transaction.ts';
import { applyTransactionReversed } from './reverse/reverse-transaction.ts';
import { placeOf } from './time/instant.ts';

/**
 * Changes the state by one fact: the only place where state changes. It decides nothing, so replaying a
 * book's events in order on an empty state rebuilds the same state.
 */
export function applyEvent(state: BookState, event: Event): void {
  assert(event.seq === state.seq + 1, 'events are applied in sequence');
  state.advanceTo(event.seq);
  applyRows(state, event);
  applyMoves(state, event);
  if (event.id !== undefined) recordTransaction(state, event, event.id);
}

function applyMoves(state: BookState, event: Event): void {
  const place = placeOf(event.at, event.seq);
  let posted = 0n;
  for (const move of event.moves) {
    const { timeline } = state.accounts.toChange(move.account);
    // What happens now folds what came before it, so that work in time order stays cheap; what is dated ahead does
    // not, or all that comes meanwhile would be late.
    if (move.order === place.order) timeline.add(move, Math.min(move.at, state.horizon));
    else timeline.add(move);
    posted += move.inflow - move.outflow;
  }
  assert(posted === 0n, 'what an event posts sums to zero');
  for (const name of event.names) {
    const isFixed = state.rules === 1 || !showsWhatItNames(event, name);
    state.accounts.toChange(name).timeline.names.name(event.at, isFixed);
  }
}

function applyRows(state: BookState, event: Event): void {
  switch (event.kind) {
    case 'account_opened':
      applyAccountOpened(state, event);
      break;
    case 'account_closed':
      applyAccountClosed(state, event);
      break;
    case 'posted':
    case 'private_erased':
      break;
    case 'hold_placed':
      applyHoldPlaced(state, event);
      break;
    case 'hold_captured':
      applyHoldCaptured(state, event);
      break;
    case 'hold_released':
      applyHoldReleased(state, event);
      break;
    case 'offer_made':
      applyOfferMade(state, event);
      break;
    case 'offer_accepted':
    case 'offer_cancelled':
    case 'offer_declined':
      applyOfferResolved(state, event);
      break;
    case 'accounts_merged':
      applyAccountsMerged(state, event);
      break;
    case 'payment_made':
      applyPaymentMade(state, event);
      break;
    case 'payment_refunded':
      applyPaymentRefunded(state, event);
      break;
    case 'credit_granted':
      applyCreditGranted(state, event);
      break;
    case 'credits_spent':
    case 'credits_expired':
      applyCreditsSpent(state, event);
      break;
    case 'transaction_reversed':
      applyTransactionReversed(state, event);
      break;
    case 'book_locked':
      applyBookLocked(state, event);
      break;
    case 'import_recorded':
      applyImportRecorded(state, event);
      break;
    case 'hold_expected':
      applyHoldExpected(state, event);
      break;
    case 'hold_expired':
    case 'offer_expired':
      applyExpiryAnnounced(state, event);
      break;
  }
}
