import type { Clock } from '../base/clock.ts';
import type { RefundRule } from './refund/refund-rules.ts';

/** What every command carries. */
interface Dated {
  /** When it is true, an integer in the book's unit. Commands may come with any, in any order. */
  readonly effectiveAt: number;
  /** Names the transaction, so that it can be reversed. Optional; unique in the book. */
  readonly id?: string | undefined;
}

/** Opens an account, or a new life of an id whose earlier lives have ended. */
export interface OpenAccount extends Dated {
  readonly kind: 'open_account';
  readonly account: string;
  /** Code and scale, as in `GBP/2`. */
  readonly asset: string;
  /** Least available; default 0; null: no limit. */
  readonly floor?: bigint | null;
  /** Greatest available; default null: no limit. */
  readonly ceiling?: bigint | null;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Closes an account that has no money, holds or incoming offers. */
export interface CloseAccount extends Dated {
  readonly kind: 'close_account';
  readonly account: string;
}

/** One line of a posting: positive into the account, negative out of it. */
export interface PostEntry {
  readonly account: string;
  readonly amount: bigint;
  /** Needed for `world`; elsewhere it must be the account's. */
  readonly asset?: string;
}

/** Posts entries that sum to zero for each asset. */
export interface Post extends Dated {
  readonly kind: 'post';
  readonly entries: readonly PostEntry[];
}

/** Posts from one account to another, at once. */
export interface Transfer extends Dated {
  readonly kind: 'transfer';
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
}

/** Reserves an amount until it is captured, released or expires. */
export interface Hold extends Dated {
  readonly kind: 'hold';
  readonly hold: string;
  readonly account: string;
  readonly amount: bigint;
  /** Gone at this very moment; null: never. */
  readonly expiresAt: number | null;
  /** Where captures pay to unless they say otherwise; default `world`. */
  readonly to?: string;
}

/** Posts a part of a hold, or all that is left of it; several captures may take a hold in parts. */
export interface Capture extends Dated {
  readonly kind: 'capture';
  readonly hold: string;
  /** Default: all that is left. */
  readonly amount?: bigint;
  /** True: what is left after this capture is released. */
  readonly final?: boolean;
  readonly to?: string;
}

/** Gives back what is left of a hold. */
export interface Release extends Dated {
  readonly kind: 'release';
  readonly hold: string;
}

/** Freezes an amount until the target accepts it, or it is cancelled, declined or expires. */
export interface Offer extends Dated {
  readonly kind: 'offer';
  readonly offer: string;
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
  readonly expiresAt: number | null;
}

/** Ends a pending offer: `accept` and `decline` by its target, `cancel` by its source. */
export interface ResolveOffer extends Dated {
  readonly kind: 'accept' | 'cancel' | 'decline';
  readonly offer: string;
  /** Who resolves it. */
  readonly account: string;
}

/** Merges account `from` into account `into`: `from` is gone. */
export interface Merge extends Dated {
  readonly kind: 'merge';
  readonly into: string;
  readonly from: string;
}

/** Posts a payment into an account and keeps it as a refundable lot. */
export interface Pay extends Dated {
  readonly kind: 'pay';
  readonly payment: string;
  readonly account: string;
  readonly amount: bigint;
  /** Who pays; default `world`. */
  readonly from?: string;
}

/** Gives money of payments back: of one payment by id, or of several chosen by rules. */
export interface Refund extends Dated {
  readonly kind: 'refund';
  readonly refund: string;
  readonly account: string;
  readonly amount: bigint;
  readonly payment?: string;
  readonly rules?: readonly RefundRule[];
  /** Who gets it; default: `world`. */
  readonly to?: string;
}

/** Posts a credit into an account: a spendable lot that expires at a vector clock. */
export interface Grant extends Dated {
  readonly kind: 'grant';
  readonly credit: string;
  readonly account: string;
  readonly amount: bigint;
  /** null: never expires. */
  readonly expiry: Clock | null;
  /** Who grants; default `world`. */
  readonly from?: string;
}

/** Spends an account's live credits, soonest expiry first. */
export interface Spend extends Dated {
  readonly kind: 'spend';
  readonly account: string;
  readonly amount: bigint;
  /** What has happened as far as the spender knows: credits at or before it are expired. */
  readonly clock: Clock;
  /** Who is paid; default `world`. */
  readonly to?: string;
}

/** Posts what is left of the credits that are expired at a clock (breakage). */
export interface ExpireCredits extends Dated {
  readonly kind: 'expire_credits';
  readonly account: string;
  readonly clock: Clock;
  /** Who gets the breakage; default `world`. */
  readonly to?: string;
}

/** Posts the opposite of a transaction and restores the lots it drew on. */
export interface Reverse extends Dated {
  readonly kind: 'reverse';
  readonly transaction: string;
}

/** Puts on record that a file was imported to its end. It moves nothing. */
export interface RecordImport extends Dated {
  readonly kind: 'record_import';
  /** What the file's rows belong to. */
  readonly source: string;
  readonly fileHash: string;
  /** Of how the file's columns became the fields of commands. */
  readonly mappingHash: string;
  readonly rows: number;
  /** The least and the greatest moment of its rows; null: none of them told one. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

/** Says that a hold or an offer ran out, for those who listen. It comes from the engine, never from a caller. */
export interface AnnounceExpiry extends Dated {
  readonly kind: 'announce_expiry';
  readonly what: 'hold' | 'offer';
  /** The hold's or the offer's id. */
  readonly subject: string;
  /** The key of the hold: an id may have had several. 0 for an offer. */
  readonly key: number;
}

/** One thing to do. */
export type SingleCommand =
  | OpenAccount
  | CloseAccount
  | Post
  | Transfer
  | Hold
  | Capture
  | Release
  | Offer
  | ResolveOffer
  | Merge
  | Pay
  | Refund
  | Grant
  | Spend
  | ExpireCredits
  | Reverse
  | RecordImport
  | AnnounceExpiry;

/** Several commands, all or nothing; each may be such a group again. */
export interface Atomic {
  readonly kind: 'atomic';
  /** Names an outermost group, for whoever keeps answers by id. The rules do not look at it. */
  readonly id?: string | undefined;
  readonly commands: readonly Command[];
}

export type Command = SingleCommand | Atomic;

/** A command as a caller may give it: whoever submits it fills in the moment where it lacks one. */
type Undated<C> = C extends SingleCommand
  ? Omit<C, 'effectiveAt'> & { readonly effectiveAt?: number | undefined }
  : never;
export type SingleRequest = Undated<Exclude<SingleCommand, AnnounceExpiry>>;
export interface AtomicRequest {
  readonly kind: 'atomic';
  readonly id?: string | undefined;
  readonly commands: readonly CommandRequest[];
}
export type CommandRequest = SingleRequest | AtomicRequest;
