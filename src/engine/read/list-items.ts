import type { MomentInput } from '../../base/timestamp.ts';
import type { Frozen } from '../../commands/account-commands.ts';
import type { CreditOrder } from '../../commands/credit-orders.ts';
import type { VelocityLimit } from '../../commands/velocity-limit.ts';
import type { PageOptions } from './list-rows.ts';

/** Which accounts are listed. */
export interface AccountsOptions extends PageOptions {
  /** Only the lives of this id. */
  readonly id?: string | undefined;
  /**
   * Only those of a path, such as `assets:cash`: of that id and of those under it, as `assets:cash:till`. In order of their ids,
   * by an index, where no `order` is asked for.
   */
  readonly prefix?: string | undefined;
  /** Only accounts in this asset, such as `GBP/2`. */
  readonly asset?: string | undefined;
  /** True: only those that live now; false: only those that do not. */
  readonly alive?: boolean | undefined;
  /** True: only those that are over by now; false: only those that are not. */
  readonly ended?: boolean | undefined;
}

/** One life of an account's id, with its terms. */
export interface AccountTerms {
  /** Its id. */
  readonly account: string;
  /** What it counts: a code and a scale, such as `GBP/2`. */
  readonly asset: string;
  /** The least `available` that it may reach, in minor units; null: no limit. */
  readonly floor: bigint | null;
  /** The greatest `posted`, with what is coming, that it may reach, in minor units; null: no limit. */
  readonly ceiling: bigint | null;
  /** How much may go out or come in within a length of time. Missing: however much. */
  readonly limits?: readonly VelocityLimit[];
  /** What is refused on it: what takes from it, or all that would change it; null: nothing. */
  readonly frozen: Frozen | null;
  /** What was noted with it by its opening, or its latest update that noted any. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Since when it lives, in milliseconds. */
  readonly openedAt: number;
  /** When it was closed or merged, in milliseconds; null: it was not. */
  readonly endedAt: number | null;
  /** The account that it went into; null: it was not merged. */
  readonly mergedInto: string | null;
}

/** One life of an account's id. */
export interface AccountItem extends AccountTerms {
  /**
   * The number of the latest accepted command that changed it, at whatever moment: moved it, or opened it, set its terms or ended
   * it. An `expect` names it.
   */
  readonly lastSeq: number;
}

/** Which holds are listed. */
export interface HoldsOptions extends PageOptions {
  /** Only holds that were placed on this account. */
  readonly account?: string | undefined;
  /** Only holds of this id. */
  readonly hold?: string | undefined;
  /** Only those that are this now. */
  readonly status?: HoldItem['status'] | undefined;
  /** Only those that run out before this moment, in milliseconds: nothing else ends them. */
  readonly expiresBefore?: MomentInput | undefined;
  /** True: only active ones; false: only those that are not. */
  readonly active?: boolean | undefined;
  /** True: only those that are over by now; false: only those that are not. */
  readonly ended?: boolean | undefined;
}

/** A hold, as it is now. */
export interface HoldItem {
  /** Its id. */
  readonly hold: string;
  /** The account it was placed on. */
  readonly account: string;
  /** Who gets what is captured. */
  readonly to: string;
  /** What was reserved, in minor units. */
  readonly amount: bigint;
  /** What was captured of it so far, in minor units. */
  readonly captured: bigint;
  /** From when on it reserves, in milliseconds. */
  readonly placedAt: number;
  /** When it runs out, in milliseconds; null: never. */
  readonly expiresAt: number | null;
  /** As of now: what is dated ahead is scheduled until then. */
  readonly status: 'scheduled' | 'active' | 'captured' | 'released' | 'expired';
}

/** Which offers are listed. */
export interface OffersOptions extends PageOptions {
  /** Only offers from or to this account. */
  readonly account?: string | undefined;
  /** The one with this id only. */
  readonly offer?: string | undefined;
  /** Only those that are this now. */
  readonly status?: OfferItem['status'] | undefined;
  /** Only those that run out before this moment, in milliseconds: nothing else ends them. */
  readonly expiresBefore?: MomentInput | undefined;
  /** True: only pending ones; false: only those that are not. */
  readonly pending?: boolean | undefined;
  /** True: only those that are over by now; false: only those that are not. */
  readonly ended?: boolean | undefined;
}

/** An offer, as it is now. */
export interface OfferItem {
  /** Its id. */
  readonly offer: string;
  /** The account whose money is offered. */
  readonly from: string;
  /** The account that may accept it. */
  readonly to: string;
  /** How much, in minor units. */
  readonly amount: bigint;
  /** From when on it is pending, in milliseconds. */
  readonly madeAt: number;
  /** When it runs out, in milliseconds; null: never. */
  readonly expiresAt: number | null;
  /** As of now: what is dated ahead is scheduled until then. */
  readonly status: 'scheduled' | 'pending' | 'accepted' | 'cancelled' | 'declined' | 'expired' | 'merged';
  /** When it was over, in milliseconds; null until then. */
  readonly endedAt: number | null;
}

