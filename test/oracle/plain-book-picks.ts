import type { Clock } from '../../src/base/clock.ts';
import type { RefundRule } from '../../src/commands/refund-rules.ts';

/** A lot as the plain lot book keeps it: `life` is the one it came to, `remaining` what draws have left. */
export interface PlainPayment {
  readonly id: string;
  readonly life: string;
  readonly amount: bigint;
  remaining: bigint;
  readonly at: number;
  /** The life that paid it. */
  readonly payer: string;
  readonly group: string | undefined;
  readonly rank: number | undefined;
}

export interface PlainCredit {
  readonly id: string;
  readonly life: string;
  readonly amount: bigint;
  remaining: bigint;
  expiry: Clock | null;
  /** From that moment on it can be spent, if not later; minus infinity: from its grant on. */
  readonly starts: number;
  /** Undefined where the order of the book knows none. */
  readonly priority: number | undefined;
  /** The moment that ends it; infinity: none does. */
  until: number;
  /** Whether what was left of it was posted out because that moment had come. */
  isOut?: boolean;
  /** The moment that had ended it when it was posted out for that; undefined: it was not. */
  endedAt?: number;
  readonly grantedAt: number;
  /** When some of it was given back by reversals. */
  readonly gives: number[];
}

/** What is taken from one lot. */
export interface PlainDraw<Lot> {
  readonly lot: Lot;
  readonly amount: bigint;
  /** The life that this draw goes to, where each goes to its own. */
  readonly to?: string;
}

/** Takes from the lots, in the order given, until the amount is covered; what there is, if it is too little. */
export function drawInOrder<Lot extends { readonly remaining: bigint }>(
  lots: readonly Lot[],
  amount: bigint,
): PlainDraw<Lot>[] | bigint {
  const draws: PlainDraw<Lot>[] = [];
  let missing = amount;
  for (const lot of lots) {
    if (missing === 0n) break;
    const taken = lot.remaining < missing ? lot.remaining : missing;
    if (taken > 0n) draws.push({ lot, amount: taken });
    missing -= taken;
  }
  return missing > 0n ? amount - missing : draws;
}

/**
 * Takes from all lots in proportion to what is left of each: every share is rounded down, and then, one unit at a time, the
 * lot that is furthest below its exact share gets one more, the first in the order given where several are.
 */
export function drawPro<Lot extends { readonly remaining: bigint }>(
  lots: readonly Lot[],
  amount: bigint,
): PlainDraw<Lot>[] | bigint {
  const total = lots.reduce((sum, { remaining }) => sum + remaining, 0n);
  if (total < amount) return total;
  if (amount === 0n) return [];
  const taken = lots.map(({ remaining }) => (remaining * amount) / total);
  const below = (i: number): bigint => (lots[i]?.remaining ?? 0n) * amount - (taken[i] ?? 0n) * total;
  while (taken.reduce((sum, each) => sum + each, 0n) < amount) {
    const neediest = taken.reduce((best, _, i) => (below(i) > below(best) ? i : best), 0);
    taken[neediest] = (taken[neediest] ?? 0n) + 1n;
  }
  return lots.map((lot, i) => ({ lot, amount: taken[i] ?? 0n })).filter((draw) => draw.amount > 0n);
}

const sign = (difference: bigint): number => (difference < 0n ? -1 : difference > 0n ? 1 : 0);
const byText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

const RULES: Readonly<Record<RefundRule, (a: PlainPayment, b: PlainPayment) => number>> = {
  RECENT_FIRST: (a, b) => b.at - a.at,
  OLDEST_FIRST: (a, b) => a.at - b.at,
  LARGEST_REMAINING_FIRST: (a, b) => sign(b.remaining - a.remaining),
  SMALLEST_REMAINING_FIRST: (a, b) => sign(a.remaining - b.remaining),
  RANK_FIRST: (a, b) => (a.rank ?? Number.MAX_VALUE) - (b.rank ?? Number.MAX_VALUE),
  ID_ASC: (a, b) => byText(a.id, b.id),
  ID_DESC: (a, b) => byText(b.id, a.id),
};

/** The payments in the order of the rules: empty means the oldest first, and the id decides in the end. */
export function sortPayments(
  payments: readonly PlainPayment[],
  rules: readonly RefundRule[],
): PlainPayment[] {
  const asked = rules.length === 0 ? (['OLDEST_FIRST'] as const) : rules;
  const chain = [...asked, 'ID_ASC'] as const;
  return payments.toSorted((a, b) => {
    const decided = chain.map((rule) => RULES[rule](a, b)).find((order) => order !== 0);
    return decided ?? 0;
  });
}

/** A clock's counter for a process; what it does not name is 0. */
function counterOf(clock: Clock, process: string): bigint {
  const place = clock.ids.indexOf(process);
  return clock.counters[place] ?? 0n;
}

function processesOf(...clocks: readonly Clock[]): string[] {
  return [...new Set(clocks.flatMap(({ ids }) => ids))].sort(byText);
}

/** A credit is expired when its expiry is at most the clock in every component. */
export function isExpired(expiry: Clock | null, clock: Clock): boolean {
  return expiry?.ids.every((id) => counterOf(expiry, id) <= counterOf(clock, id)) ?? false;
}

/**
 * Soonest expiry first: by the sum of the components, then by the first component that differs, then by id. Where there are priorities the
 * lowest comes before all that, and of equal ones what was granted first comes first.
 *
 * @param credits as they were granted
 */
export function sortCredits(credits: readonly PlainCredit[]): PlainCredit[] {
  return credits.toSorted((a, b) => {
    if (a.priority !== undefined && b.priority !== undefined)
      return a.priority - b.priority || orderOfEnds(a, b);
    return orderOfEnds(a, b) || byText(a.id, b.id) || byText(keyOf(a), keyOf(b));
  });
}

/** How the life that a credit was granted to is written where credits of one id are told apart: with its length first. */
function keyOf({ life }: PlainCredit): string {
  return `${life.length}:${life}`;
}

/** First what expires at a clock, the soonest first; then what a moment ends, the soonest first; then what nothing does. */
export function orderOfEnds(
  a: Pick<PlainCredit, 'expiry' | 'until'>,
  b: Pick<PlainCredit, 'expiry' | 'until'>,
): number {
  const byClock = orderOfExpiries(a.expiry, b.expiry);
  if (byClock !== 0 || a.until === b.until) return byClock;
  return a.until < b.until ? -1 : 1;
}

function orderOfExpiries(a: Clock | null, b: Clock | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const total = (clock: Clock): bigint => clock.counters.reduce((sum, counter) => sum + counter, 0n);
  const differences = processesOf(a, b).map((process) => counterOf(a, process) - counterOf(b, process));
  return sign(total(a) - total(b)) || sign(differences.find((each) => each !== 0n) ?? 0n);
}
