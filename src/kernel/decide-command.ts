import type { RuleReason, SharedReason, SingleCommand } from '../commands/command-table.ts';
import { decideCloseAccount } from './account/close-account.ts';
import { decideOpenAccount } from './account/open-account.ts';
import type { Event } from './apply-rows.ts';
import type { BookState } from './book-state.ts';
import { decideGrant } from './credit/grant.ts';
import { decideExpireCredits, decideSpend } from './credit/spend.ts';
import { decideAnnounceExpiry } from './expiry/announce-expiry.ts';
import { decideCapture } from './hold/capture-hold.ts';
import { decideExpectHold } from './hold/expect-old-hold.ts';
import { decideHold } from './hold/place-hold.ts';
import { decideRelease } from './hold/release-hold.ts';
import { decideMerge } from './merge/merge-accounts.ts';
import { decideOffer } from './offer/make-offer.ts';
import { decideBySource, decideByTarget } from './offer/resolve-offer.ts';
import { checkPeriod, decideLockBefore } from './period/lock-before.ts';
import { decidePost } from './posting/post.ts';
import { decideTransfer } from './posting/transfer.ts';
import { decideErase, decideRecordImport } from './record/record-facts.ts';
import { decidePay } from './refund/pay.ts';
import { decideRefund } from './refund/refund.ts';
import { type Rejection, reject } from './rejection.ts';
import { decideReverse } from './reverse/reverse-transaction.ts';

/** The rule of each kind of command, which refuses for the reasons of that kind only. */
const RULES: {
  readonly [K in SingleCommand['kind']]: (
    state: BookState,
    command: Extract<SingleCommand, { readonly kind: K }>,
  ) => Event | Rejection<RuleReason<K>>;
} = {
  open_account: decideOpenAccount,
  close_account: decideCloseAccount,
  post: decidePost,
  transfer: decideTransfer,
  hold: decideHold,
  capture: decideCapture,
  release: decideRelease,
  offer: decideOffer,
  accept: decideByTarget,
  cancel: decideBySource,
  decline: decideByTarget,
  merge: decideMerge,
  pay: decidePay,
  refund: decideRefund,
  grant: decideGrant,
  spend: decideSpend,
  expire_credits: decideExpireCredits,
  reverse: decideReverse,
  lock_before: decideLockBefore,
  record_import: decideRecordImport,
  announce_expiry: decideAnnounceExpiry,
  expect_hold: decideExpectHold,
  erase: decideErase,
};

/** What one command would change, or why it may not. Pure: the state means the same before and after. */
export function decideCommand(state: BookState, command: SingleCommand): Event | Rejection {
  const rule = RULES[command.kind] as (state: BookState, command: SingleCommand) => Event | Rejection; // That of its kind.
  return checkShared(state, command) ?? rule(state, command);
}

/** What is checked of every command, before its own rule. */
function checkShared(
  state: BookState,
  command: SingleCommand,
): Rejection<SharedReason<SingleCommand['kind']>> | undefined {
  if (command.id !== undefined && state.transactions.get(command.id) !== undefined) {
    return reject('transaction_exists', command.id);
  }
  return checkPeriod(state, command);
}
