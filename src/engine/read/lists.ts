import { optionalFlag, readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId } from '../../base/id.ts';
import { checkPath, isInPath } from '../../base/path.ts';
import { momentOf } from '../../base/timestamp.ts';
import { checkAsset } from '../../commands/asset.ts';
import { WORLD } from '../../commands/field.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import { orderOf } from '../../kernel/credit/credit-order.ts';
import { isActive } from '../../kernel/hold/hold.ts';
import { isPending } from '../../kernel/offer/offer.ts';
import { afterAll, compareInstants } from '../../kernel/time/instant.ts';
import type { StoredHold, StoredOffer } from '../../store/row-kinds.ts';
import { creditNameOf } from '../commit/answer-of.ts';
import { accountOf, livesThen } from '../stored-accounts.ts';
import { creditOf } from '../stored-lot-rows.ts';
import { holdOf, offerOf } from '../stored-rows.ts';
import { clockRecord } from '../text/request-text.ts';
import { storedLastSeq } from './balance-in.ts';
import type { BookReader } from './book-reader.ts';
import type {
  AccountItem,
  AccountsOptions,
  CreditItem,
  CreditsOptions,
  HoldItem,
  HoldsOptions,
  ImportItem,
  ImportsOptions,
  OfferItem,
  OffersOptions,
  PaymentItem,
  PaymentsOptions,
} from './list-items.ts';
import { presentOf } from './list-present.ts';
import { type Pages, pagesOf } from './list-rows.ts';
import { accountTerms } from './read-account.ts';

const PAGE = ['after', 'limit', 'order'] as const;

/**
 * Every life of every account id, by when it was opened, or those of a path in order of their ids; `alive` asks whether it lives now, `ended` whether it is over by
 * now: one that is opened later is neither. Worlds are not listed.
 */
export function listAccounts(reader: BookReader, asked: AccountsOptions): Pages<AccountItem> {
  const options = readOptions('options', asked, [...PAGE, 'id', 'prefix', 'asset', 'alive', 'ended']);
  const id = options.id === undefined ? undefined : checkId('id', options.id);
  const path = options.prefix === undefined ? undefined : checkPath('prefix', options.prefix);
  const asset = options.asset === undefined ? undefined : checkAsset('asset', options.asset);
  const alive = optionalFlag('alive', options.alive);
  const ended = optionalFlag('ended', options.ended);
  return pagesOf(reader, options, {
    kind: 'account',
    found: id === undefined ? undefined : { lookup: 'id', value: id },
    path: options.order === undefined ? path : undefined,
    isTimed: true,
    show: (row, now) => {
      if (path !== undefined && !isInPath(row.id, path)) return undefined;
      if (row.id === WORLD || (asset !== undefined && row.asset !== asset)) return undefined;
      const isAlive = livesThen(row, now);
      if (alive !== undefined && isAlive !== alive) return undefined;
      if (ended !== undefined && (!isAlive && row.openedAt <= now) !== ended) return undefined;
      return { ...accountTerms(accountOf(row)), lastSeq: storedLastSeq(row) };
    },
  });
}

/** Holds by when they were placed; `account` is where. One that is scheduled is neither active nor ended. */
export function listHolds(reader: BookReader, asked: HoldsOptions): Pages<HoldItem> {
  const known = [...PAGE, 'account', 'hold', 'active', 'ended', 'status', 'expiresBefore'] as const;
  const options = readOptions('options', asked, known);
  const account = options.account === undefined ? undefined : checkId('account', options.account);
  const id = options.hold === undefined ? undefined : checkId('hold', options.hold);
  const statuses = statusesOf(options, HOLD_STATUSES, 'active', options.active);
  const before = optionalMoment('expiresBefore', options.expiresBefore);
  return pagesOf(reader, options, {
    kind: 'hold',
    found: id === undefined ? undefined : { lookup: 'id', value: id },
    account,
    columns: ['account'],
    present: presentOf(reader.book, 'hold', { statuses, before }, HOLD_STATUSES.length),
    isTimed: true,
    show: (row, now) => {
      if (account !== undefined && idOfKey(row.account) !== account) return undefined;
      const status = statusOfHold(row, now);
      if (!statuses.has(status)) return undefined;
      const { amount, captured, placedAt, expiresAt } = row;
      if (before !== undefined && (row.endedBy !== null || expiresAt === null || expiresAt >= before)) {
        return undefined;
      }
      const hold = { hold: row.id, account: idOfKey(row.account), to: row.target };
      return { ...hold, amount, captured, placedAt, expiresAt, status };
    },
  });
}

/** Every status of a hold. */
export const HOLD_STATUSES = ['scheduled', 'active', 'captured', 'released', 'expired'] as const;

/** Every status of an offer. */
export const OFFER_STATUSES = [
  'scheduled',
  'pending',
  'accepted',
  'cancelled',
  'declined',
  'expired',
  'merged',
] as const;