/** Which payments are listed. */
export interface PaymentsOptions extends PageOptions {
  /** Only payments that this account has now. */
  readonly account?: string | undefined;
  /** Only payments of this group. */
  readonly group?: string | undefined;
}

/** A payment: money that came in and may be refunded. */
export interface PaymentItem {
  /** Its id. */
  readonly payment: string;
  /** The account that has it now: a merge passes it on. */
  readonly account: string;
  /** Who paid. */
  readonly from: string;
  /** What was paid, in minor units. */
  readonly amount: bigint;
  /** What refunds have not taken, in minor units. */
  readonly remaining: bigint;
  /** When it was paid, in milliseconds. */
  readonly at: number;
  /** What it is for; null: that was not said. */
  readonly group: string | null;
  /** Its place for the rule `RANK_FIRST`; null: after all that have one. */
  readonly rank: number | null;
}

/** Which credits are listed. */
export interface CreditsOptions extends PageOptions {
  /** Only credits that this account has now. */
  readonly account?: string | undefined;
}

/** A credit: money that may be spent until it expires. */
export interface CreditItem {
  /** Its id. After a merge an account may have two of one id: `grantedTo` tells them apart. */
  readonly credit: string;
  /** The account that it was granted to, which may have been merged away since. */
  readonly grantedTo: string;
  /** Which life of that id, where it was not the first. */
  readonly grantedToLife?: number;
  /** The account that has it now: a merge passes it on. */
  readonly account: string;
  /** Who granted it. */
  readonly from: string;
  /** What was granted, in minor units. */
  readonly amount: bigint;
  /** What was neither spent nor expired, in minor units. */
  readonly remaining: bigint;
  /** When it expires: a clock of processes and counters; null: at no clock. */
  readonly expiry: Readonly<Record<string, bigint>> | null;
  /** From when on it is expired, in milliseconds; null: at no moment. */
  readonly expiresAt: number | null;
  /** From when on it can be spent, in milliseconds; null: from its grant on. */
  readonly startsAt: number | null;
  /** The lowest is spent first; null: the order of the book knows no priorities. */
  readonly priority: number | null;
  /** The order in which the credits of its book are spent. */
  readonly order: CreditOrder;
  /** When it was granted, in milliseconds; null: not known of what was granted by the first version of the rules. */
  readonly at: number | null;
}

/** Which imports are listed. */
export interface ImportsOptions extends PageOptions {
  /** Only files whose rows belong to this source. */
  readonly source?: string | undefined;
}

/** A file that was imported to its end. */
export interface ImportItem {
  /** What its rows belong to. */
  readonly source: string;
  /** When it went on record, in milliseconds. */
  readonly at: number;
  /** SHA-256 of the file. */
  readonly fileHash: string;
  /** SHA-256 of how its columns became the fields of commands. */
  readonly mappingHash: string;
  /** How many rows it has. */
  readonly rows: number;
  /** The earliest moment of its rows, in milliseconds; null: none of them has one. */
  readonly firstAt: number | null;
  /** The latest moment of its rows, in milliseconds; null: none of them has one. */
  readonly lastAt: number | null;
}

/** Which transactions are listed. */
export interface TransactionsOptions extends PageOptions {
  /** Only commands of this kind, such as `transfer`; by an index. */
  readonly kind?: string | undefined;
  /** Only those that moved something on an account of this id, or opened, updated, closed it or merged it away; by indexes. */
  readonly account?: string | undefined;
  /** Only those of which the same is true of this account as well; by an index. */
  readonly counterparty?: string | undefined;
  /** Only those with this reference, or with a command inside that has it; by an index. */
  readonly reference?: string | undefined;
  /** Only those with these members of metadata, or with commands inside that have them; by an index. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Only those that this actor has done; by an index. */
  readonly actor?: string | undefined;
  /** Only those that took effect at this moment or later, in milliseconds. No index: rows that did not are looked at. */
  readonly from?: MomentInput | undefined;
  /** Only those that took effect at this moment or earlier, in milliseconds. No index, either. */
  readonly to?: MomentInput | undefined;
  /** Only those that were recorded at this moment or later, in milliseconds; found by bisection. */
  readonly recordedFrom?: MomentInput | undefined;
  /** Only those that were recorded at this moment or earlier, in milliseconds; found by bisection. */
  readonly recordedTo?: MomentInput | undefined;
}
