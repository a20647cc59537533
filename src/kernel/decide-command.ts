import type { SingleCommand } from '../commands/command-table.ts';
import { decideCloseAccount } from './account/close-account.ts';
import { decideOpenAccount } from './account/open-account.ts';
import type { BookState } from './book-state.ts';
import { decideGrant } from './credit/grant.ts';
import { decideExpireCredits, decideSpend } from './credit/spend.ts';
import { decideErase } from './erase/record-erasure.ts';
import type { Event } from './event.ts';
import { decideAnnounceExpiry } from './expiry/announce-expiry.ts';
import { decideCapture } from './hold/capture-hold.ts';
import { decideExpectHold } from './hold/expect-old-hold.ts';
import { decideHold } from './hold/place-hold.ts';
import { decideRelease } from './hold/release-hold.ts';
import { decideRecordImport } from './import/record-import.ts';
import { decideMerge } from './merge/merge-accounts.ts';
import { decideOffer } from './offer/make-offer.ts';
import { decideResolveOffer } from './offer/resolve-offer.ts';
import { checkPeriod, decideLockBefore } from './period/lock-before.ts';
import { decidePost } from './posting/post.ts';
import { decideTransfer } from './posting/transfer.ts';
import { decidePay } from './refund/pay.ts';
import { decideRefund } from './refund/refund.ts';
import { type Rejection, reject } from './rejection.ts';
import { decideReverse } from './reverse/reverse-transaction.ts';

/** What one command would change, or why it may not. Pure: the state means the same before and after. */
export function decideCommand(state: BookState, command: SingleCommand): Event | Rejection {
  if (command.id !== undefined && state.transactions.get(command.id) !== undefined) {
    return reject('transaction_exists', command.id);
  }
  const closed = checkPeriod(state, command);
  if (closed !== undefined) return closed;
  switch (command.kind) {
    case 'open_account':
      return decideOpenAccount(state, command);
    case 'close_account':
      return decideCloseAccount(state, command);
    case 'post':
      return decidePost(state, command);
    case 'transfer':
      return decideTransfer(state, command);
    case 'hold':
      return decideHold(state, command);
    case 'capture':
      return decideCapture(state, command);
    case 'release':
      return decideRelease(state, command);
    case 'offer':
      return decideOffer(state, command);
    case 'accept':
    case 'cancel':
    case 'decline':
      return decideResolveOffer(state, command);
    case 'merge':
      return decideMerge(state, command);
    case 'pay':
      return decidePay(state, command);
    case 'refund':
      return decideRefund(state, command);
    case 'grant':
      return decideGrant(state, command);
    case 'spend':
      return decideSpend(state, command);
    case 'expire_credits':
      return decideExpireCredits(state, command);
    case 'reverse':
      return decideReverse(state, command);
    case 'lock_before':
      return decideLockBefore(state, command);
    case 'record_import':
      return decideRecordImport(state, command);
    case 'announce_expiry':
      return decideAnnounceExpiry(state, command);
    case 'expect_hold':
      return decideExpectHold(state, command);
    case 'erase':
      return decideErase(state, command);
  }
}
