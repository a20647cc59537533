import type { CommandKind, MoreOf, RuleReason, SharedReason } from '../commands/command-table.ts';
import type { AnswerDetail } from '../commands/entry.ts';
import type { Reason } from '../commands/reasons.ts';
import type { RefusalFigures } from '../kernel/rejection.ts';
import type { CreditAllocation, Ordered, PaymentAllocation, PostedEntry } from './moved-amounts.ts';

export type { CreditAllocation, Ordered, PaymentAllocation, PostedEntry };

/** A business "no" of the house: the kernel's reasons and those that only a house can have. */
export type HouseReason =
  | Reason
  /** Another command was submitted under that id before. Nothing changed, and nothing was recorded. */
  | 'id_conflict'
  /** An interactive transaction whose outcomes would no longer be those that its author saw. Nothing changed. */
  | 'conflict'
  /** A command without `effectiveAt` while nobody knows what time it is. Nothing changed, and nothing was recorded. */
  | 'clock_jumped';

/**
 * Every reason for which a house may refuse a command of a kind: those of its rule, those of all commands, and those of the
 * house. A `switch` over the reasons of an answer can be exhaustive. A command inside of a group or a transaction may have one
 * that the compiler cannot see there: a group is refused with a reason of any of its commands.
 */
export type ReasonOf<K extends CommandKind> =
  | RuleReason<K>
  | SharedReason<K>
  | 'id_conflict'
  | 'clock_jumped';

/** What stands in every answer that was recorded. */
export interface Recorded {
  /** The command's id: the caller's, or the one that was made for it. */
  readonly id: string;
  /** The number of its row in the journal. */
  readonly seq: number;
  /** When it took effect. For a group whose commands all have moments of their own: when it was recorded. */
  readonly effectiveAt: number;
  /** When the book learned it, in milliseconds. */
  readonly recordedAt: number;
  /** True: this was on record under the id before the call was taken in, and nothing was done now. */
  readonly replayed?: true;
  /** True: private data on record under the id were erased, so that they could not be compared. */
  readonly erased?: true;
}

/** A yes that is on record. */
export interface Accepted extends Recorded {
  readonly ok: true;
}

/**
 * A business "no".
 *
 * @typeParam R why it may be
 */
export interface Refused<R extends HouseReason = HouseReason> extends RefusalFigures {
  readonly ok: false;
  /** Why not: stable, to be branched on. */
  readonly reason: R;
  /** What stood in the way, for people: what the reason means, with the figures of this refusal. It may change. */
  readonly message: string;
  /** What can be done about it, for people. */
  readonly remedy: string;
  /** The account, lot or transaction that stood in the way, where there is one. */
  readonly subject?: string;
  /** What could have been taken, where too much was asked. */
  readonly available?: bigint;
  /** The command's id: the caller's, or the one that was made for it. */
  readonly id: string;
  /** Missing when nothing was recorded: `id_conflict`, `conflict` and `clock_jumped`. */
  readonly seq?: number;
  /** When it would have taken effect, in milliseconds. */
  readonly effectiveAt?: number;
  /** When the book learned it, in milliseconds. */
  readonly recordedAt?: number;
  /** True: it was refused before the call was taken in, and not looked at again. */
  readonly replayed?: true;
  /** True: private data on record under the id were erased, so that they could not be compared. */
  readonly erased?: true;
  /** In an atomic group: where the refused command stands, an index for each depth. */
  readonly path?: readonly number[];
  /** For a group on several books: the one that refused. */
  readonly book?: string;
}

/** The answer to a command: whether it was accepted, and what stands on record. */
export type Answer = Accepted | Refused;

/** What may be noted of an account that was opened. */
export interface OpenNote {
  /** `range`: the scale of its asset leaves it less than 10^6 units, as the 9.22 of `ETH/18`. Missing: nothing. */
  readonly note?: 'range';
}

/** How much a capture took, or a release gave back. */
export interface Taken {
  /** In minor units. */
  readonly amount: bigint;
}

/** An account that a command by force leaves under its floor. */
export interface BelowFloor {
  /** The account's id. */
  readonly account: string;
  /** What its amounts are in. */
  readonly asset: string;
  /** Its floor, in minor units. */
  readonly floor: bigint;
  /** The least that is available on it from the command on, by everything known then, in minor units. */
  readonly least: bigint;
  /** True: where something happens or ends later it stands below, too. Commands dated later were accepted on another balance. */
  readonly later: boolean;
}

/** What was posted by force, and whom that leaves under a floor. */
export interface ByForce {
  /** True where the command said `force`. */
  readonly force?: true;
  /** With `force`: the accounts that it leaves under their floors, each once. */
  readonly below?: readonly BelowFloor[];
}

/** What a refund, a spend or an expiry drew on. */
export interface Drawn<Allocation> {
  /** The lots in the order drawn, and how much each gave. */
  readonly allocations: readonly Allocation[];
}

/** What a distribution came to. */
export interface Distributed {
  /** How much was distributed, in minor units. */
  readonly amount: bigint;
  /** What was posted, an entry for each account on which something was. */
  readonly postings: readonly PostedEntry[];
}

/** What the commands of a group came to. */
export interface Parts {
  /** In the order of the commands, groups inside flattened. */
  readonly parts: readonly Part[];
}

