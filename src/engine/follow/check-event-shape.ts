import { REASONS } from '../../commands/reasons.ts';
import { checkVelocityLimits } from '../../commands/velocity-limit.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type {
  AccountUpdated,
  HoldAdjusted,
  OfferChange,
  TargetChange,
  TransactionReversed,
} from '../../kernel/event.ts';
import type { HoldTarget } from '../../kernel/hold/hold.ts';
import { NO_CHANGE } from '../../kernel/time/delta.ts';
import type { StoredRows } from '../../store/row-kinds.ts';
import { storedAccount } from '../stored-accounts.ts';
import { storedCredit, storedPayment } from '../stored-lot-rows.ts';
import { storedHold, storedOffer } from '../stored-rows.ts';
import { storedSchedule } from '../stored-schedules.ts';
import { findUnfitRow } from './check-columns.ts';

/** Whether an event is made of what an event of its kind is made of, so that applying it cannot lead to nonsense. */
export function isWellFormed(event: Event): boolean {
  const { at, names, moves } = event;
  const isFact =
    Number.isSafeInteger(at) &&
    Array.isArray(names) &&
    names.every(isText) &&
    moves.every((move) => isText(move.account) && isPlace(move));
  try {
    return isFact && hasOwnShape(event) && areBelow(event);
  } catch {
    // A part of it that is missing altogether.
    return false;
  }
}

function hasOwnShape(event: Event): boolean {
  if (isScheduling(event)) return isOfSchedule(event);
  switch (event.kind) {
    case 'account_opened':
      return fits('account', storedAccount(event.row, NOTHING_FOLDED)) && areLimits(event.row.limits);
    case 'hold_placed':
      return fits('hold', storedHold({ ...event.row, captures: null }));
    case 'offer_made':
      return fits('offer', storedOffer(event.row));
    case 'payment_made':
      return fits('payment', storedPayment({ ...event.row, seq: event.seq }));
    case 'credit_granted':
      return isGranted(event);
    case 'account_updated':
      return isText(event.account) && areTerms(event);
    case 'account_closed':
      return isText(event.account);
    case 'hold_captured':
      return isCaptured(event);
    case 'hold_adjusted':
      return isAdjusted(event);
    case 'hold_released':
    case 'hold_expired':
      return isAmount(event.amount) && Number.isSafeInteger(event.hold);
    case 'hold_expected':
      return Number.isSafeInteger(event.hold) && isTarget(event.target);
    case 'offer_accepted':
    case 'offer_cancelled':
    case 'offer_declined':
      return isText(event.offer) && isText(event.target);
    case 'offer_expired':
      return isAmount(event.amount) && isText(event.offer);
    case 'accounts_merged':
      return (
        [event.from, event.into, event.lotsTo].every(isText) &&
        event.offers.every(isOfferChange) &&
        event.holds.every(isTargetChange)
      );
    case 'payment_refunded':
      return (
        isText(event.refund) &&
        isText(event.account) &&
        event.draws.every((draw) => isDraw(draw) && (draw.to === undefined || isText(draw.to)))
      );
    case 'credits_spent':
    case 'credits_expired':
    case 'credit_voided':
    case 'purses_started':
      return ('account' in event ? isText(event.account) : true) && event.draws.every(isDraw);
    case 'credit_extended':
      return isExtended(event);
    case 'import_recorded':
      return fits('import', event.row);
    case 'book_locked':
      return Number.isSafeInteger(event.before);
    case 'transaction_reversed':
      return isText(event.transaction) && isTakenBack(event.takenBack);
    case 'private_erased':
      return event.rows.every((row) => row.length === 2 && row.every(Number.isSafeInteger));
    default:
      // It has nothing but what every fact has.
      return true;
  }
}

function isCaptured({
  seq,
  amount,
  hold,
  ended,
  isBeside,
  payment,
}: Extract<Event, { kind: 'hold_captured' }>): boolean {
  return (
    isAmount(amount) &&
    Number.isSafeInteger(hold) &&
    isEnd(ended) &&
    [undefined, true].includes(isBeside) &&
    (payment === undefined || fits('payment', storedPayment({ ...payment, seq })))
  );
}

function isGranted({ row, seq, at }: Extract<Event, { kind: 'credit_granted' }>): boolean {
  return fits('credit', storedCredit({ ...row, seq })) && [undefined, at].includes(row.at);
}

