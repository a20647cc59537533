import { TallystickError } from '../base/error.ts';
import { isPlainObject } from '../base/plain-object.ts';
import { checkFields, type FieldList, fieldList, notAnObject } from './check-fields.ts';
import { finishSingle } from './check-together.ts';
import { DISTRIBUTIONS, type Distribute } from './distribution-commands.ts';
import type { AnyEntry, Dated, Entries, Spec } from './entry.ts';
import { account, type Field, moment, named, optional, SOURCE, WORLD } from './field.ts';
import type { Grant } from './grant-command.ts';
import { HOLDS, type Hold } from './hold-commands.ts';
import { type ExpireCredits, LOTS, type Pay, type Refund, type Spend } from './lot-commands.ts';
import { OFFERS, type Offer } from './offer-commands.ts';
import { POSTINGS, type Post, type Transfer } from './posting-commands.ts';
import type { Reason } from './reasons.ts';
import { checkRepeats, REPEAT_FIELDS, REPEATS_BELONG, type Repeated } from './repeat-fields.ts';
import { checkRetry, type Retry } from './retry-field.ts';

/** What a command has that is to be carried out later: its own fields alone. */
type Bare<C> = C extends Dated ? Omit<C, keyof Omit<Dated, 'kind'> | 'force'> : never;

/** A command that can be scheduled: one that names the account whose money it is. It has no moment, id or notes of its own, and is not forced. */
export type ScheduledCommand = Bare<
  Transfer | Post | Distribute | Pay | Refund | Grant | Spend | ExpireCredits | Hold | Offer
>;

/** Has a command carried out by its book at a moment, before anything else of that moment. */
export interface Schedule extends Dated, Repeated {
  /** What is to be done. */
  readonly kind: 'schedule';
  /** The schedule's id, by which it is cancelled and found. */
  readonly schedule: string;
  /** What is to be carried out: a transfer, post, distribute, pay, refund, grant, spend, expire_credits, hold or offer. */
  readonly command: ScheduledCommand;
  /** When, in milliseconds: at or after `effectiveAt`. Where it is repeated, the moment from which occurrences are counted. */
  readonly executeAt: number;
  /**
   * What is refused at its moment is tried again: attempt k is due k times `everyMs` after it, and dated then, up to `times` attempts or where the
   * next occurrence begins. Default: it is not tried again.
   */
  readonly retry?: Retry | undefined;
}

/** Cancels a schedule that is pending. */
export interface CancelSchedule extends Dated {
  /** What is to be done. */
  readonly kind: 'cancel_schedule';
  /** The schedule that ends. */
  readonly schedule: string;
  /** Its owner: the account whose money its command moves. */
  readonly account: string;
}

