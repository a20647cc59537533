import type { LotChange } from '../lot/draw.ts';
import type { Delta } from '../time/delta.ts';
import type { Instant } from '../time/instant.ts';

/** What a transaction changed on one account at its own place in time. */
export interface Posting {
  /** The account's key. */
  readonly account: string;
  readonly change: Delta;
}

/** What a transaction took from, besides lots: a hold by its row's key, or an offer. */
export type Taken =
  | { readonly of: 'hold'; readonly hold: number; readonly amount: bigint }
  | { readonly of: 'offer'; readonly offer: string };

/** A command that carried an id and posted money, kept so that it can be reversed once. */
export interface TransactionRow {
  readonly id: string;
  readonly kind: string;
  readonly effective: Instant;
  readonly postings: readonly Posting[];
  /** Keys of the accounts that it named. */
  readonly names: readonly string[];
  readonly change: LotChange;
  readonly taken: Taken | null;
  /** True when it cannot be reversed (again): it was, or it is a reversal. */
  readonly closed: boolean;
}
