/**
 * The plain reading of `RefundLedger`: every call filters, sorts and loops over all the payments.
 * It checks no input, keeps no index, and shares no code with the real thing.
 */

/** A payment with what is left of it; `Id` is a string in the class and a number in the functions. */
export interface Lot<Id> {
  readonly id: Id;
  readonly user: Id;
  readonly timestamp: number;
  remaining: bigint;
}

export interface PlainPayment {
  readonly paymentId: string;
  readonly userId: string;
  readonly amount: bigint | number;
  readonly timestamp: number;
}

export interface PlainRefund {
  readonly refundId: string;
  readonly userId: string;
  readonly amount: bigint | number;
  readonly timestamp: number;
  readonly paymentId?: string;
  readonly rules?: readonly string[];
}

/** Told what happened, so that a random run can prove that it met the interesting cases. */
export type Note = (what: string) => void;

/** Why a refund is refused; the ledger itself answers only `null`. */
export type RefundRefusal =
  | 'refund id taken'
  | 'unknown payment'
  | 'payment of another user'
  | 'payment later than the refund'
  | 'payment does not cover'
  | 'not covered in full';

export type Decision<Id> =
  | { readonly refused: RefundRefusal }
  | { readonly draws: readonly { readonly lot: Lot<Id>; readonly taken: bigint }[] };

export const ALL_RULES = [
  'RECENT_FIRST',
  'OLDEST_FIRST',
  'LARGEST_REMAINING_FIRST',
  'SMALLEST_REMAINING_FIRST',
  'ID_ASC',
  'ID_DESC',
] as const;

type Compare<T> = (a: T, b: T) => number;

/** Orders by what `<` says, for numbers, bigints and plain ASCII strings. */
export function ascending<T extends number | bigint | string>(a: T, b: T): number {
  if (a < b) return -1;
  return a > b ? 1 : 0;
}

const hexOf = new Map<string, string>();

/** The UTF-8 bytes written in hex: comparing two such texts compares the bytes. */
function utf8Hex(text: string): string {
  const known = hexOf.get(text);
  if (known !== undefined) return known;
  const bytes = new TextEncoder().encode(text);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  hexOf.set(text, hex);
  return hex;
}

/** The order of the UTF-8 bytes, by really encoding. */
export function byUtf8Bytes(a: string, b: string): number {
  return ascending(utf8Hex(a), utf8Hex(b));
}

function compareByRule<Id>(rule: string, compareIds: Compare<Id>): Compare<Lot<Id>> {
  switch (rule) {
    case 'RECENT_FIRST':
      return (a, b) => ascending(b.timestamp, a.timestamp);
    case 'OLDEST_FIRST':
      return (a, b) => ascending(a.timestamp, b.timestamp);
    case 'LARGEST_REMAINING_FIRST':
      return (a, b) => ascending(b.remaining, a.remaining);
    case 'SMALLEST_REMAINING_FIRST':
      return (a, b) => ascending(a.remaining, b.remaining);
    case 'ID_ASC':
      return (a, b) => compareIds(a.id, b.id);
    case 'ID_DESC':
      return (a, b) => compareIds(b.id, a.id);
    default:
      throw new Error(`the oracle was given an unknown rule: ${rule}`);
  }
}

