import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { CREDIT_ORDERS, type CreditOrder } from '../commands/credit-orders.ts';
import { type CreditRow, creditDue } from '../kernel/credit/credit.ts';
import type { Draw } from '../kernel/lot/draw.ts';
import type { PaymentRow, RefundRow } from '../kernel/refund/payment.ts';
import type { StoredCredit, StoredPayment, StoredRefund } from '../store/stored-lots.ts';
import { jsonText } from './text/json-text.ts';

/** Lots and refunds as rows of a store and back, as stored-rows.ts does with all else. */

export function storedPayment(row: PaymentRow): StoredPayment {
  const { id, account, from, amount, remaining, at, seq, group = null, rank = null } = row;
  return { id, account, payer: from, amount, remaining, at, seq, inGroup: group, rank };
}

export function paymentOf(stored: StoredPayment): PaymentRow {
  const { id, account, payer, amount, remaining, at, seq, inGroup, rank } = stored;
  return {
    id,
    account,
    from: payer,
    amount,
    remaining,
    at,
    seq,
    ...(inGroup === null ? {} : { group: inGroup }),
    ...(rank === null ? {} : { rank }),
  };
}

export function storedRefund(row: RefundRow): StoredRefund {
  const { id, account, at, draws, seq } = row;
  return { id, account, at, draws: jsonText(draws.map(({ lot, amount }) => [lot, amount])), seq };
}

export function refundOf(stored: StoredRefund): RefundRow {
  const { id, account, at, seq } = stored;
  return { id, account, at, draws: drawsOf(stored.draws), seq };
}

/** Draws as storedRefund writes them. */
function drawsOf(text: string): Draw[] {
  const pairs: [string, string][] = JSON.parse(text);
  return pairs.map(([lot, amount]) => ({ lot, amount: BigInt(amount) }));
}

export function storedCredit(row: CreditRow): StoredCredit {
  const { key, id, account, from, amount, remaining, expiry, seq, at = null, hereFrom } = row;
  const text = expiry === null ? null : jsonText([expiry.ids, expiry.counters]);
  const here = { hereAt: hereFrom?.at ?? null, hereOrder: hereFrom?.order ?? null };
  const { expiresAt = null, expiredAt = null, extendedBy = null, startsAt = null, priority = null } = row;
  const ends = { expiry: text, expiresAt, expiredAt, extendedBy, dueAt: creditDue(row) };
  return {
    key,
    id,
    account,
    grantor: from,
    amount,
    remaining,
    seq,
    at,
    ...here,
    ...ends,
    startsAt,
    priority,
  };
}

export function creditOf(stored: StoredCredit): CreditRow {
  const { key, id, account, grantor, amount, remaining, expiry, seq, at, hereAt, hereOrder } = stored;
  const { expiresAt, expiredAt, extendedBy, startsAt, priority } = stored;
  return {
    key,
    id,
    account,
    from: grantor,
    amount,
    remaining,
    expiry: expiry === null ? null : clockOf(expiry),
    seq,
    ...(at === null ? {} : { at }),
    ...(expiresAt === null ? {} : { expiresAt }),
    ...(expiredAt === null ? {} : { expiredAt }),
    ...(startsAt === null ? {} : { startsAt }),
    ...(priority === null ? {} : { priority }),
    ...(extendedBy === null ? {} : { extendedBy }),
    ...(hereAt === null || hereOrder === null ? {} : { hereFrom: { at: hereAt, order: hereOrder } }),
  };
}

/** The order of credits that a head names. */
export function creditOrderOf(name: string | null): CreditOrder | null {
  const order = CREDIT_ORDERS.find((known) => known === name);
  assert(order !== undefined || name === null, 'a head names an order of credits that there is');
  return order ?? null;
}

function clockOf(text: string): Clock {
  const [ids, texts]: [string[], string[]] = JSON.parse(text);
  const counters = texts.map((counter) => BigInt(counter));
  return { ids, counters, rank: counters.reduce((sum, counter) => sum + counter, 0n) };
}
