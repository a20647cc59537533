import { TallystickError } from '../base/error.ts';
import { timestamp } from '../base/timestamp.ts';
import { shortestRules, UNRANKED_RULES, type UnrankedRule } from '../commands/refund-rules.ts';
import type { Draw } from '../kernel/lot/draw.ts';
import { idToNumber, numberToId } from './own-ids.ts';
import { checkList, checkNumberAmount, checkNumberId, checkRecord, plainNumber } from './plain-records.ts';
import { RefundBook } from './refund-book.ts';

/** `[id, user, amount, timestamp]` */
export type PlainPayment = readonly [id: number, user: number, amount: number, timestamp: number];
/** `[id, amount]` */
export type PlainAmount = readonly [id: number, amount: number];
/** The three tables of `buildStorageIndexes`. */
export type StorageIndexes = [
  paymentsById: [id: number, user: number, amount: number, timestamp: number][],
  remainingById: [id: number, remaining: number][],
  idsByUser: [user: number, ...ids: number[]][],
];

const PAYMENT = ['id', 'user', 'amount', 'timestamp'] as const;
const AMOUNT = ['id', 'amount'] as const;

interface CheckedPayment {
  readonly id: number;
  readonly user: number;
  readonly amount: bigint;
  readonly at: number;
}

/** The numbers of a payment record, from the place of its id on. */
function readPayment(field: string, record: readonly unknown[], first: number): CheckedPayment {
  return {
    id: checkNumberId(`${field}.id`, record[first]),
    user: checkNumberId(`${field}.user`, record[first + 1]),
    amount: checkNumberAmount(`${field}.amount`, record[first + 2]),
    at: timestamp(`${field}.timestamp`, record[first + 3]),
  };
}

function readPayments(payments: unknown): CheckedPayment[] {
  return Array.from(checkList('payments', payments), (value, i) =>
    readPayment(`payments[${i}]`, checkRecord(`payments[${i}]`, value, PAYMENT), 0),
  );
}

function readAmounts(field: string, amounts: unknown): { id: number; amount: bigint }[] {
  return Array.from(checkList(field, amounts), (value, i) => {
    const record = checkRecord(`${field}[${i}]`, value, AMOUNT);
    return {
      id: checkNumberId(`${field}[${i}].id`, record[0]),
      amount: checkNumberAmount(`${field}[${i}].amount`, record[1]),
    };
  });
}

function pay(book: RefundBook, { id, user, amount, at }: CheckedPayment): boolean {
  return book.pay({ payment: numberToId(id), user: numberToId(user), amount, at });
}

function plainDraws(draws: readonly Draw[] | null): [id: number, taken: number][] {
  return (draws ?? []).map(({ lot, amount }) => [idToNumber(lot), plainNumber(amount)]);
}

/**
 * Payments by id, what remains of each by id, and each user's ids in order of (timestamp, id), after the
 * allocations were taken. A repeated payment id is ignored; an allocation on an unknown payment, or of more
 * than remains, throws. O(n log n).
 */
export function buildStorageIndexes(
  payments: readonly PlainPayment[],
  allocations: readonly PlainAmount[],
): StorageIndexes {
  const book = new RefundBook();
  const taken = readPayments(payments).filter((payment) => pay(book, payment));
  for (const [i, { id, amount }] of readAmounts('allocations', allocations).entries()) {
    const payment = book.payment(numberToId(id));
    if (payment === undefined || payment.remaining < amount) {
      const expected = 'a payment with that much remaining';
      throw new TallystickError('bad_command', `allocations[${i}]`, [id, plainNumber(amount)], expected);
    }
    book.refundPayment(`${i}`, payment, amount);
  }
  const byId = taken.toSorted((a, b) => a.id - b.id);
  const byUser = new Map<number, CheckedPayment[]>();
  for (const payment of byId) {
    const ofUser = byUser.get(payment.user);
    if (ofUser === undefined) byUser.set(payment.user, [payment]);
    else ofUser.push(payment);
  }
  return [
    byId.map(({ id, user, amount, at }) => [id, user, plainNumber(amount), at]),
    byId.map(({ id }) => [id, plainNumber(book.payment(numberToId(id))?.remaining ?? 0n)]),
    [...byUser]
      .sort(([a], [b]) => a - b)
      .map(([user, ofUser]) => [
        user,
        ...ofUser.sort((a, b) => a.at - b.at || a.id - b.id).map(({ id }) => id),
      ]),
  ];
}

/**
 * `[1, paymentId, user, amount, timestamp]` answers 1, or 0 when the id is taken;
 * `[2, refundId, user, amount, timestamp, paymentId]` answers 1, or 0 when the refund id is taken, the payment
 * unknown or another user's, or too little remains; `[3, user]` answers the user's balance. A refund may be
 * dated before its payment.
 */
