import type { LotChange } from '../lot/draw.ts';
import type { Instant } from '../time/instant.ts';

/** What a transaction posted on one account: positive into it, negative out of it. */
export interface Posting {
  /** The account's key. */
  readonly account: string;
  readonly amount: bigint;
}

/** A command that carried an id and posted money, kept so that it can be reversed once. */
export interface TransactionRow {
  readonly id: string;
  readonly kind: string;
  readonly effective: Instant;
  readonly postings: readonly Posting[];
  readonly change: LotChange;
  /** True when it cannot be reversed (again): it was, or it is a reversal. */
  readonly closed: boolean;
}
