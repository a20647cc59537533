import type { CreditOrder } from '../commands/credit-orders.ts';

/** A part of a payment or credit that a refund, spend or expiry took. */
export interface PaymentAllocation {
  /** The payment's id. */
  readonly payment: string;
  /** What was taken of it, in minor units. */
  readonly amount: bigint;
  /** Of a refund to `source`: the account that got it. */
  readonly to?: string;
}
/** A part of a credit that a spend or an expiry took. */
export interface CreditAllocation {
  /** The credit's id. After a merge an account may have two of one id: `grantedTo` tells them apart. */
  readonly credit: string;
  /** The account that it was granted to, which may have been merged away since. */
  readonly grantedTo: string;
  /** Which life of that id, where it was not the first. */
  readonly grantedToLife?: number;
  /** What was taken of it, in minor units. */
  readonly amount: bigint;
}

/** What was posted on one account. */
export interface PostedEntry {
  /** The account. */
  readonly account: string;
  /** What went into it, or with a minus out of it, in minor units. */
  readonly amount: bigint;
}

/** In which order credits were drawn. */
export interface Ordered {
  /** The order's name, such as `rank-lex-id/v1`. */
  readonly order: CreditOrder;
}
