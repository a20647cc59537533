import type { Clock } from '../base/clock.ts';
import type { About, Dated } from './dated.ts';
import type { Erase } from './erase/erase.ts';
import type { OwnCommand } from './own-command.ts';
import type { RefundRule } from './refund/refund-rules.ts';

/** Opens an account, or a new life of an id whose earlier lives have ended. */
export interface OpenAccount extends Dated {
  readonly kind: 'open_account';
  /** Its id: any text of up to 256 units. */
  readonly account: string;
  /** Code and scale, as in `GBP/2`. */
  readonly asset: string;
  /** Least available; default 0; null: no limit. */
  readonly floor?: bigint | null;
  /** Greatest sum of posted, incoming and expected; default null: no limit. */
  readonly ceiling?: bigint | null;
}

/** Closes an account that has no money, holds or incoming offers, and that no hold is to pay to. */
export interface CloseAccount extends Dated {
  readonly kind: 'close_account';
  /** The account that is closed. */
  readonly account: string;
}

/** One line of a posting: positive into the account, negative out of it. */
export interface PostEntry {
  /** The account that it is on. */
  readonly account: string;
  /** What goes into it, or with a minus out of it, in minor units. */
  readonly amount: bigint;
  /** Needed for `world`; elsewhere it must be the account's. */
  readonly asset?: string;
}

/** Posts entries that sum to zero for each asset. */
export interface Post extends Dated {
  readonly kind: 'post';
  /** Its lines: for each asset they sum to zero. */
  readonly entries: readonly PostEntry[];
}

/** Posts from one account to another, at once. */
export interface Transfer extends Dated {
  readonly kind: 'transfer';
  /** The account that pays; `world` is whatever is outside of the book. */
  readonly from: string;
  /** The account that is paid. */
  readonly to: string;
  /** How much, in minor units. */
  readonly amount: bigint;
}

/** Reserves an amount until it is captured, released or expires. */
export interface Hold extends Dated {
  readonly kind: 'hold';
  /** The hold's id, by which it is captured and released. */
  readonly hold: string;
  /** The account whose money is reserved. */
  readonly account: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** Gone at this very moment; null: never. */
  readonly expiresAt: number | null;
  /** Where captures pay to unless they say otherwise: another account in the same asset; default `world`. */
  readonly to?: string;
}

/** Posts a part of a hold, or all that is left of it; several captures may take a hold in parts. */
export interface Capture extends Dated {
  readonly kind: 'capture';
  /** The hold that is captured. */
  readonly hold: string;
  /** Default: all that is left. */
  readonly amount?: bigint;
  /** True: what is left after this capture is released. */
  readonly final?: boolean;
  /** Who is paid, not the account of the hold; default: whom the hold names. */
  readonly to?: string;
}

/** Gives back what is left of a hold. */
export interface Release extends Dated {
  readonly kind: 'release';
  /** The hold that is released. */
  readonly hold: string;
}

/** Freezes an amount until the target accepts it, or it is cancelled, declined or expires. */
export interface Offer extends Dated {
  readonly kind: 'offer';
  /** The offer's id, by which it is accepted, declined and cancelled. */
  readonly offer: string;
  /** The account whose money is offered. */
  readonly from: string;
  /** The account that may accept it. */
  readonly to: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** When it runs out, at this very moment, in milliseconds; null: never. */
  readonly expiresAt: number | null;
}

/** Ends a pending offer: `accept` and `decline` by its target, `cancel` by its source. */
export interface ResolveOffer extends Dated {
  /** How it ends. */
  readonly kind: 'accept' | 'cancel' | 'decline';
  /** The offer that ends. */
  readonly offer: string;
  /** Who resolves it. */
  readonly account: string;
}

/** Merges account `from` into account `into`: `from` is gone. */
export interface Merge extends Dated {
  readonly kind: 'merge';
  /** The account that has everything afterwards. */
  readonly into: string;
  /** The account that is gone afterwards. */
  readonly from: string;
}

