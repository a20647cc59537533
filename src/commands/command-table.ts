import type { AmountInput } from '../base/amount.ts';
import type { Clock, ClockInput } from '../base/clock.ts';
import type { MomentInput } from '../base/timestamp.ts';
import { ACCOUNTS, type AccountCommands } from './account-commands.ts';
import { CREDITS, type CreditCommands } from './credit-commands.ts';
import {
  DISTRIBUTIONS,
  type DistributeSource,
  type DistributeTarget,
  type DistributionCommands,
} from './distribution-commands.ts';
import type { About, AnyEntry, Entries } from './entry.ts';
import type { Expectation, Expecting } from './expectation.ts';
import type { Field, Named } from './field.ts';
import { HOLDS, type HoldCommands } from './hold-commands.ts';
import { LOTS, type LotCommands } from './lot-commands.ts';
import { OFFERS, type OfferCommands } from './offer-commands.ts';
import type { Erase, OWN_REASONS, OwnCommand } from './own-command.ts';
import { POSTINGS, type PostingCommands } from './posting-commands.ts';
import { RECORDS, type RecordCommands, type TAKEN_IN_CLOSED_PERIODS } from './record-commands.ts';
import { SCHEDULES, type ScheduleCommands, type ScheduledCommand } from './schedule-commands.ts';
import type { VelocityLimit } from './velocity-limit.ts';

/** Every kind of command that callers may give, under the name of its method. */
export interface Commands
  extends AccountCommands,
    PostingCommands,
    DistributionCommands,
    HoldCommands,
    OfferCommands,
    LotCommands,
    CreditCommands,
    ScheduleCommands,
    RecordCommands {}

/** The entry of each, in the order in which help lists them. */
export const COMMANDS: Entries<Commands> = {
  ...ACCOUNTS,
  ...POSTINGS,
  ...DISTRIBUTIONS,
  ...HOLDS,
  ...OFFERS,
  ...LOTS,
  ...CREDITS,
  ...SCHEDULES,
  ...RECORDS,
};

/** The entries by kind. */
export const ENTRIES: ReadonlyMap<string, AnyEntry> = new Map(
  Object.values(COMMANDS).map((entry) => [entry.kind, entry]),
);

/** Every field of every command: a name means the same in all of them, though it may be one thing or a list of such. */
const FIELDS: readonly (readonly [name: string, field: Field<unknown>])[] = [...ENTRIES.values()].flatMap(
  ({ fields }) => Object.entries(fields),
);

/** The names of those fields that are so in some command. */
export function fieldNames(isSo: (field: Field<unknown>) => boolean): string[] {
  return [...new Set(FIELDS.flatMap(([name, field]) => (isSo(field) ? [name] : [])))];
}

/** What each field names that names one thing. */
export const NAMED: ReadonlyMap<string, Named> = new Map(
  FIELDS.flatMap(([name, { names }]) => (names === undefined ? [] : [[name, names] as const])),
);

/** Amounts that may be null, which means: no limit. */
export const LIMITS: ReadonlySet<string> = new Set(fieldNames(({ form }) => form === 'limit'));
/** The members of a command that hold amounts: the fields of amounts first, then those of limits. */
export const AMOUNTS: readonly string[] = [...fieldNames(({ form }) => form === 'amount'), ...LIMITS];
/** Vector clocks: their bigints count events. */
export const CLOCKS: ReadonlySet<string> = new Set(
  fieldNames(({ form }) => form === 'clock' || form === 'expiry'),
);
/** The members that hold a list of entries. */
export const ENTRY_LISTS: readonly string[] = fieldNames(({ form }) => form === 'entries');
/** The members that may hold a list of lines, each about an account. */
export const LINE_LISTS: readonly string[] = fieldNames(({ form }) =>
  ['entries', 'sources', 'targets'].includes(form),
);
/** The members that hold a list of velocity limits. */
export const LIMIT_LISTS: readonly string[] = fieldNames(({ form }) => form === 'limits');
/** The members that may hold a list of things with amounts, and the members of such a thing that are amounts. */
export const AMOUNT_LISTS: readonly string[] = [
  ...LINE_LISTS,
  ...fieldNames(({ form }) => form === 'limits'),
];
export const LINE_AMOUNTS: readonly string[] = ['amount', 'atMost'];

/** The lines of all lists of a command or of what it was made of. O(lines). */
export function linesIn(command: object): readonly Readonly<Record<string, unknown>>[] {
  const members = command as Readonly<Record<string, unknown>>; // Whatever it has.
  return LINE_LISTS.flatMap((name) => {
    const list = members[name];
    return Array.isArray(list) ? list.filter((line) => typeof line === 'object' && line !== null) : [];
  });
}

/** The checked command of each kind. */
type Checked = { readonly [M in keyof Commands]: Commands[M]['command'] };

/** One thing to do that callers may ask for. */
type AskedCommand = Checked[keyof Checked];

/** Every kind of command that callers may give. */
export type CommandKind = AskedCommand['kind'];

/** One thing to do. */
export type SingleCommand = AskedCommand | OwnCommand | Erase;

/** Why the rule of a kind of command may refuse it. */
export type RuleReason<K extends SingleCommand['kind']> = K extends keyof typeof OWN_REASONS
  ? (typeof OWN_REASONS)[K][number]
  : MoreOf<K>['reasons'][number];

