import type { Instant } from './instant.ts';

/** What changes on one account at one place in time. Every member is a signed sum in minor units. */
export interface Delta {
  /** Posted into the account. Only reversals of merges' parts make it negative. */
  readonly inflow: bigint;
  /** Posted out of the account; posted = inflow - outflow. */
  readonly outflow: bigint;
  /** What may be spent; held = posted - available. */
  readonly available: bigint;
  /** Offered to the account and not accepted yet. */
  readonly incoming: bigint;
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
  readonly available: bigint;
  readonly inflow: bigint;
  readonly outflow: bigint;
}

export const NO_CHANGE: Delta = { inflow: 0n, outflow: 0n, available: 0n, incoming: 0n };

export function addDeltas(a: Delta, b: Delta): Delta {
  return {
    inflow: a.inflow + b.inflow,
    outflow: a.outflow + b.outflow,
    available: a.available + b.available,
    incoming: a.incoming + b.incoming,
  };
}

export function negateDelta(delta: Delta): Delta {
  return {
    inflow: -delta.inflow,
    outflow: -delta.outflow,
    available: -delta.available,
    incoming: -delta.incoming,
  };
}

export function isNoChange(delta: Delta): boolean {
  return delta.available === 0n && delta.incoming === 0n && delta.inflow === 0n && delta.outflow === 0n;
}

/** The four sums in a fixed order. */
export function numbersOf(delta: Delta): bigint[] {
  return [delta.inflow, delta.outflow, delta.available, delta.incoming];
}

/** Money posted out of the account: both what it owns and what it may spend fall. */
export function debit(amount: bigint): Delta {
  return { inflow: 0n, outflow: amount, available: -amount, incoming: 0n };
}

/** Money posted into the account. */
export function credit(amount: bigint): Delta {
  return { inflow: amount, outflow: 0n, available: amount, incoming: 0n };
}

/** A change of what may be spent alone: negative reserves, positive gives back. */
export function reserve(amount: bigint): Delta {
  return { inflow: 0n, outflow: 0n, available: amount, incoming: 0n };
}

/** A change of what is offered to the account. */
export function incoming(amount: bigint): Delta {
  return { inflow: 0n, outflow: 0n, available: 0n, incoming: amount };
}

/** What a delta, or a sum of them, posts. */
export function postedOf(delta: Delta): bigint {
  return delta.inflow - delta.outflow;
}

export function balancesOf(sums: Delta): Balances {
  const posted = postedOf(sums);
  return {
    posted,
    held: posted - sums.available,
    incoming: sums.incoming,
    available: sums.available,
    inflow: sums.inflow,
    outflow: sums.outflow,
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
  };
}