function isExtended({ credit, before, ...ends }: Extract<Event, { kind: 'credit_extended' }>): boolean {
  const { expiry = null, expiresAt } = ends;
  const row = { ...{ key: credit, id: '', account: '', from: '', amount: 0n, remaining: 0n }, seq: null };
  return (
    isText(credit) &&
    (before === undefined || Number.isSafeInteger(before)) &&
    fits('credit', storedCredit({ ...row, expiry, expiresAt }))
  );
}

type Scheduling = Extract<Event, { kind: `schedule_${string}` }>;

function isScheduling(event: Event): event is Scheduling {
  return event.kind.startsWith('schedule_');
}

function isOfSchedule(event: Scheduling): boolean {
  if (event.kind === 'schedule_made') {
    return fits('schedule', storedSchedule(event.row)) && event.row.lives.every((life) => life.every(isText));
  }
  const { next, retryAt = 0 } = event.kind === 'schedule_cancelled' ? {} : event;
  const isNext = next == null || [next.n, next.at].every(Number.isSafeInteger);
  return (
    isNext &&
    Number.isSafeInteger(retryAt) &&
    isText(event.schedule) &&
    (event.kind !== 'schedule_failed' || Object.hasOwn(REASONS, event.reason))
  );
}

const NOTHING_FOLDED = {
  frontier: 0,
  lastNamedAt: 0,
  lastFixedAt: 0,
  lastFreedAt: 0,
  ...NO_CHANGE,
  sinceCheckpoint: 0,
  lastSeq: 0,
};

function areBelow(event: Event): boolean {
  const { forced = [] } = 'forced' in event ? event : {};
  return (
    Array.isArray(forced) &&
    forced.every(
      ({ account, asset, floor, least, isLater }) =>
        [account, asset].every(isText) && [floor, least].every(isAmount) && typeof isLater === 'boolean',
    )
  );
}

function fits<K extends keyof StoredRows>(kind: K, row: StoredRows[K]): boolean {
  return findUnfitRow(kind, row) === undefined;
}

function areTerms({
  floor = null,
  ceiling = null,
  limits,
  metadata = {},
  frozen = null,
  openedAt = 0,
}: AccountUpdated): boolean {
  const isMetadata =
    typeof metadata === 'object' && metadata !== null && Object.values(metadata).every(isText);
  return (
    [floor, ceiling].every((limit) => limit === null || isAmount(limit)) &&
    areLimits(limits) &&
    isMetadata &&
    (frozen === null || isText(frozen)) &&
    Number.isSafeInteger(openedAt)
  );
}

function areLimits(limits: unknown): boolean {
  try {
    return limits === undefined || checkVelocityLimits('limits', limits) !== undefined;
  } catch {
    return false;
  }
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isAmount(value: unknown): boolean {
  return typeof value === 'bigint';
}

function isPlace({ at, order }: { readonly at: unknown; readonly order: unknown }): boolean {
  return Number.isSafeInteger(at) && Number.isSafeInteger(order);
}

function isEnd(end: { readonly at: unknown; readonly order: unknown; readonly by: unknown } | null): boolean {
  return end === null || (isPlace(end) && isText(end.by));
}

function isAdjusted({ hold, amount, expiresAt, ended, target }: HoldAdjusted): boolean {
  return (
    Number.isSafeInteger(hold) &&
    (amount === undefined || isAmount(amount)) &&
    (expiresAt === undefined || expiresAt === null || Number.isSafeInteger(expiresAt)) &&
    isEnd(ended) &&
    (target === null || isTarget(target))
  );
}

function isTakenBack(takenBack: TransactionReversed['takenBack']): boolean {
  const { hold, offer } = takenBack ?? {};
  const isHold =
    hold === undefined ||
    (Number.isSafeInteger(hold.hold) &&
      isPlace(hold.touched) &&
      isEnd(hold.ended) &&
      (hold.target === null || isTarget(hold.target)));
  return isHold && (offer === undefined || isOfferChange(offer));
}

function isOfferChange({ offer, lastTarget, end }: OfferChange): boolean {
  return isText(offer) && isText(lastTarget) && isEnd(end);
}

function isTargetChange({ hold, id, last, met }: TargetChange): boolean {
  return Number.isSafeInteger(hold) && isText(id) && isText(last) && (met === null || isPlace(met));
}

function isTarget({ named, last, met }: HoldTarget): boolean {
  return isText(named) && isText(last) && (met === null || isPlace(met));
}

function isDraw({ lot, amount }: { readonly lot: unknown; readonly amount: unknown }): boolean {
  return isText(lot) && isAmount(amount);
}
