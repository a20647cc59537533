import { canonicalText } from '../../../src/base/canonical-bytes.ts';
import { lastSeqOf } from '../../../src/kernel/account/account.ts';
import type { BookState } from '../../../src/kernel/book-state.ts';
import type { HoldRow } from '../../../src/kernel/hold/hold.ts';
import type { OfferRow } from '../../../src/kernel/offer/offer.ts';
import type { PlainHouseBook } from '../../oracle/plain-house.ts';
import { creditNameIn } from '../../oracle/plain-house-credits.ts';
import { allItems, type OpenBook } from './house-door.ts';
import { expectSame } from './house-same.ts';

/** Accounts, holds, offers, payments and credits are the rows of the kernel's own book, each once. */
export async function checkLists(book: OpenBook, plain: PlainHouseBook, now: number): Promise<void> {
  const { state } = plain.kernel;
  const idOf = (key: string): string => state.accounts.byKey(key).row.id;
  const same = (what: string, items: readonly unknown[], rows: readonly unknown[]): void =>
    expectSame(`${book.name}: the list of ${what}`, inAnyOrder(items), inAnyOrder(rows));

  same('accounts', await allItems((page) => book.accounts(page)), accountsOf(state, idOf));
  const holds = [...state.holds.entries()].map(([, row]) => holdItem(row, idOf, now));
  same('holds', await allItems((page) => book.holds(page)), holds);
  const offers = [...state.offers.entries()].map(([, row]) => offerItem(row, idOf, now));
  same('offers', await allItems((page) => book.offers(page)), offers);
  const payments = [...state.payments.entries()].map(([, row]) => {
    const { id, account, amount, remaining, at, group = null, rank = null } = row;
    return { payment: id, account: idOf(account), amount, remaining, at, group, rank };
  });
  const listed = (await allItems((page) => book.payments(page))).map(({ from: _, ...item }) => item);
  same('payments', listed, payments);
  const credits = [...state.credits.entries()].map(([key, row]) => {
    const { account, amount, remaining, expiry, expiresAt = null, at = null } = row;
    const { startsAt = null, priority = null } = row;
    const order = priority === null ? 'rank-lex-id/v1' : 'priority-expiry/v1';
    const counters = expiry?.ids.map((process, i) => [process, expiry.counters[i]]);
    const clock = counters === undefined ? null : Object.fromEntries(counters);
    const name = creditNameIn(state, key);
    const rest = { expiry: clock, expiresAt, startsAt, priority, order, at };
    return { ...name, account: idOf(account), amount, remaining, ...rest };
  });
  const granted = (await allItems((page) => book.credits(page))).map(({ from: _, ...item }) => item);
  same('credits', granted, credits);
}

/** Every kind of item is a set: the order is the store's. */
function inAnyOrder(items: readonly unknown[]): string[] {
  return items.map(canonicalText).sort();
}

function accountsOf(state: BookState, idOf: (key: string) => string): unknown[] {
  return [...state.accountRows.entries()].map(
    ([key, { id, asset, floor, ceiling, frozen = null, limits, metadata, opened, ended }]) => ({
      account: id,
      asset,
      floor,
      ceiling,
      ...(limits === undefined ? {} : { limits }),
      frozen,
      metadata,
      openedAt: opened.at,
      endedAt: ended?.at ?? null,
      mergedInto: ended === null || ended.into === null ? null : idOf(ended.into),
      lastSeq: lastSeqOf(state.accounts.byKey(key)),
    }),
  );
}

function holdItem(row: HoldRow, idOf: (key: string) => string, now: number): unknown {
  const { id, account, amount, captured, placed, expiresAt, ended, to } = row;
  const isExpired = expiresAt !== null && expiresAt <= now;
  const isOver = ended !== null && ended.at <= now;
  const begun = isOver ? ended.by : isExpired ? 'expired' : 'active';
  const status = placed.at > now ? 'scheduled' : begun;
  return { hold: id, account: idOf(account), amount, captured, placedAt: placed.at, expiresAt, status, to };
}

function offerItem(row: OfferRow, idOf: (key: string) => string, now: number): unknown {
  const { id, source, target, amount, made, expiresAt, end } = row;
  const isOver = end !== null && end.at <= now;
  const begun = isOver ? end.by : 'pending';
  const status = made.at > now ? 'scheduled' : begun;
  const [from, to] = [idOf(source), idOf(target)];
  return { offer: id, from, to, amount, madeAt: made.at, expiresAt, status, endedAt: isOver ? end.at : null };
}
