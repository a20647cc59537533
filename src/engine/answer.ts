import type { Reason } from '../kernel/rejection.ts';

/** A business "no" of the house: the kernel's reasons and those that only a house can have. */
export type HouseReason =
  | Reason
  /** Another command was submitted under that id before. Nothing changed, and nothing was recorded. */
  | 'id_conflict'
  /** An interactive transaction whose outcomes would no longer be those that its author saw. Nothing changed. */
  | 'conflict'
  /** A command without `effectiveAt` while nobody knows what time it is. Nothing changed, and nothing was recorded. */
  | 'clock_jumped';

/** A part of a payment or credit that a refund, spend or expiry took. */
export interface PaymentAllocation {
  readonly payment: string;
  readonly amount: bigint;
}
export interface CreditAllocation {
  readonly credit: string;
  readonly amount: bigint;
}

/** What stands in every answer that was recorded. */
export interface Recorded {
  /** The command's id: the caller's, or the one that was made for it. */
  readonly id: string;
  /** The number of its row in the journal. */
  readonly seq: number;
  /** When it took effect. For a group whose commands all brought their own moments: when it was recorded. */
  readonly effectiveAt: number;
  readonly recordedAt: number;
  /** True: this was on record under the id before the call was taken in, and nothing was done now. */
  readonly replayed?: true;
}

export interface Accepted extends Recorded {
  readonly ok: true;
}

export interface Refused {
  readonly ok: false;
  readonly reason: HouseReason;
  /** What the reason means, for people. */
  readonly message: string;
  /** The account, lot or transaction that stood in the way, where there is one. */
  readonly subject?: string;
  /** What could have been taken, where too much was asked. */
  readonly available?: bigint;
  readonly id: string;
  /** Missing when nothing was recorded: `id_conflict`, `conflict` and `clock_jumped`. */
  readonly seq?: number;
  readonly effectiveAt?: number;
  readonly recordedAt?: number;
  /** True: it was refused before the call was taken in, and not looked at again. */
  readonly replayed?: true;
  /** In an atomic group: where the refused command stands, an index for each depth. */
  readonly path?: readonly number[];
  /** For a group on several books: the one that refused. */
  readonly book?: string;
}

export type Answer = Accepted | Refused;

/** What may be noted of an account that was opened. */
export interface OpenNote {
  /** `range`: the scale of its asset leaves it less than 10^6 units, as the 9.22 of `ETH/18`. Missing: nothing. */
  readonly note?: 'range';
}
export type OpenAccountAnswer = (Accepted & OpenNote) | Refused;
export type CaptureAnswer = (Accepted & { readonly amount: bigint }) | Refused;
export type ReleaseAnswer = CaptureAnswer;
export type RefundAnswer = (Accepted & { readonly allocations: readonly PaymentAllocation[] }) | Refused;
export type SpendAnswer = (Accepted & { readonly allocations: readonly CreditAllocation[] }) | Refused;

/** What one command of an atomic group came to, in the order of the commands, groups inside flattened. */
export interface Part extends OpenNote {
  readonly kind: string;
  readonly id?: string;
  readonly effectiveAt: number;
  readonly amount?: bigint;
  readonly allocations?: readonly (PaymentAllocation | CreditAllocation)[];
}

/** What a transaction that was committed answers, with what its work returned. */
export type TransactionAnswer<T> =
  | (Accepted & { readonly parts: readonly Part[] } & (
        | { readonly valueKept?: undefined; readonly value: T }
        /** It is on record without its value: a repeat has `undefined`. */
        | { readonly valueKept: false; readonly value: T | undefined }
      ))
  | Refused;

export type AtomicAnswer = (Accepted & { readonly parts: readonly Part[] }) | Refused;

/** The answer to a command of any kind. */
export type AnyAnswer =
  | (Accepted &
      OpenNote & {
        readonly amount?: bigint;
        readonly allocations?: readonly (PaymentAllocation | CreditAllocation)[];
        readonly parts?: readonly Part[];
        /** Of an interactive transaction with work: what that returned; `valueKept` is false where it is not on record. */
        readonly value?: unknown;
        readonly valueKept?: false | undefined;
      })
  | Refused;

/** What one command of a group on several books came to. */
export interface AcrossPart extends Part {
  readonly book: string;
}

/** The answer to a group on several books. */
export type AcrossAnswer =
  | (Omit<Accepted, 'seq'> & {
      /** By book: the number of its row in that book's journal. */
      readonly seqs: Readonly<Record<string, number>>;
      /** In the order of the commands, groups inside flattened. */
      readonly parts: readonly AcrossPart[];
    })
  | (Omit<Refused, 'seq'> & {
      readonly seqs?: Readonly<Record<string, number>>;
    });
