import { optionalFlag, readOptions } from '../../base/checked-options.ts';
import { checkId } from '../../base/id.ts';
import { idOfKey, WORLD } from '../../kernel/account/account.ts';
import { checkAsset } from '../../kernel/account/asset.ts';
import type { StoredHold, StoredOffer } from '../../store/row-kinds.ts';
import { creditNameOf } from '../commit/answer-of.ts';
import { creditOf } from '../stored-rows.ts';
import { clockRecord } from '../text/request-text.ts';
import type { BookReader } from './book-reader.ts';
import { livesAt } from './find-life.ts';
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
import { listRows, type Page } from './list-rows.ts';
import { endOf } from './sums-from-store.ts';

/**
 * Every life of every account id; `alive` asks whether it lives now, `ended` whether it is over by now: one that is opened
 * later is neither. Worlds are not listed.
 */
export async function listAccounts(reader: BookReader, asked: AccountsOptions): Promise<Page<AccountItem>> {
  const options = readOptions('options', asked, ['after', 'limit', 'id', 'asset', 'alive', 'ended']);
  const id = options.id === undefined ? undefined : checkId('id', options.id);
  const asset = options.asset === undefined ? undefined : checkAsset('asset', options.asset);
  const alive = optionalFlag('alive', options.alive);
  const ended = optionalFlag('ended', options.ended);
  return listRows(reader, options, {
    kind: 'account',
    where: id === undefined ? undefined : { column: 'id', equals: id },
    show: async (present) => {
      const now = endOf(await present());
      return (row) => {
        if (row.id === WORLD || (asset !== undefined && row.asset !== asset)) return undefined;
        const isAlive = livesAt(row, now);
        if (alive !== undefined && isAlive !== alive) return undefined;
        if (ended !== undefined && (!isAlive && row.openedAt <= now.at) !== ended) return undefined;
        const { floor, ceiling, openedAt, endedAt } = row;
        const mergedInto = row.endedInto === null ? null : idOfKey(row.endedInto);
        const metadata = JSON.parse(row.metadata);
        return { account: row.id, asset: row.asset, floor, ceiling, metadata, openedAt, endedAt, mergedInto };
      };
    },
  });
}

/** Holds by id; `account` is where they were placed. One that is scheduled is neither active nor ended. */
export async function listHolds(reader: BookReader, asked: HoldsOptions): Promise<Page<HoldItem>> {
  const options = readOptions('options', asked, ['after', 'limit', 'account', 'hold', 'active', 'ended']);
  const account = options.account === undefined ? undefined : checkId('account', options.account);
  const id = options.hold === undefined ? undefined : checkId('hold', options.hold);
  const active = optionalFlag('active', options.active);
  const ended = optionalFlag('ended', options.ended);
  return listRows(reader, options, {
    kind: 'hold',
    where: id === undefined ? undefined : { column: 'id', equals: id },
    account,
    show: async (present) => {
      const now = await present();
      return (row) => {
        if (account !== undefined && idOfKey(row.account) !== account) return undefined;
        const status = statusOfHold(row, now);
        if (isLeftOut(status, 'active', active, ended)) return undefined;
        const { amount, captured, placedAt, expiresAt } = row;
        const hold = { hold: row.id, account: idOfKey(row.account), to: row.target };
        return { ...hold, amount, captured, placedAt, expiresAt, status };
      };
    },
  });
}

/** Whether an item of that status is not asked for. */
function isLeftOut(
  status: string,
  open: 'active' | 'pending',
  isOpen: boolean | undefined,
  isEnded: boolean | undefined,
): boolean {
  if (isOpen !== undefined && (status === open) !== isOpen) return true;
  return isEnded !== undefined && (status !== open && status !== 'scheduled') !== isEnded;
}

function statusOfHold(row: StoredHold, now: number): HoldItem['status'] {
  if (row.placedAt > now) return 'scheduled';
  if (row.endedAt !== null && row.endedAt <= now) return row.endedBy === 'released' ? 'released' : 'captured';
  return row.expiresAt !== null && row.expiresAt <= now ? 'expired' : 'active';
}

/** Offers by id; `account` is either side, as it was when they were made. One that is scheduled is neither pending nor ended. */
export async function listOffers(reader: BookReader, asked: OffersOptions): Promise<Page<OfferItem>> {
  const options = readOptions('options', asked, ['after', 'limit', 'account', 'offer', 'pending', 'ended']);
  const account = options.account === undefined ? undefined : checkId('account', options.account);
  const id = options.offer === undefined ? undefined : checkId('offer', options.offer);
  const pending = optionalFlag('pending', options.pending);
  const ended = optionalFlag('ended', options.ended);
  return listRows(reader, options, {
    kind: 'offer',
    where: id === undefined ? undefined : { column: 'id', equals: id },
    show: async (present) => {
      const now = await present();
      return (row) => {
        const from = idOfKey(row.source);
        const to = idOfKey(row.target);
        if (account !== undefined && from !== account && to !== account) return undefined;
        const status = statusOfOffer(row, now);
        if (isLeftOut(status, 'pending', pending, ended)) return undefined;
        const { amount, madeAt, expiresAt } = row;
        const endedAt = status === 'pending' || status === 'scheduled' ? null : row.endAt;
        return { offer: row.id, from, to, amount, madeAt, expiresAt, status, endedAt };
      };
    },
  });
}

function statusOfOffer(row: StoredOffer, now: number): OfferItem['status'] {
  if (row.madeAt > now) return 'scheduled';
  if (row.endAt === null || row.endAt > now) return 'pending';
  return row.endBy as OfferItem['status']; // One of the endings, which storedOffer wrote.
}

/** Payments by id; `account` is whose they are now. */
export async function listPayments(reader: BookReader, asked: PaymentsOptions): Promise<Page<PaymentItem>> {
  const options = readOptions('options', asked, ['after', 'limit', 'account']);
  const account = options.account === undefined ? undefined : checkId('account', options.account);
  return listRows(reader, options, {
    kind: 'payment',
    account,
    show:
      () =>
      ({ id, payer, amount, remaining, at, ...row }) => {
        const holder = idOfKey(row.account);
        if (account !== undefined && holder !== account) return undefined;
        return { payment: id, account: holder, from: idOfKey(payer), amount, remaining, at };
      },
  });
}

/** Credits; `account` is whose they are now. */
export async function listCredits(reader: BookReader, asked: CreditsOptions): Promise<Page<CreditItem>> {
  const options = readOptions('options', asked, ['after', 'limit', 'account']);
  const account = options.account === undefined ? undefined : checkId('account', options.account);
  return listRows(reader, options, {
    kind: 'credit',
    account,
    show: () => (row) => {
      const holder = idOfKey(row.account);
      if (account !== undefined && holder !== account) return undefined;
      const { key, grantor, amount, remaining, at } = row;
      const { expiry } = creditOf(row);
      const clock = expiry === null ? null : clockRecord(expiry);
      const from = idOfKey(grantor);
      return { ...creditNameOf(key), account: holder, from, amount, remaining, expiry: clock, at };
    },
  });
}

/** Imports by source, those of one source in order of recording. */
export async function listImports(reader: BookReader, asked: ImportsOptions): Promise<Page<ImportItem>> {
  const options = readOptions('options', asked, ['after', 'limit', 'source']);
  const source = options.source === undefined ? undefined : checkId('source', options.source);
  return listRows(reader, options, {
    kind: 'import',
    where: source === undefined ? undefined : { column: 'source', equals: source },
    show:
      () =>
      ({ key: _key, ...item }) =>
        item,
  });
}
