/**
 * Every business "no" of the kernel, in the order in which preconditions are checked, whatever the command: what whoever
 * runs it checks by itself comes first (the first reason is of a house, and no class says it), then what the command
 * names, then what later history forbids, and money comes last.
 */
export const REASONS = {
  expires_before_start: 'the hold or offer would end before it begins, or as it begins',
  transaction_exists: 'another transaction has that id',
  period_closed: 'the moment lies in a period that is closed',
  period_not_over: 'the moment before which the book is to be locked lies after that of the command',
  transaction_unknown: 'no transaction has that id',
  not_reversible: 'only a transaction that posted money can be reversed, and a reversal cannot',
  already_reversed: 'the transaction is reversed',
  payment_drawn: 'refunds have drawn on the payment',
  credit_drawn: 'spends or expiries have drawn on the credit',
  transaction_later: 'the capture takes effect after that moment, and its hold does not say where it is',
  hold_unknown: 'no hold has that id at that moment',
  hold_not_active: 'the hold is captured, released or expired at that moment',
  hold_insufficient: 'the hold has less left than the capture takes',
  hold_changed_later: 'an accepted later capture or release would no longer succeed',
  not_expired: 'the hold or offer has not run out, or that was announced before',
  offer_unknown: 'no offer has that id',
  offer_not_pending: 'the offer is accepted, declined, cancelled or expired at that moment, or not yet made',
  not_the_target: 'the account is not the target of the offer at that moment',
  not_the_source: 'the account is not the source of the offer at that moment',
  same_account: 'source and target are one account',
  account_exists: 'the account lives at, or anywhere after, that moment',
  account_unknown: 'there is no such account at that time',
  asset_mismatch: 'the accounts, or the entry and its account, are in different assets',
  unbalanced: 'the entries do not sum to zero for each asset',
  account_named_later: 'an accepted later command names the account',
  account_not_empty: 'the account has money, holds or incoming offers, or holds are to pay to it',
  offer_resolved_later: 'an accepted later acceptance, cancellation or decline would no longer succeed',
  hold_exists: 'a hold with that id is active at that moment, or begins before this one would end',
  offer_exists: 'another offer has that id',
  payment_exists: 'another payment has that id',
  refund_exists: 'another refund has that id',
  account_merged_since: 'the account was merged away, and its payments and credits with it',
  payment_unknown: 'no payment has that id',
  payment_of_another_account: 'the payment belongs to another account',
  payment_later: 'the payment is dated after the refund',
  payment_insufficient: 'the payment has less left than the refund takes',
  payments_insufficient: 'the eligible payments together have less left than the refund takes',
  credit_exists: 'the same credit was granted before',
  credit_conflict: 'another credit of that account has that id',
  credits_insufficient: 'insufficient credits: the live ones together have less left than the spend takes',
  insufficient_funds: 'insufficient funds: then or later, less is available than is needed',
  ceiling_exceeded: 'the ceiling would be exceeded, then or later',
  amount_out_of_range: 'a balance would leave the signed 64-bit range',
  account_closed_later: 'the account is closed later and would not be empty then',
} as const;

/** Why business says no, as a stable code. */
export type Reason = keyof typeof REASONS;

/** What a refusal can be told with, where the rule that refused had it at hand. */
export interface RefusalFigures {
  /** What would have had to be available, be it room or money. */
  readonly needed?: bigint;
  /** The floor, where it stood in the way. */
  readonly floor?: bigint;
  /** The ceiling, where it stood in the way. */
  readonly ceiling?: bigint;
  /** What the amounts are in. */
  readonly asset?: string;
  /** Of a closed period: the moment before which nothing may be dated, in ms. */
  readonly lockedBefore?: number;
  /** Of an id that has no account then: when one is opened next, in ms; null: at no later time. */
  readonly openedAt?: number | null;
  /** And when its last one ended before. Absent: it had none. */
  readonly endedAt?: number;
}

/** A command refused: a value, never a throw. Nothing changed. */
export interface Rejection extends RefusalFigures {
  readonly kind: 'rejected';
  readonly reason: Reason;
  /** The account, lot or transaction that stood in the way, where there is one. */
  readonly subject?: string;
  /** What could have been taken, where too much was asked. */
  readonly available?: bigint;
  /** What may have gone wrong on the way here. */
  readonly hint?: Hint;
}

/** Slips that can be told by what came of them; what to tell whoever made them. */
export const HINTS = {
  seconds: 'expiresAt looks like seconds, and is to be milliseconds since 1970',
} as const;

export type Hint = keyof typeof HINTS;

export function reject(
  reason: Reason,
  subject?: string,
  available?: bigint,
  figures?: RefusalFigures,
): Rejection {
  if (figures !== undefined) return { ...reject(reason, subject, available), ...figures };
  if (available !== undefined && subject !== undefined) {
    return { kind: 'rejected', reason, subject, available };
  }
  return subject === undefined ? { kind: 'rejected', reason } : { kind: 'rejected', reason, subject };
}
