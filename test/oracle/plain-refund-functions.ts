/** The plain reading of the six refund functions: lists, filters, sorts and loops, with numeric ids. */
import {
  type Ask,
  ascending,
  compareByRules,
  type Decision,
  decideById,
  decideByRules,
  draw,
  type Lot,
  type Note,
} from './plain-refund-ledger.ts';

/** `[id, user, amount, timestamp]` */
export type PaymentRow = readonly [number, number, number, number];
/** `[id, amount]` */
export type AmountRow = readonly [number, number];
/** `[1, paymentId, user, amount, timestamp]` */
export type PayRecord = readonly [1, number, number, number, number];
/** `[2, refundId, user, amount, timestamp, paymentId]`, the last being -1 where the rules choose. */
export type RefundRecord = readonly [2, number, number, number, number, number];
export type LedgerOp = PayRecord | RefundRecord | readonly [3, number];
export type CostOp = readonly [1, number] | readonly [2, number, number, number] | readonly [3, number];

type Indexes = [number[][], number[][], number[][]];

function sumOf(amounts: readonly number[]): number {
  return Number(amounts.reduce((sum, amount) => sum + BigInt(amount), 0n));
}

export function buildStorageIndexes(
  payments: readonly PaymentRow[],
  allocations: readonly AmountRow[],
): Indexes {
  const known = payments.filter(([id], place) => payments.findIndex(([other]) => other === id) === place);
  const byId = [...known].sort(([a], [b]) => ascending(a, b));
  const takenFrom = (id: number): number =>
    sumOf(allocations.filter(([paid]) => paid === id).map(([, amount]) => amount));
  const users = [...new Set(known.map(([, user]) => user))].sort(ascending);
  const idsOf = (user: number): number[] =>
    known
      .filter(([, payer]) => payer === user)
      .sort(([a, , , atA], [b, , , atB]) => ascending(atA, atB) || ascending(a, b))
      .map(([id]) => id);
  return [
    byId.map((row) => [...row]),
    byId.map(([id, , amount]) => [id, amount - takenFrom(id)]),
    users.map((user) => [user, ...idsOf(user)]),
  ];
}

function newLot([, id, user, amount, timestamp]: PayRecord): Lot<number> {
  return { id, user, timestamp, remaining: BigInt(amount) };
}

export function simulateLedger(ops: readonly LedgerOp[], note: Note = () => {}): number[] {
  const lots: Lot<number>[] = [];
  const refundIds = new Set<number>();
  const pay = (record: PayRecord): number => {
    if (lots.some((lot) => lot.id === record[1])) return 0;
    lots.push(newLot(record));
    return 1;
  };
  const refund = ([, refundId, user, amount, timestamp, paymentId]: RefundRecord): number => {
    const lot = lots.find((candidate) => candidate.id === paymentId);
    const says = (what: string, answer: 0 | 1): 0 | 1 => {
      note(`simulate: ${what}`);
      return answer;
    };
    if (refundIds.has(refundId)) return says('refund id taken', 0);
    if (lot === undefined) return says('unknown payment', 0);
    if (lot.user !== user) return says('payment of another user', 0);
    if (lot.remaining < BigInt(amount)) return says('too much', 0);
    lot.remaining -= BigInt(amount);
    refundIds.add(refundId);
    return says(lot.timestamp > timestamp ? 'refunded before its payment' : 'refunded', 1);
  };
  const balance = (user: number): number =>
    sumOf(lots.filter((lot) => lot.user === user).map((lot) => Number(lot.remaining)));
  return ops.map((op) => {
    if (op[0] === 1) return pay(op);
    return op[0] === 2 ? refund(op) : balance(op[1]);
  });
}

function rowsOf(decision: Decision<number>): number[][] {
  return (draw(decision) ?? []).map(({ id, taken }) => [id, Number(taken)]);
}

export function allocateRefund(
  payments: readonly PaymentRow[],
  [user, amount, timestamp]: readonly [number, number, number],
  rules: readonly string[],
): number[][] {
  const lots = payments.map(([id, payer, remaining, at]) => newLot([1, id, payer, remaining, at]));
  const ask = { user, amount: BigInt(amount), timestamp };
  return rowsOf(decideByRules(lots, ask, compareByRules(rules, ascending)));
}

export function applyPartialRefunds(
  payments: readonly AmountRow[],
  refunds: readonly AmountRow[],
): number[][] {
  const left = new Map(payments);
  return refunds.map(([id, amount]) => {
    const remaining = left.get(id);
    if (remaining === undefined) return [-1, 0, 0];
    if (amount > remaining) return [0, 0, remaining];
    left.set(id, remaining - amount);
    return [1, amount, remaining - amount];
  });
}

export function processRecords(
  records: readonly (PayRecord | RefundRecord)[],
  rules: readonly string[],
  note: Note = () => {},
): number[][][] {
  const lots: Lot<number>[] = [];
  const paymentIds = new Set<number>();
  const refundIds = new Set<number>();
  const order = compareByRules<number>(rules, ascending);
  const decide = (refundId: number, ask: Ask<number>, paymentId: number): Decision<number> => {
    if (refundIds.has(refundId)) return { refused: 'refund id taken' };
    return paymentId === -1 ? decideByRules(lots, ask, order) : decideById(lots, ask, paymentId);
  };
  const answers: number[][][] = [];
  for (const record of records) {
    if (record[0] === 1) {
      if (!paymentIds.has(record[1])) lots.push(newLot(record));
      paymentIds.add(record[1]);
      continue;
    }
    const [, refundId, user, amount, timestamp, paymentId] = record;
    const decision = decide(refundId, { user, amount: BigInt(amount), timestamp }, paymentId);
    if ('refused' in decision) note(`process: ${decision.refused}`);
    else {
      refundIds.add(refundId);
      note(decision.draws.length > 1 ? 'process: several payments' : 'process: refunded');
    }
    answers.push(rowsOf(decision));
  }
  return answers;
}

/** `ceil(log2(max(2, x)))` by doubling, so that no logarithm is rounded. */
function ceilLog2(x: number): number {
  let exponent = 1;
  while (2 ** exponent < x) exponent += 1;
  return exponent;
}

export function estimateCosts(ops: readonly CostOp[]): number[] {
  const paymentsOf = new Map<number, number>();
  let naive = 0;
  let indexed = 0;
  let payments = 0;
  for (const op of ops) {
    const count = paymentsOf.get(op[1]) ?? 0;
    if (op[0] === 1) {
      naive += 1;
      indexed += 1 + ceilLog2(count + 1);
      paymentsOf.set(op[1], count + 1);
      payments += 1;
    } else if (op[0] === 2 && op[2] === 0) {
      naive += 1 + count;
      indexed += 1 + op[3] * ceilLog2(count);
    } else {
      naive += 1;
      indexed += 1;
    }
  }
  const recommendation = naive < indexed ? -1 : Number(naive > indexed);
  return [naive, indexed, recommendation, payments];
}