/** Posts a payment into an account and keeps it as a refundable lot. */
export interface Pay extends Dated {
  readonly kind: 'pay';
  /** The payment's id, by which it is refunded. */
  readonly payment: string;
  /** The account that is paid. */
  readonly account: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** Who pays; default `world`. */
  readonly from?: string;
}

/** Gives money of payments back: of one payment by id, or of several chosen by rules. */
export interface Refund extends Dated {
  readonly kind: 'refund';
  /** The refund's id. */
  readonly refund: string;
  /** The account whose payments are given back. */
  readonly account: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** The one payment that gives it all; default: those that `rules` choose. */
  readonly payment?: string;
  /** Which payments give first, compared left to right; default: the oldest, then by id. */
  readonly rules?: readonly RefundRule[];
  /** Who gets it; default: `world`. */
  readonly to?: string;
}

/** Posts a credit into an account: a spendable lot that expires at a vector clock. */
export interface Grant extends Dated {
  readonly kind: 'grant';
  /** The credit's id. */
  readonly credit: string;
  /** The account that gets it. */
  readonly account: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** null: never expires. */
  readonly expiry: Clock | null;
  /** Who grants; default `world`. */
  readonly from?: string;
}

/** Spends an account's live credits, soonest expiry first. */
export interface Spend extends Dated {
  readonly kind: 'spend';
  /** The account whose credits are spent. */
  readonly account: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** What has happened as far as the spender knows: credits at or before it are expired. */
  readonly clock: Clock;
  /** Who is paid; default `world`. */
  readonly to?: string;
}

/** Posts what is left of the credits that are expired at a clock (breakage). */
export interface ExpireCredits extends Dated {
  readonly kind: 'expire_credits';
  /** The account whose credits are expired. */
  readonly account: string;
  /** What has happened: credits at or before it are expired. */
  readonly clock: Clock;
  /** Who gets the breakage; default `world`. */
  readonly to?: string;
}

/** Posts the opposite of a transaction and restores the lots it drew on. */
export interface Reverse extends Dated {
  readonly kind: 'reverse';
  /** The id of the command whose postings are reversed. */
  readonly transaction: string;
}

/** Puts on record that a file was imported to its end. It moves nothing. */
export interface RecordImport extends Dated {
  readonly kind: 'record_import';
  /** What the file's rows belong to. */
  readonly source: string;
  /** SHA-256 of the file, in hex. */
  readonly fileHash: string;
  /** Of how the file's columns became the fields of commands. */
  readonly mappingHash: string;
  /** How many rows it has. */
  readonly rows: number;
  /** The least and the greatest moment of its rows; null: none of them told one. */
  readonly firstAt: number | null;
  /** The greatest moment of its rows; null: none of them told one. */
  readonly lastAt: number | null;
}

/** Closes the period before a moment: nothing that arrives later may be dated there. A later one moves that moment. */
export interface LockBefore extends Dated {
  readonly kind: 'lock_before';
  /** The moment, in milliseconds; what is dated at it is accepted. At most the command's own. */
  readonly before: number;
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
  | LockBefore
  | OwnCommand
  | Erase;

/** Several commands, all or nothing; each may be such a group again. */
export interface Atomic extends About {
  readonly kind: 'atomic';
  /** Names an outermost group, for whoever keeps answers by id. The rules do not look at it. */
  readonly id?: string | undefined;
  readonly commands: readonly Command[];
}

export type Command = SingleCommand | Atomic;

/** A command as a caller may give it: whoever submits it fills in the moment where it lacks one. */
type Undated<C> = C extends SingleCommand
  ? Omit<C, 'effectiveAt'> & {
      /** When it is true, in milliseconds: the past and the future too. Default: now. */ readonly effectiveAt?:
        | number
        | undefined;
    }
  : never;
/** One command of any kind, as a caller may give it. */
export type SingleRequest = Undated<Exclude<SingleCommand, OwnCommand | Erase>>;
export interface AtomicRequest extends About {
  readonly kind: 'atomic';
  readonly id?: string | undefined;
  readonly commands: readonly CommandRequest[];
}
export type CommandRequest = SingleRequest | AtomicRequest;
