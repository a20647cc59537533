import {
  ENTRIES,
  type RuleReason,
  type SharedReason,
  type SingleCommand,
  type SingleRequest,
} from '../commands/command-table.ts';
import type { ExtendCredit } from '../commands/credit-commands.ts';
import { WORLD } from '../commands/field.ts';
import type { Grant } from '../commands/grant-command.ts';
import type { RunSchedule } from '../commands/own-command.ts';
import { checkExpected, needsOfExpected } from './account/check-expected.ts';
import { decideCloseAccount } from './account/close-account.ts';
import { decideOpenAccount } from './account/open-account.ts';
import { decideUpdateAccount } from './account/update-account.ts';
import type { Event } from './apply-rows.ts';
import type { BookState } from './book-state.ts';
import { decideEndCredit, needsOfEndCredit } from './credit/end-credit.ts';
import { decideExtendCredit } from './credit/extend-credit.ts';
import { decideGrant, needsOfGrant, startOfGrant } from './credit/grant.ts';
import { decideExpireCredits, decideSpend, needsOfSpend } from './credit/spend.ts';
import { decideStartPurses, needsOfStartPurses } from './credit/start-purses.ts';
import { decideVoidCredit, needsOfNamedCredit } from './credit/void-credit.ts';
import { decideAnnounceExpiry, needsOfAnnounceExpiry } from './expiry/announce-expiry.ts';
import { decideAdjustHold, endsAtOnce, needsOfAdjustHold } from './hold/adjust-hold.ts';
import { decideCapture, needsOfCapture } from './hold/capture-hold.ts';
import { decideExpectHold, needsOfExpectHold } from './hold/expect-old-hold.ts';
import { decideHold } from './hold/place-hold.ts';
import { decideRelease, needsOfRelease } from './hold/release-hold.ts';
import { decideMerge, needsOfMerge } from './merge/merge-accounts.ts';
import type { Needs } from './needs.ts';
import { decideOffer } from './offer/make-offer.ts';
import { decideAccept, decideBySource, decideDecline, needsOfResolveOffer } from './offer/resolve-offer.ts';
import { checkPeriod, decideLockBefore } from './period/lock-before.ts';
import { decideDistribute, needsOfDistribute } from './posting/distribute.ts';
import { decidePost } from './posting/post.ts';
import { decideTransfer } from './posting/transfer.ts';
import { decideErase, decideRecordImport } from './record/record-facts.ts';
import { decidePay } from './refund/pay.ts';
import { decideRefund, needsOfRefund } from './refund/refund.ts';
import { type Rejection, reject } from './rejection.ts';
import type { NeedKind } from './residency.ts';
import { decideReverse, needsOfReverse } from './reverse/reverse-transaction.ts';
import { decideCancelSchedule } from './schedule/cancel-schedule.ts';
import { decideSchedule, needsOfLives, needsOfSchedule } from './schedule/make-schedule.ts';
import { dueCommand } from './schedule/run-schedule.ts';
import type { Instant } from './time/instant.ts';

/** The rule of each kind of command, which refuses for the reasons of that kind only. */
const RULES: {
  readonly [K in SingleCommand['kind']]: (
    state: BookState,
    command: Extract<SingleCommand, { readonly kind: K }>,
  ) => Event | Rejection<RuleReason<K>>;
} = {
  open_account: decideOpenAccount,
  update_account: decideUpdateAccount,
  close_account: decideCloseAccount,
  post: decidePost,
  transfer: decideTransfer,
  distribute: decideDistribute,
  hold: decideHold,
  capture: decideCapture,
  adjust_hold: decideAdjustHold,
  release: decideRelease,
  offer: decideOffer,
  accept: decideAccept,
  cancel: decideBySource,
  decline: decideDecline,
  merge: decideMerge,
  pay: decidePay,
  refund: decideRefund,
  grant: decideGrant,
  spend: decideSpend,
  expire_credits: decideExpireCredits,
  void_credit: decideVoidCredit,
  extend_credit: decideExtendCredit,
  schedule: decideSchedule,
  cancel_schedule: decideCancelSchedule,
  reverse: decideReverse,
  lock_before: decideLockBefore,
  start_purses: decideStartPurses,
  record_import: decideRecordImport,
  announce_expiry: decideAnnounceExpiry,
  expect_hold: decideExpectHold,
  end_credit: decideEndCredit,
  erase: decideErase,
};