/** Why the rule of each kind may refuse it, in the order in which that is checked. */
const SCHEDULE_REASONS = {
  schedule: ['executes_before_start', 'schedule_exists', 'schedule_never_executes', 'account_unknown'],
  cancel_schedule: ['schedule_unknown', 'schedule_not_pending', 'not_the_owner', 'schedule_executes_before'],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;

/** Each under the name of its method. */
export interface ScheduleCommands {
  /**
   * Has a command carried out by its book at a moment, before anything else of that moment. Whether it may be carried out is
   * decided then; what is refused is recorded as failed, with its reason. With `every` it is repeated.
   */
  readonly schedule: Spec<Schedule, { readonly reasons: (typeof SCHEDULE_REASONS)['schedule'] }>;
  /** Cancels a schedule that is pending: by its owner alone, and before its moment. */
  readonly cancelSchedule: Spec<
    CancelSchedule,
    { readonly reasons: (typeof SCHEDULE_REASONS)['cancel_schedule'] }
  >;
}

/** The kinds that can be scheduled, each with the field of the account whose money it is. */
const OWNERS: Readonly<Record<ScheduledCommand['kind'], readonly string[]>> = {
  transfer: ['from', 'to'],
  post: [],
  distribute: [],
  pay: ['from', 'account'],
  refund: ['account'],
  grant: ['from', 'account'],
  spend: ['account'],
  expire_credits: ['account'],
  hold: ['account'],
  offer: ['from', 'to'],
};

const SCHEDULABLE: ReadonlyMap<unknown, { readonly entry: AnyEntry; readonly fields: FieldList }> = new Map(
  Object.values({ ...POSTINGS, ...DISTRIBUTIONS, ...HOLDS, ...OFFERS, ...LOTS })
    .filter(({ kind }) => Object.hasOwn(OWNERS, kind))
    .map((entry: AnyEntry) => {
      const { force: _force, ...own } = entry.fields;
      return [entry.kind, { entry, fields: fieldList(own) }];
    }),
);

const command: Field<ScheduledCommand> = {
  form: 'command',
  help: 'what is to be carried out, as JSON: {"kind":"transfer","from":"alice","to":"bob","amount":"5.00"}',
  check: (field, value) => {
    if (!isPlainObject(value)) throw notAnObject(`${field}.`, value);
    const { kind } = value;
    const known = SCHEDULABLE.get(kind);
    if (known === undefined) {
      const expected = `one of ${Object.keys(OWNERS).join(', ')}`;
      throw new TallystickError('bad_command', `${field}.kind`, kind, expected);
    }
    const checked = checkFields(`${field}.`, value, known.fields, kind);
    finishSingle(`${field}.`, checked, known.entry);
    const scheduled = checked as unknown as ScheduledCommand; // Each field was just checked.
    if (ownerOf(scheduled) !== undefined) return scheduled;
    throw new TallystickError('bad_command', field, value, 'an account whose money it is, other than world');
  },
};

/** Other names than those of accounts, where accounts are named. */
const NO_ACCOUNTS: ReadonlySet<unknown> = new Set([undefined, WORLD]);

/**
 * The account whose money a command moves: the one that pays, or where that is the world, the one that is paid; of several, the
 * first that pays, and else the first. Undefined: it names none but the world.
 */
export function ownerOf(scheduled: ScheduledCommand): string | undefined {
  const named: (string | undefined)[] = [];
  if (scheduled.kind === 'post') {
    const paying = scheduled.entries.filter(({ amount }) => amount < 0n);
    named.push(...[...paying, ...scheduled.entries].map((line) => line.account));
  } else if (scheduled.kind === 'distribute') {
    named.push(...[...scheduled.from, ...scheduled.to].map((line) => line.account));
  } else {
    const members = scheduled as unknown as Readonly<Record<string, string | undefined>>; // Its fields of accounts.
    named.push(...OWNERS[scheduled.kind].map((name) => members[name]));
  }
  return named.find((name) => !NO_ACCOUNTS.has(name));
}

/** The accounts that a command names but the world, each once. */
export function accountsOf(scheduled: ScheduledCommand): string[] {
  const ids = new Set<string>();
  withAccounts(scheduled, (id) => {
    ids.add(id);
    return id;
  });
  return [...ids];
}

/** The same command with other accounts in the place of those that it names; the world stays. */
export function withAccounts(scheduled: ScheduledCommand, other: (id: string) => string): ScheduledCommand {
  const changed: Record<string, unknown> = { ...scheduled };
  for (const [name, { names }] of Object.entries(SCHEDULABLE.get(scheduled.kind)?.entry.fields ?? {})) {
    const value = changed[name];
    const isSource = scheduled.kind === 'refund' && name === 'to' && value === SOURCE;
    if (names === 'account' && !NO_ACCOUNTS.has(value) && !isSource) changed[name] = other(String(value));
    if (isLines(value)) {
      changed[name] = value.map((line) =>
        NO_ACCOUNTS.has(line.account) ? line : { ...line, account: other(line.account) },
      );
    }
  }
  return changed as unknown as ScheduledCommand; // With the same fields.
}

function isLines(value: unknown): value is readonly { readonly account: string }[] {
  return Array.isArray(value) && value.every((line) => typeof line === 'object' && 'account' in line);
}

export const SCHEDULES: Entries<ScheduleCommands> = {
  schedule: {
    kind: 'schedule',
    fields: {
      schedule: named('schedule', 'names the schedule'),
      command,
      executeAt: moment('when it is carried out'),
      ...REPEAT_FIELDS,
      retry: optional('not', {
        form: 'retry',
        check: checkRetry,
        help: 'how what is refused is tried again',
      }),
    },
    exclusive: ['until', 'count'],
    belongsTo: REPEATS_BELONG,
    checkTogether: checkRepeats,
    events: ['schedule_made'],
    reasons: SCHEDULE_REASONS.schedule,
    hasNaturalKey: true,
    cli: {
      summary: 'Have a command carried out at a moment, before anything else of that moment.',
      examples: [
        `schedule --schedule rent --execute-at 2026-12-31 --every 1-month --command '{"kind":"transfer","from":"alice","to":"bob","amount":"5.00"}'`,
        `schedule --schedule rent --execute-at 2026-12-01 --command '{"kind":"transfer","from":"alice","to":"bob","amount":"5.00"}'`,
      ],
      done: 'Scheduled {schedule} {executeAt}',
    },
  },
  cancelSchedule: {
    kind: 'cancel_schedule',
    fields: {
      schedule: named('schedule', 'the schedule'),
      account: account('its owner: whose money it is'),
    },
    events: ['schedule_cancelled'],
    reasons: SCHEDULE_REASONS.cancel_schedule,
    cli: {
      summary: 'Cancel a schedule that is pending.',
      examples: ['cancel-schedule --schedule rent --account alice'],
      done: 'Cancelled schedule {schedule} of {account}',
    },
  },
};