/** What the types say of a kind of command beside its form. */
export type MoreOf<K> = {
  readonly [M in keyof Commands]: K extends Checked[M]['kind'] ? Commands[M]['more'] : never;
}[keyof Commands];

/** The kinds of what ends at a moment. */
type EndingKind = KindThatEnds<AskedCommand>;
/** Those among the kinds of some commands. */
type KindThatEnds<C extends AskedCommand> = C extends AskedCommand
  ? 'expiresAt' extends keyof C
    ? C['kind']
    : never
  : never;

/** Why a command of a kind may be refused by what is checked of all, before its own rule. */
export type SharedReason<K extends SingleCommand['kind']> =
  | 'transaction_exists'
  | 'expectation_failed'
  | (K extends (typeof TAKEN_IN_CLOSED_PERIODS)[number] ? never : 'period_closed')
  | (K extends EndingKind ? 'expires_before_start' : never);

/** Several commands, all or nothing. Groups may stand in groups; only the outermost may have an id. */
export interface Group<Inner> extends About, Expecting {
  /** What is to be done: all of them, or nothing. */
  readonly kind: 'atomic';
  /** Names the group, so that it is done once however often it is sent. Made when absent. */
  readonly id?: string | undefined;
  /** Its commands, in the order in which they are carried out. */
  readonly commands: readonly Inner[];
}

export interface Atomic extends Group<Command> {}
export type Command = SingleCommand | Atomic;

/** A command as a caller may give it: whoever submits it fills in the moment where it lacks one. */
type Undated<C> = C extends AskedCommand
  ? Omit<C, 'effectiveAt'> & {
      /** When it is true, in milliseconds: the past and the future too. Default: now. */ readonly effectiveAt?:
        | number
        | undefined;
    }
  : never;

/** One command of any kind, as a caller asked for it, each of its fields in its one form. */
export type SingleRequest = Undated<AskedCommand>;

export interface AtomicRequest extends Group<CommandRequest> {}
export type CommandRequest = SingleRequest | AtomicRequest;

/** What a caller may write for a value that the checks put in its one form. */
type Loose<T> = T extends bigint
  ? AmountInput
  : T extends Clock
    ? ClockInput
    : T extends ScheduledCommand
      ? { readonly [F in keyof T]: GivenAs<F, T[F]> }
      : T extends readonly VelocityLimit[]
        ? readonly (Omit<VelocityLimit, 'amount'> & {
            /** The most in all, in minor units; none said: however much. It or `count` is there, or both. */
            readonly amount?: AmountInput;
          })[]
        : T extends readonly (infer Line)[]
          ? readonly LooseLine<Line>[]
          : T;

/** What a caller may write for what is expected of an account. */
export type ExpectationInput = Omit<Expectation, 'available'> & {
  /** What may be spent of it just at the place of the command, before the command, in minor units: a `min`, a `max` or both. */
  readonly available?:
    | {
        /** The least. None said: however little. */ readonly min?: AmountInput | undefined;
        /** The most. None said: however much. */ readonly max?: AmountInput | undefined;
      }
    | undefined;
};

/** The same of a line of a list. */
type LooseLine<Line> = 'lastSeq' extends keyof Line
  ? ExpectationInput
  : 'atMost' extends keyof Line
    ? Omit<DistributeSource, 'atMost'> & {
        /** The most that is taken from it, in minor units; default: whatever is available above its floor. */ readonly atMost?:
          | AmountInput
          | undefined;
      }
    : 'rest' extends keyof Line
      ? Omit<DistributeTarget, 'amount'> & {
          /** What it gets, in minor units, before anything is shared. */ readonly amount?:
            | AmountInput
            | undefined;
        }
      : Line;

/** The fields that are moments. */
export type MomentName =
  | 'effectiveAt'
  | 'expiresAt'
  | 'executeAt'
  | 'until'
  | 'openedAt'
  | 'startsAt'
  | 'firstAt'
  | 'lastAt'
  | 'before';

/** What a caller may write for the value of a field. */
type GivenAs<F, T> = F extends MomentName ? (T extends number ? MomentInput : T) : Loose<T>;

/** What the method of a command takes. */
type GivenFor<C> = {
  readonly [F in keyof Omit<Undated<C>, 'kind'>]: GivenAs<F, Undated<C>[F]>;
};

/** The options object of a command's method. */
export type InputOf<K extends CommandKind> = GivenFor<Extract<AskedCommand, { readonly kind: K }>>;

/** A command as an object, for bulk and groups. */
export type SingleInput = AskedOf<CommandKind>;

/** A group: all or nothing. Groups may stand in groups; only the outermost may have an id. */
export interface AtomicInput extends Omit<Group<CommandInput>, 'expect'> {
  /** What accounts are expected to be before its first command, at the place of that; else it is refused as `expectation_failed`. */
  readonly expect?: readonly ExpectationInput[] | undefined;
}
/** A command or a group, for `submit`. */
export type CommandInput = AskedOf<CommandKind | 'atomic'>;

/** A command of a kind, or a group, as an object. */
export type AskedOf<K extends CommandKind | 'atomic'> = K extends CommandKind
  ? {
      /** What is to be done. */
      readonly kind: K;
    } & InputOf<K>
  : AtomicInput;

/** Commands in a row, by the kind of each: an array, or a tuple with a place for each. */
export type AskedInOrder<Kinds extends readonly (CommandKind | 'atomic')[]> = {
  readonly [I in keyof Kinds]: AskedOf<Kinds[I]>;
};