/** What one command would change, or why it may not. Pure: the state means the same before and after. */
export function decideCommand(state: BookState, command: SingleCommand): Event | Rejection {
  const rule = RULES[command.kind] as (state: BookState, command: SingleCommand) => Event | Rejection; // That of its kind.
  return checkShared(state, command) ?? rule(state, command);
}

function isOverAtOnce(command: Grant | ExtendCredit): boolean {
  const { expiresAt } = command;
  const start = command.kind === 'grant' ? startOfGrant(command) : command.effectiveAt;
  return expiresAt != null && expiresAt <= start;
}

/** What is checked of every command, before its own rule. */
function checkShared(
  state: BookState,
  command: SingleCommand,
): Rejection<SharedReason<SingleCommand['kind']>> | undefined {
  if (command.kind === 'adjust_hold' && endsAtOnce(command))
    return reject('expires_before_start', command.hold);
  if ((command.kind === 'grant' || command.kind === 'extend_credit') && isOverAtOnce(command))
    return reject('expires_before_start', command.credit);
  if (command.id !== undefined && state.transactions.get(command.id) !== undefined) {
    return reject('transaction_exists', command.id);
  }
  const closed = checkPeriod(state, command);
  if (closed !== undefined || command.expect === undefined) return closed;
  return checkExpected(state, command.expect, state.nextInstant(command.effectiveAt));
}

/** Adds what carrying out a schedule would look at, and is not in memory. */
export function needsOfRun(needs: Needs, run: RunSchedule): void {
  if (!needsOfLives(needs, run.subject)) return;
  const command = dueCommand(needs.state, run);
  if (command.kind !== 'rejected') needsOfCommand(needs, command, run.effectiveAt);
}

/** As it was asked for, or with its moment. */
type Asked<K> = Extract<SingleRequest | SingleCommand, { readonly kind: K }>;

/** What lies behind what a kind of command names. Where nothing is said, its names are all that its rule looks at. */
const NEEDS: {
  readonly [K in SingleCommand['kind']]?: (needs: Needs, command: Asked<K>, place: Instant) => void;
} = {
  distribute: needsOfDistribute,
  capture: needsOfCapture,
  adjust_hold: needsOfAdjustHold,
  release: needsOfRelease,
  accept: needsOfResolveOffer,
  cancel: needsOfResolveOffer,
  decline: needsOfResolveOffer,
  merge: needsOfMerge,
  refund: needsOfRefund,
  grant: needsOfGrant,
  spend: needsOfSpend,
  expire_credits: needsOfSpend,
  void_credit: needsOfNamedCredit,
  extend_credit: needsOfNamedCredit,
  schedule: needsOfSchedule,
  cancel_schedule: (needs, { schedule }) => void needsOfLives(needs, schedule),
  reverse: needsOfReverse,
  start_purses: needsOfStartPurses,
  announce_expiry: needsOfAnnounceExpiry,
  expect_hold: needsOfExpectHold,
  end_credit: needsOfEndCredit,
};

/** The fields of each kind that name something. */
const NAMES = new Map<
  string,
  { readonly field: string; readonly names: NeedKind; readonly absent?: string }[]
>(
  [...ENTRIES.values()].map(({ kind, fields }) => [
    kind,
    Object.entries(fields).flatMap(([field, { names, defaultsTo }]) => {
      // A credit is kept under its account, too, whose life is not known yet.
      if (names === undefined || names === 'credit') return [];
      return names === 'account' && defaultsTo === WORLD
        ? [{ field, names, absent: WORLD }]
        : [{ field, names }];
    }),
  ]),
);

/**
 * Adds what deciding and applying a command would look at, and is not in memory, as far as that follows from what is.
 *
 * @param at its moment, if it lacks one
 */
export function needsOfCommand(needs: Needs, command: SingleRequest | SingleCommand, at: number): void {
  const place = needs.state.nextInstant(command.effectiveAt ?? at);
  if (command.id !== undefined) needs.has('transaction', command.id);
  const members = command as unknown as Readonly<Record<string, string | undefined>>; // As far as they are names.
  for (const { field, names, absent } of NAMES.get(command.kind) ?? []) {
    const key = members[field] ?? absent;
    if (key === undefined) continue;
    if (names === 'account') needs.account(key, place);
    else needs.has(names, key);
  }
  if (command.kind === 'post') for (const { account } of command.entries) needs.account(account, place);
  const more = NEEDS[command.kind] as ((needs: Needs, command: unknown, place: Instant) => void) | undefined;
  more?.(needs, command, place);
  needsOfExpected(needs, command.expect, place);
}