/** The list compared left to right, after the two completions that the specification names. */
export function compareByRules<Id>(rules: readonly string[], compareIds: Compare<Id>): Compare<Lot<Id>> {
  const named = rules.length === 0 ? ['OLDEST_FIRST', 'ID_ASC'] : rules;
  const hasIdRule = named.includes('ID_ASC') || named.includes('ID_DESC');
  const steps = (hasIdRule ? named : [...named, 'ID_ASC']).map((rule) => compareByRule(rule, compareIds));
  return (a, b) => {
    for (const step of steps) {
      const order = step(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

export interface Ask<Id> {
  readonly user: Id;
  readonly amount: bigint;
  readonly timestamp: number;
}

/** A refund that names its payment. */
export function decideById<Id>(lots: readonly Lot<Id>[], ask: Ask<Id>, paymentId: Id): Decision<Id> {
  const lot = lots.find((candidate) => candidate.id === paymentId);
  if (lot === undefined) return { refused: 'unknown payment' };
  if (lot.user !== ask.user) return { refused: 'payment of another user' };
  if (lot.timestamp > ask.timestamp) return { refused: 'payment later than the refund' };
  if (lot.remaining < ask.amount) return { refused: 'payment does not cover' };
  return { draws: [{ lot, taken: ask.amount }] };
}

/** A refund that lets the rules choose; `order` is total. */
export function decideByRules<Id>(
  lots: readonly Lot<Id>[],
  ask: Ask<Id>,
  order: Compare<Lot<Id>>,
): Decision<Id> {
  const eligible = lots
    .filter((lot) => lot.user === ask.user && lot.timestamp <= ask.timestamp && lot.remaining > 0n)
    .sort(order);
  const draws: { lot: Lot<Id>; taken: bigint }[] = [];
  let missing = ask.amount;
  for (const lot of eligible) {
    if (missing === 0n) break;
    const taken = lot.remaining < missing ? lot.remaining : missing;
    draws.push({ lot, taken });
    missing -= taken;
  }
  return missing === 0n ? { draws } : { refused: 'not covered in full' };
}

/** Takes what a decision says from its lots. */
export function draw<Id>(
  decision: Decision<Id>,
): readonly { readonly id: Id; readonly taken: bigint }[] | null {
  if ('refused' in decision) return null;
  for (const { lot, taken } of decision.draws) lot.remaining -= taken;
  return decision.draws.map(({ lot, taken }) => ({ id: lot.id, taken }));
}

export class PlainRefundLedger {
  readonly #rules: readonly string[];
  readonly #note: Note;
  readonly #lots: Lot<string>[] = [];
  readonly #refundIds = new Set<string>();

  constructor(options: { readonly rules?: readonly string[] } = {}, note: Note = () => {}) {
    this.#rules = [...(options.rules ?? [])];
    this.#note = note;
  }

  addPayment(payment: PlainPayment): boolean {
    if (this.#lots.some((lot) => lot.id === payment.paymentId)) {
      this.#note('payment id taken');
      return false;
    }
    this.#lots.push({
      id: payment.paymentId,
      user: payment.userId,
      timestamp: payment.timestamp,
      remaining: BigInt(payment.amount),
    });
    return true;
  }

  addRefund(refund: PlainRefund): { paymentId: string; amount: bigint }[] | null {
    const decision = this.#decide(refund);
    if ('refused' in decision) this.#note(`refused: ${decision.refused}`);
    else this.#noteDraws(refund, decision.draws);
    const drawn = draw(decision);
    if (drawn === null) return null;
    this.#refundIds.add(refund.refundId);
    return drawn.map(({ id, taken }) => ({ paymentId: id, amount: taken }));
  }

  getUserBalance(userId: string): bigint {
    let sum = 0n;
    for (const lot of this.#lots) if (lot.user === userId) sum += lot.remaining;
    return sum;
  }

  remaining(paymentId: string): bigint | null {
    return this.#lots.find((lot) => lot.id === paymentId)?.remaining ?? null;
  }

  #decide(refund: PlainRefund): Decision<string> {
    if (this.#refundIds.has(refund.refundId)) return { refused: 'refund id taken' };
    const ask = { user: refund.userId, amount: BigInt(refund.amount), timestamp: refund.timestamp };
    if (refund.paymentId !== undefined) return decideById(this.#lots, ask, refund.paymentId);
    const order = compareByRules(refund.rules ?? this.#rules, byUtf8Bytes);
    return decideByRules(this.#lots, ask, order);
  }

  #noteDraws(refund: PlainRefund, draws: readonly { lot: Lot<string>; taken: bigint }[]): void {
    this.#note(refund.paymentId === undefined ? 'refunded by rules' : 'refunded by id');
    if (draws.length > 1) this.#note('refunded from several payments');
    if (draws.some(({ lot, taken }) => lot.remaining === taken)) this.#note('payment exhausted');
    if (draws.some(({ lot }) => lot.timestamp === refund.timestamp)) this.#note('payment at the same moment');
    const skipped = this.#lots.some((lot) => lot.user === refund.userId && lot.timestamp > refund.timestamp);
    if (skipped && refund.paymentId === undefined) this.#note('later payment skipped');
  }
}