export function simulateLedger(operations: readonly (readonly number[])[]): number[] {
  const book = new RefundBook();
  return Array.from(checkList('operations', operations), (value, i) => {
    const field = `operations[${i}]`;
    const operation = checkList(field, value);
    if (operation[0] === 1) {
      return pay(book, readPayment(field, checkRecord(field, value, ['1', ...PAYMENT]), 1)) ? 1 : 0;
    }
    if (operation[0] === 2) {
      const record = checkRecord(field, value, ['2', ...PAYMENT, 'paymentId']);
      const { id, user, amount, at } = readPayment(field, record, 1);
      const payment = numberToId(checkNumberId(`${field}.paymentId`, record[5]));
      // The timestamp is not compared: a refund dated before its payment acts when the payment does.
      const actsAt = Math.max(at, book.payment(payment)?.at ?? at);
      const request = {
        refund: numberToId(id),
        user: numberToId(user),
        amount,
        at: actsAt,
        payment,
        rules: [],
      };
      return book.refund(request) === null ? 0 : 1;
    }
    if (operation[0] === 3) {
      const record = checkRecord(field, value, ['3', 'user']);
      return plainNumber(book.balance(numberToId(checkNumberId(`${field}.user`, record[1]))));
    }
    throw new TallystickError('bad_command', `${field}[0]`, operation[0], '1, 2 or 3');
  });
}

/**
 * What each payment `[id, user, remaining, timestamp]` gives to a refund `[user, amount, timestamp]` by the
 * rules; empty when the amount is 0 or cannot be covered.
 */
export function allocateRefund(
  payments: readonly PlainPayment[],
  refund: readonly [user: number, amount: number, timestamp: number],
  rules: readonly UnrankedRule[],
): [id: number, taken: number][] {
  shortestRules('rules', rules, UNRANKED_RULES);
  const record = checkRecord('refund', refund, ['user', 'amount', 'timestamp']);
  const user = numberToId(checkNumberId('refund.user', record[0]));
  const amount = checkNumberAmount('refund.amount', record[1]);
  const at = timestamp('refund.timestamp', record[2]);
  const book = new RefundBook();
  for (const payment of readPayments(payments)) pay(book, payment);
  return plainDraws(book.foresee({ refund: '1', user, amount, at, rules }));
}

/**
 * Refunds `[paymentId, amount]` taken in order: `[1, refunded, left]`, `[0, 0, left]` for too much,
 * `[-1, 0, 0]` for an unknown payment. A repeated payment id is ignored.
 */
export function applyPartialRefunds(
  payments: readonly PlainAmount[],
  refunds: readonly PlainAmount[],
): [status: number, refunded: number, left: number][] {
  const book = new RefundBook();
  for (const { id, amount } of readAmounts('payments', payments)) pay(book, { id, user: 0, amount, at: 0 });
  return readAmounts('refunds', refunds).map(({ id, amount }, i) => {
    const payment = book.payment(numberToId(id));
    if (payment === undefined) return [-1, 0, 0];
    const isTaken = book.refundPayment(`${i}`, payment, amount);
    const left = plainNumber(book.payment(payment.id)?.remaining ?? 0n);
    return isTaken ? [1, plainNumber(amount), left] : [0, 0, left];
  });
}

/**
 * Payments `[1, paymentId, user, amount, timestamp]` (a repeated id is ignored) and refunds
 * `[2, refundId, user, amount, timestamp, paymentId or -1]` in order: the allocations of each refund, empty
 * when it is refused. O(k log m) a refund for k of a user's m payments drawn.
 */
export function processRecords(
  records: readonly (readonly number[])[],
  rules: readonly UnrankedRule[],
): [id: number, taken: number][][] {
  shortestRules('rules', rules, UNRANKED_RULES);
  const book = new RefundBook();
  const answers: [id: number, taken: number][][] = [];
  for (const [i, value] of checkList('records', records).entries()) {
    const field = `records[${i}]`;
    const kind = checkList(field, value)[0];
    if (kind === 1) {
      pay(book, readPayment(field, checkRecord(field, value, ['1', ...PAYMENT]), 1));
    } else if (kind === 2) {
      const record = checkRecord(field, value, ['2', ...PAYMENT, 'paymentId']);
      const { id, user, amount, at } = readPayment(field, record, 1);
      const named = checkNumberId(`${field}.paymentId`, record[5]);
      const payment = named === -1 ? undefined : numberToId(named);
      const request = { refund: numberToId(id), user: numberToId(user), amount, at, payment, rules };
      answers.push(plainDraws(book.refund(request)));
    } else {
      throw new TallystickError('bad_command', `${field}[0]`, kind, '1 or 2');
    }
  }
  return answers;
}