/** Those that are asked for, by name or by whether they are open, or over. */
function statusesOf<Status extends string>(
  options: { readonly status?: Status | undefined; readonly ended?: boolean | undefined },
  all: readonly Status[],
  open: 'active' | 'pending',
  isOpenAsked: unknown,
): ReadonlySet<Status> {
  const { status } = options;
  const isOpen = optionalFlag(open, isOpenAsked);
  const isEnded = optionalFlag('ended', options.ended);
  if (status !== undefined && !all.includes(status)) {
    throw new TallystickError('bad_option', 'status', status, `one of ${all.join(', ')}`);
  }
  const wanted = all.filter(
    (one) =>
      (status === undefined || one === status) &&
      (isOpen === undefined || (one === open) === isOpen) &&
      (isEnded === undefined || (one !== open && one !== 'scheduled') === isEnded),
  );
  return new Set(wanted);
}

function optionalMoment(field: string, value: unknown): number | undefined {
  return value === undefined ? undefined : momentOf(field, value);
}

function statusOfHold(row: StoredHold, now: number): HoldItem['status'] {
  const hold = holdOf(row);
  const instant = afterAll(now);
  if (isActive(hold, instant)) return 'active';
  if (compareInstants(hold.placed, instant) > 0) return 'scheduled';
  return hold.ended !== null && compareInstants(hold.ended, instant) < 0 ? hold.ended.by : 'expired';
}

/**
 * Offers by when they were made; `account` is either side, as it was then. One that is scheduled is neither pending nor ended.
 */
export function listOffers(reader: BookReader, asked: OffersOptions): Pages<OfferItem> {
  const known = [...PAGE, 'account', 'offer', 'pending', 'ended', 'status', 'expiresBefore'] as const;
  const options = readOptions('options', asked, known);
  const account = options.account === undefined ? undefined : checkId('account', options.account);
  const id = options.offer === undefined ? undefined : checkId('offer', options.offer);
  const statuses = statusesOf(options, OFFER_STATUSES, 'pending', options.pending);
  const before = optionalMoment('expiresBefore', options.expiresBefore);
  return pagesOf(reader, options, {
    kind: 'offer',
    found: id === undefined ? undefined : { lookup: 'id', value: id },
    account,
    columns: ['source', 'target'],
    present: presentOf(reader.book, 'offer', { statuses, before }, OFFER_STATUSES.length),
    isTimed: true,
    show: (row, now) => {
      const from = idOfKey(row.source);
      const to = idOfKey(row.target);
      if (account !== undefined && from !== account && to !== account) return undefined;
      const status = statusOfOffer(row, now);
      if (!statuses.has(status)) return undefined;
      const { amount, madeAt, expiresAt, endAt, endBy } = row;
      if (before !== undefined && (endBy !== 'expired' || endAt === null || endAt >= before))
        return undefined;
      const endedAt = status === 'pending' || status === 'scheduled' ? null : endAt;
      return { offer: row.id, from, to, amount, madeAt, expiresAt, status, endedAt };
    },
  });
}

function statusOfOffer(row: StoredOffer, now: number): OfferItem['status'] {
  const offer = offerOf(row);
  const instant = afterAll(now);
  if (isPending(offer, instant)) return 'pending';
  return compareInstants(offer.made, instant) > 0 || offer.end === null ? 'scheduled' : offer.end.by;
}

/** Payments by when they were paid; `account` is whose they are now. */
export function listPayments(reader: BookReader, asked: PaymentsOptions): Pages<PaymentItem> {
  const options = readOptions('options', asked, [...PAGE, 'account', 'group']);
  const account = options.account === undefined ? undefined : checkId('account', options.account);
  const wanted = options.group === undefined ? undefined : checkId('group', options.group);
  return pagesOf(reader, options, {
    kind: 'payment',
    found: wanted === undefined ? undefined : { lookup: 'group', value: wanted },
    account,
    columns: ['account'],
    show: ({ id, payer, amount, remaining, at, inGroup: group, rank, ...row }) => {
      const owner = idOfKey(row.account);
      if (account !== undefined && owner !== account) return undefined;
      return { payment: id, account: owner, from: idOfKey(payer), amount, remaining, at, group, rank };
    },
  });
}

/** Credits by when they were granted; `account` is whose they are now. */
export function listCredits(reader: BookReader, asked: CreditsOptions): Pages<CreditItem> {
  const options = readOptions('options', asked, [...PAGE, 'account']);
  const account = options.account === undefined ? undefined : checkId('account', options.account);
  return pagesOf(reader, options, {
    kind: 'credit',
    account,
    columns: ['account'],
    show: (row) => {
      const { key, grantor, amount, remaining, at, expiresAt, startsAt, priority } = row;
      const credit = creditOf(row);
      const { expiry } = credit;
      const clock = expiry === null ? null : clockRecord(expiry);
      const [holder, from] = [idOfKey(row.account), idOfKey(grantor)];
      const whose = { ...creditNameOf(key), account: holder, from, amount, remaining };
      return { ...whose, expiry: clock, expiresAt, startsAt, priority, order: orderOf(credit), at };
    },
  });
}

/** Imports by when they went on record. */
export function listImports(reader: BookReader, asked: ImportsOptions): Pages<ImportItem> {
  const options = readOptions('options', asked, [...PAGE, 'source']);
  const source = options.source === undefined ? undefined : checkId('source', options.source);
  return pagesOf(reader, options, {
    kind: 'import',
    found: source === undefined ? undefined : { lookup: 'source', value: source },
    show: ({ key: _key, ...item }) => item,
  });
}