/** What the answer to a command says besides that it was accepted. */
export interface AnswerDetails {
  /** Nothing. */
  readonly nothing: unknown;
  /** Whether the asset leaves the account little room. */
  readonly range: OpenNote;
  /** What was posted by force. */
  readonly forced: ByForce;
  /** How much was taken, or given back. */
  readonly taken: Taken;
  /** How much was taken, and what was so by force. */
  readonly captured: Taken & ByForce;
  /** Which payments gave what. */
  readonly payments: Drawn<PaymentAllocation>;
  /** Which credits gave what. */
  readonly credits: Drawn<CreditAllocation>;
  /** Which credits gave what, and in which order they were drawn. */
  readonly spent: Drawn<CreditAllocation> & Ordered;
  /** What was posted. */
  readonly postings: Distributed;
}

/** What the answer to a kind of command says besides; nothing, where the table of commands says nothing of it. */
export type SaidOf<K extends CommandKind> =
  MoreOf<K> extends { readonly details: infer Details extends AnswerDetail }
    ? AnswerDetails[Details]
    : unknown;

/** The answer to a command of a kind: a yes with what that kind says besides, or a refusal for one of its reasons. */
export type AnswerOf<K extends CommandKind | 'atomic'> = K extends CommandKind
  ? (Accepted & SaidOf<K>) | Refused<ReasonOf<K>>
  : AtomicAnswer;

/** The answer to a command whose kind is known, or is one of several. */
export type AnswerTo<K extends CommandKind | 'atomic', Several = K> = K extends unknown
  ? [Several] extends [K]
    ? AnswerOf<K>
    : AnyAnswer
  : never;

/** The answers to commands in a row: that of each in its place. */
export type AnswersInOrder<Kinds extends readonly (CommandKind | 'atomic')[]> = {
  -readonly [I in keyof Kinds]: AnswerTo<Kinds[I]>;
};

/** The answer to the opening of an account. */
export type OpenAccountAnswer = AnswerOf<'open_account'>;
/** The answer to a capture: how much was taken. */
export type CaptureAnswer = AnswerOf<'capture'>;
/** The answer to a release: how much was given back. */
export type ReleaseAnswer = AnswerOf<'release'>;
/** The answer to a refund: which payments gave what. */
export type RefundAnswer = AnswerOf<'refund'>;
/** The answer to a distribution: what was posted on each account. */
export type DistributeAnswer = AnswerOf<'distribute'>;
/** The answer to a spend or an expiry of credits: which credits gave what, and in which order. */
export type SpendAnswer = AnswerOf<'spend' | 'expire_credits'>;

/** What one command of an atomic group came to, in the order of the commands, groups inside flattened. */
export interface Part extends OpenNote, ByForce, Partial<Ordered> {
  /** The command's kind. */
  readonly kind: string;
  /** The command's id, if it had one. */
  readonly id?: string;
  /** When it took effect, in milliseconds. */
  readonly effectiveAt: number;
  /** What a capture took, a release gave back or a distribution divided, in minor units. */
  readonly amount?: bigint;
  /** What a refund, a spend or an expiry drew on. */
  readonly allocations?: readonly (PaymentAllocation | CreditAllocation)[];
  /** What a distribution posted. */
  readonly postings?: readonly PostedEntry[];
}

/** What a transaction that was committed answers, with what its work returned. */
export type TransactionAnswer<T> =
  | (Accepted &
      Parts &
      (
        | {
            /** Missing: the value is on record. */
            readonly valueKept?: undefined;
            /** What the work returned. */
            readonly value: T;
          }
        | {
            /** The transaction is on record without its value: a repeat has `undefined`. */
            readonly valueKept: false;
            /** What the work returned; undefined for a repeat. */
            readonly value: T | undefined;
          }
      ))
  | Refused;

/** The answer to a group: what each of its commands came to. */
export type AtomicAnswer = (Accepted & Parts) | Refused;

/** The answer to a command of any kind. */
export type AnyAnswer =
  | (Accepted &
      OpenNote &
      ByForce & {
        /** What a capture took, a release gave back or a distribution divided, in minor units. */
        readonly amount?: bigint;
        /** What a refund, a spend or an expiry drew on. */
        readonly allocations?: readonly (PaymentAllocation | CreditAllocation)[];
        /** What a distribution posted. */
        readonly postings?: readonly PostedEntry[];
        /** Of a group: what its commands came to, in their order. */
        readonly parts?: readonly Part[];
        /** Of an interactive transaction with work: what that returned; `valueKept` is false where it is not on record. */
        readonly value?: unknown;
        /** Whether that value is on record. */
        readonly valueKept?: false | undefined;
      })
  | Refused;

/** An answer without what only those have that are on record. */
type Unrecorded<A extends Pick<Recorded, 'id'>> = Omit<A, 'id' | 'seq' | 'recordedAt'> & {
  /** The caller's own; of what is on record, that one's. */
  readonly id?: string;
  /** Of what is on record already: its number. */
  readonly seq?: number;
  /** Of what is on record already: when the book learned it. */
  readonly recordedAt?: number;
  /** The number of the last row of the journal that it was decided on. */
  readonly asOf: number;
};

/** What a command would come to if it came next: the answer of a dry run, which did nothing. */
export type DryAnswer<A = AnyAnswer> = A extends Pick<Recorded, 'id'> ? Unrecorded<A> : never;

/** The answers of a dry run to commands in a row: that of each in its place. */
export type DryAnswersInOrder<Kinds extends readonly (CommandKind | 'atomic')[]> = {
  -readonly [I in keyof Kinds]: DryAnswer<AnswerTo<Kinds[I]>>;
};

/** What one command of a group on several books came to. */
export interface AcrossPart extends Part {
  /** The book that it was for. */
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
      /** By book: the number of its row in that book's journal; missing when nothing was recorded. */
      readonly seqs?: Readonly<Record<string, number>>;
    });
