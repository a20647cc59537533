/** Random input for the six refund functions: small spaces of ids whose order as text is not their order as numbers. */
import fc from 'fast-check';
import type {
  AmountRow,
  CostOp,
  LedgerOp,
  PaymentRow,
  PayRecord,
  RefundRecord,
} from '../../oracle/plain-refund-functions.ts';
import { type Slot, slots } from './refund-and-credit-checks.ts';

/** Users of the functions; 10 comes before 9 as text. */
const USERS = [9, 10, -2, 100] as const;

/** Drops what shrinking took out. */
export function present<T>(ops: readonly Slot<T>[]): T[] {
  return ops.filter((op) => op !== null);
}

/** The first row of each id, for the functions that say nothing about repeated ids. */
export function firstOfEachId<T extends readonly [number, ...unknown[]]>(rows: readonly T[]): T[] {
  const seen = new Map<number, T>();
  for (const row of rows) if (!seen.has(row[0])) seen.set(row[0], row);
  return [...seen.values()];
}

/** Ids from -5 upwards without -1, which means "let the rules choose" where a payment is named. */
function paymentIds(length: number): fc.Arbitrary<number> {
  const count = Math.ceil(length / 3);
  return fc.integer({ min: -5, max: count }).map((id) => (id === -1 ? count + 1 : id));
}

const users = fc.constantFrom(...USERS);
const times = fc.integer({ min: 0, max: 12 });
const amountsUpTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });

/** Exactly `length` rows `[id, user, amount, timestamp]`; ids repeat. */
export function paymentRows(length: number): fc.Arbitrary<Slot<PaymentRow>[]> {
  return slots(fc.tuple(paymentIds(length), users, amountsUpTo(6), times), length);
}

/** Exactly `length` rows `[id, amount]`; ids repeat, and some are unknown to `paymentRows`. */
export function amountRows(length: number, max: number): fc.Arbitrary<Slot<AmountRow>[]> {
  return slots(fc.tuple(fc.integer({ min: -7, max: Math.ceil(length / 3) + 3 }), amountsUpTo(max)), length);
}

function payRecords(length: number): fc.Arbitrary<PayRecord> {
  return fc.tuple(fc.constant(1 as const), paymentIds(length), users, amountsUpTo(6), times);
}

/** Operations of `simulateLedger`; refunds of nothing are among them. */
export function ledgerOps(length: number): fc.Arbitrary<Slot<LedgerOp>[]> {
  const refundIds = fc.nat({ max: Math.ceil(length / 3) });
  return slots(
    fc.oneof(
      { weight: 5, arbitrary: payRecords(length) },
      {
        weight: 6,
        arbitrary: fc.tuple(
          fc.constant(2 as const),
          refundIds,
          users,
          amountsUpTo(4),
          times,
          paymentIds(length),
        ),
      },
      { weight: 2, arbitrary: fc.tuple(fc.constant(3 as const), fc.constantFrom(...USERS, 5)) },
    ),
    length,
  );
}

/** Records of `processRecords`; `freshIds` gives every refund an id of its own. */
export function refundRecords(length: number, freshIds = false): fc.Arbitrary<(PayRecord | RefundRecord)[]> {
  const refundIds = fc.nat({ max: Math.ceil(length / 3) });
  const byId = fc.tuple(fc.constant(2 as const), refundIds, users, amountsUpTo(4), times, paymentIds(length));
  const byRules = fc.tuple(
    fc.constant(2 as const),
    refundIds,
    users,
    amountsUpTo(10),
    times,
    fc.constant(-1),
  );
  const record = fc.oneof(
    { weight: 8, arbitrary: payRecords(length) },
    { weight: 3, arbitrary: byId },
    { weight: 6, arbitrary: byRules },
  );
  return slots(record, length).map((drawn) =>
    drawn.flatMap((each, place) =>
      each === null ? [] : [each[0] === 1 ? each : tamed(each, place, freshIds)],
    ),
  );
}

/**
 * The specification does not say whether a refund of nothing takes its id, or what one by id answers. So one
 * by id asks for 1 instead, and one by rules gets an id that nobody else has: its answer is `[]` either way.
 */
function tamed(record: RefundRecord, place: number, freshIds: boolean): RefundRecord {
  const [kind, refundId, user, amount, timestamp, paymentId] = record;
  const fresh = freshIds || (amount === 0 && paymentId === -1);
  const asked = amount === 0 && paymentId !== -1 ? 1 : amount;
  return [kind, fresh ? 1_000_000 + place : refundId, user, asked, timestamp, paymentId];
}

/**
 * Operations of `estimateCosts`. The index pays off where refunds touch little of a long list, so a run
 * leans to touching nothing, one payment, or up to eight.
 */
export function costOps(length: number): fc.Arbitrary<CostOp[]> {
  const flag = fc.constantFrom(0, 0, 0, 1);
  const op: fc.Arbitrary<CostOp> = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant(1 as const), users) },
    { weight: 4, arbitrary: fc.tuple(fc.constant(2 as const), users, flag, fc.nat({ max: 1_000 })) },
    { weight: 1, arbitrary: fc.tuple(fc.constant(3 as const), users) },
  );
  return fc
    .tuple(fc.constantFrom(1, 2, 9), slots(op, length))
    .map(([touchable, drawn]) =>
      present(drawn).map((each) =>
        each[0] === 2 ? ([2, each[1], each[2], each[3] % touchable] as const) : each,
      ),
    );
}

/** Allocations that `buildStorageIndexes` can place: of known payments, and never more than is left of one. */
export function placeable(payments: readonly PaymentRow[], wished: readonly AmountRow[]): AmountRow[] {
  const known = firstOfEachId(payments);
  const left = new Map(known.map(([id, , amount]) => [id, amount]));
  return wished.flatMap(([place, amount]) => {
    const row = known[Math.abs(place) % known.length];
    if (row === undefined) return [];
    const taken = Math.min(amount, left.get(row[0]) ?? 0);
    left.set(row[0], (left.get(row[0]) ?? 0) - taken);
    return [[row[0], taken] as const];
  });
}
