import type { Clock } from '../../base/clock.ts';
import type {
  CommandKind,
  RuleReason,
  SharedReason,
  SingleCommand,
  SingleRequest,
} from '../../commands/command-table.ts';
import type { About } from '../../commands/entry.ts';
import type { Expecting } from '../../commands/expectation.ts';
import type { Erase, OwnCommand, RunSchedule } from '../../commands/own-command.ts';
import type { Reason } from '../../commands/reasons.ts';
import type { RefusalFigures } from '../../kernel/rejection.ts';
import type {
  ByForce,
  CreditAllocation,
  OpenNote,
  Ordered,
  Part,
  PaymentAllocation,
  PostedEntry,
} from '../answer.ts';
import type { ScheduleFailure } from './schedule-items.ts';

/** What an event changed on one account at one place in time, in minor units. */
export interface JournalEntry {
  /** The account's id. */
  readonly account: string;
  /** Of the account. */
  readonly asset: string;
  /** The event's number. */
  readonly seq: number;
  /** When, in milliseconds. */
  readonly at: number;
  /** The place among everything at that moment; negative for what runs out there. */
  readonly order: number;
  /** What came in, in minor units. */
  readonly inflow: bigint;
  /** What went out, in minor units. */
  readonly outflow: bigint;
  /** By how much what may be spent changed, in minor units. */
  readonly available: bigint;
  /** By how much what is to come by offers changed, in minor units. */
  readonly incoming: bigint;
  /** By how much what is to come by holds changed, in minor units. */
  readonly expected: bigint;
  /** By how much what is left of credits changed, in minor units. */
  readonly purse: bigint;
  /** By how much what dates let be spent of it changed, in minor units. */
  readonly spendable: bigint;
}

/** The kinds of what a journal has: what callers ask for, groups, and what the house says by itself. */
export type RecordedKind = SingleCommand['kind'] | RunSchedule['kind'] | 'atomic';

/** A value of a command as a journal shows it: a clock as an object of its counters. */
type JournalValue<T> = T extends Clock ? Readonly<Record<string, bigint>> : T;

/** The fields of a command as a journal shows them. */
type JournalFields<C> = { readonly [F in keyof C]: JournalValue<C[F]> };

/** A group as it was asked. */
export type RecordedGroup = Omit<About, 'private'> &
  Pick<Expecting, 'expect'> & {
    readonly kind: 'atomic';
    /** Of a group on several books: the book of each of its commands. Those below are the ones of this book. */
    readonly across?: readonly string[];
    /** Of the same: SHA-256 of the whole group, in hex. */
    readonly groupHash?: string;
    /** Its commands, in the order in which they were carried out; each with its id, if it had one. */
    readonly commands: readonly (RecordedCommand<CommandKind> | RecordedGroup)[];
  };

/** A command of a kind as it was asked, amounts in minor units as bigints; without what was private. */
export type RecordedCommand<K extends RecordedKind> = K extends CommandKind
  ? JournalFields<Omit<Extract<SingleRequest, { readonly kind: K }>, 'private'>>
  : K extends 'atomic'
    ? RecordedGroup
    : JournalFields<
        Omit<Extract<OwnCommand | RunSchedule | Erase, { readonly kind: K }>, keyof About | 'id'>
      >;

/** Why a command of a kind may have been refused on record; a group for a reason of any of its commands. */
export type RecordedReason<K extends RecordedKind> = K extends CommandKind
  ? RuleReason<K> | SharedReason<K>
  : K extends 'atomic'
    ? Reason
    : RuleReason<Exclude<K, 'atomic' | 'run_schedule'>>;

/** A row of the journal of one kind: one command, accepted or refused, and what followed. */
export interface RecordOf<K extends RecordedKind> extends RefusalFigures, ByForce {
  /** Its number: that of its last event, or its own where it has none. */
  readonly seq: number;
  /** The command's id. */
  readonly id: string;
  /** The command's kind, such as `transfer`. */
  readonly kind: K;
  /** When it took effect, in milliseconds. */
  readonly effectiveAt: number;
  /** When the book learned it, in milliseconds. */
  readonly recordedAt: number;
  /** The version of the rules that decided it; 1 for what was recorded before there were versions. */
  readonly rules: number;
  /** Whether it was accepted. */
  readonly ok: boolean;
  /** Who it was done by; missing: nobody was named. */
  readonly actor?: string;
  /** What it is about elsewhere, as it stands in `command`. */
  readonly reference?: string;
  /** What was noted with it, as it stands in `command`. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** What was asked for, as it was asked. */
  readonly command: RecordedCommand<K>;
  /** Why it was refused. */
  readonly reason?: RecordedReason<K>;
  /** The account, lot or transaction that stood in the way, where there is one. */
  readonly subject?: string;
  /** What could have been taken, where too much was asked, in minor units. */
  readonly available?: bigint;
  /** In a refused group: where the refused command stands, an index for each depth. */
  readonly path?: readonly number[];
  /** For a refused group on several books: the one that refused. */
  readonly book?: string;
  /** For the next attempt under an id: the row of the one before, which was refused. */
  readonly retryOf?: number;
  /** What a capture took or a release gave back, in minor units. */
  readonly amount?: bigint;
  /** What a refund, a spend or an expiry drew on. */
  readonly allocations?: readonly (PaymentAllocation | CreditAllocation)[];
  /** In which order a spend or an expiry drew on credits. */
  readonly order?: Ordered['order'];
  /** What a distribution posted. */
  readonly postings?: readonly PostedEntry[];
  /** Of a group: what its commands came to, in their order. */
  readonly parts?: readonly Part[];
  /** Of an opening: what is to be known of the account. */
  readonly note?: OpenNote['note'];
  /** Of a schedule whose moment has come: what became of it. */
  readonly outcome?: 'executed' | 'failed' | 'missed';
  /** Why it failed. */
  readonly failure?: ScheduleFailure;
  /** When it is tried again, in milliseconds; absent: it is not. */
  readonly retryAt?: number;
  /** What it changed, account by account. */
  readonly entries: readonly JournalEntry[];
}

/**
 * A row of the journal: one command, accepted or refused, and what followed. Its `kind` tells what its `command` has, and for
 * which reasons it may have been refused.
 */
export type JournalRecord = { readonly [K in RecordedKind]: RecordOf<K> }[RecordedKind];
