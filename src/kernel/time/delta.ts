import type { Instant } from './instant.ts';

/** What changes on one account at one place in time. Every member is a signed sum in minor units. */
export interface Delta {
  /** Posted into the account. Only reversals of merges' parts make it negative. */
  readonly inflow: bigint;
  /** Posted out of the account; posted = inflow - outflow. */
  readonly outflow: bigint;
  /** What may be spent of money that is no credit; held = posted - available - purse. */
  readonly available: bigint;
  /** Offered to the account and not accepted yet. */
  readonly incoming: bigint;
  /** What active holds will pay to the account. */
  readonly expected: bigint;
  /** What is left of the credits granted to the account: posted, and not available. */
  readonly purse: bigint;
  /** The part of the purse that dates let be spent. */
  readonly spendable: bigint;
}

/** A delta on one account's timeline: the part of an event that moves balances. */
export interface Move extends Instant, Delta {
  /** The account's key: one life of one account id (see account/account.ts). */
  readonly account: string;
}

/** An account's balances at one place in time. */
export interface Balances {
  readonly posted: bigint;
  readonly held: bigint;
  readonly incoming: bigint;
  readonly expected: bigint;
  readonly available: bigint;
  readonly inflow: bigint;
  readonly outflow: bigint;
  readonly purse: bigint;
  readonly spendable: bigint;
}

export const NO_CHANGE: Delta = {
  inflow: 0n,
  outflow: 0n,
  available: 0n,
  incoming: 0n,
  expected: 0n,
  purse: 0n,
  spendable: 0n,
};

export function addDeltas(a: Delta, b: Delta): Delta {
  return {
    inflow: a.inflow + b.inflow,
    outflow: a.outflow + b.outflow,
    available: a.available + b.available,
    incoming: a.incoming + b.incoming,
    expected: a.expected + b.expected,
    purse: a.purse + b.purse,
    spendable: a.spendable + b.spendable,
  };
}

export function negateDelta(delta: Delta): Delta {
  return {
    inflow: -delta.inflow,
    outflow: -delta.outflow,
    available: -delta.available,
    incoming: -delta.incoming,
    expected: -delta.expected,
    purse: -delta.purse,
    spendable: -delta.spendable,
  };
}

export function isNoChange(delta: Delta): boolean {
  const { inflow, outflow, available, incoming, expected, purse, spendable } = delta;
  const isPosted = inflow !== 0n || outflow !== 0n || available !== 0n;
  const isPending = incoming !== 0n || expected !== 0n;
  return !isPosted && !isPending && purse === 0n && spendable === 0n;
}

/** The names of the sums, in a fixed order. */
export const SUM_NAMES = [
  'inflow',
  'outflow',
  'available',
  'incoming',
  'expected',
  'purse',
  'spendable',
] as const satisfies (keyof Delta)[];

/** The sums in that order. */
export function numbersOf(delta: Delta): bigint[] {
  return SUM_NAMES.map((name) => delta[name]);
}

// Each of these is made for every command: written out, they are of one shape at once.

/** Money posted out of the account: both what it owns and what it may spend fall. */
export function debit(amount: bigint): Delta {
  return {
    inflow: 0n,
    outflow: amount,
    available: -amount,
    incoming: 0n,
    expected: 0n,
    purse: 0n,
    spendable: 0n,
  };
}

/** Money posted into the account. */
export function credit(amount: bigint): Delta {
  return {
    inflow: amount,
    outflow: 0n,
    available: amount,
    incoming: 0n,
    expected: 0n,
    purse: 0n,
    spendable: 0n,
  };
}

/** A change of what may be spent alone: negative reserves, positive gives back. */
export function reserve(amount: bigint): Delta {
  return { inflow: 0n, outflow: 0n, available: amount, incoming: 0n, expected: 0n, purse: 0n, spendable: 0n };
}

/** A change of what is offered to the account. */
export function incoming(amount: bigint): Delta {
  return { inflow: 0n, outflow: 0n, available: 0n, incoming: amount, expected: 0n, purse: 0n, spendable: 0n };
}

/** Money that was frozen before is posted out: what may be spent fell then. */
export function payOut(amount: bigint): Delta {
  return { inflow: 0n, outflow: amount, available: 0n, incoming: 0n, expected: 0n, purse: 0n, spendable: 0n };
}

/** A change of what holds will pay to the account. */
export function expected(amount: bigint): Delta {
  return { inflow: 0n, outflow: 0n, available: 0n, incoming: 0n, expected: amount, purse: 0n, spendable: 0n };
}

/** A credit of that amount comes into the purse of an account: posted, and not available. Negative: it goes. */
export function intoPurse(amount: bigint): Delta {
  const [inflow, outflow] = amount < 0n ? [0n, -amount] : [amount, 0n];
  return { ...NO_CHANGE, inflow, outflow, purse: amount, spendable: amount };
}

/** What a delta, or a sum of them, posts. */
export function postedOf(delta: Delta): bigint {
  return delta.inflow - delta.outflow;
}

/** The same sums with no more of inflow and outflow than the difference: nothing exactly where nothing is there or to come. */
export function withNetPosted(delta: Delta): Delta {
  return { ...delta, inflow: postedOf(delta), outflow: 0n };
}

/** What a ceiling counts of a delta, or of a sum of them: what is there, held money too, and what may still come. */
export function countedOf({ inflow, outflow, incoming, expected }: Delta): bigint {
  return inflow - outflow + incoming + expected;
}

export function balancesOf(sums: Delta): Balances {
  const posted = postedOf(sums);
  return {
    posted,
    held: posted - sums.available - sums.purse,
    incoming: sums.incoming,
    expected: sums.expected,
    available: sums.available,
    inflow: sums.inflow,
    outflow: sums.outflow,
    purse: sums.purse,
    spendable: sums.spendable,
  };
}

/** One delta at one place on one account, as an event carries it. */
export function moveOf(account: string, instant: Instant, delta: Delta): Move {
  return {
    account,
    at: instant.at,
    order: instant.order,
    inflow: delta.inflow,
    outflow: delta.outflow,
    available: delta.available,
    incoming: delta.incoming,
    expected: delta.expected,
    purse: delta.purse,
    spendable: delta.spendable,
  };
}
