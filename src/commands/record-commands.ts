import type { Dated, Entries, Spec } from './entry.ts';
import { count, moment, momentOrNull, named, text } from './field.ts';
import { LIMIT_REASONS, type Reason } from './reasons.ts';

/** Posts the opposite of a transaction, by the id of its command, and restores the lots it drew on. */
export interface Reverse extends Dated {
  /** What is to be done. */
  readonly kind: 'reverse';
  /** The id of the command whose postings are reversed. */
  readonly transaction: string;
}

/**
 * Puts on record that a file was imported to its end, as `tallystick import` does: the source of its rows, hashes of the file and
 * of how it was read, how many rows it has, and from when to when they are. It moves nothing.
 */
export interface RecordImport extends Dated {
  /** What is to be done. */
  readonly kind: 'record_import';
  /** What the file's rows belong to. */
  readonly source: string;
  /** SHA-256 of the file, in hex. */
  readonly fileHash: string;
  /** Of how the file's columns became the fields of commands. */
  readonly mappingHash: string;
  /** How many rows it has. */
  readonly rows: number;
  /** The least moment of its rows; null: none of them has one. */
  readonly firstAt: number | null;
  /** The greatest moment of its rows; null: none of them has one. */
  readonly lastAt: number | null;
}

/**
 * Closes the period before a moment, in milliseconds: whatever arrives from now on is refused as `period_closed` if it is
 * dated before it. A later call moves that moment, also back. It may not lie after the present.
 */
export interface LockBefore extends Dated {
  /** What is to be done. */
  readonly kind: 'lock_before';
  /** The moment, in milliseconds; what is dated at it is accepted. At most the command's own. */
  readonly before: number;
}

/**
 * Puts what is left of credits into purses, in a book that began before there were some: from there on it is posted, and no longer
 * available to transfers, holds and offers. Books that begin now have purses from the start.
 */
export interface StartPurses extends Dated {
  /** What is to be done. */
  readonly kind: 'start_purses';
}

/** Why the rule of each kind may refuse it, in the order in which that is checked. */
const RECORD_REASONS = {
  reverse: [
    'transaction_unknown',
    'not_reversible',
    'already_reversed',
    'payment_drawn',
    'credit_drawn',
    'credit_not_here',
    'transaction_later',
    'hold_exists',
    'account_unknown',
    ...LIMIT_REASONS,
  ],
  record_import: [],
  lock_before: ['period_not_over'],
  start_purses: ['purses_exist', 'too_many_credits', 'credits_not_available'],
} as const satisfies Readonly<Record<string, readonly Reason[]>>;

/** What is said about what is on record. */
export interface RecordCommands {
  /** Posts the opposite of a transaction, by the id of its command, and restores the lots it drew on. */
  readonly reverse: Spec<Reverse, { readonly reasons: (typeof RECORD_REASONS)['reverse'] }>;
  /**
   * Puts on record that a file was imported to its end, as `tallystick import` does: the source of its rows, hashes of the file and
   * of how it was read, how many rows it has, and from when to when they are. It moves nothing.
   */
  readonly recordImport: Spec<RecordImport, { readonly reasons: (typeof RECORD_REASONS)['record_import'] }>;
  /**
   * Closes the period before a moment, in milliseconds: whatever arrives from now on is refused as `period_closed` if it is
   * dated before it. A later call moves that moment, also back. It may not lie after the present.
   */
  readonly lockBefore: Spec<
    LockBefore,
    { readonly reasons: (typeof RECORD_REASONS)['lock_before']; readonly positional: 'before' }
  >;
  /**
   * Puts what is left of credits into purses, in a book that began before there were some: from there on it is posted, and no longer
   * available to transfers, holds and offers. It is refused while some account has more left of credits than available from then
   * on, and lists them all. Cost: what the open credits of the book cost to read and to write, in one batch.
   */
  readonly startPurses: Spec<StartPurses, { readonly reasons: (typeof RECORD_REASONS)['start_purses'] }>;
}

export const RECORDS: Entries<RecordCommands> = {
  reverse: {
    kind: 'reverse',
    fields: {
      transaction: named('transaction', 'the id of the command that posted it'),
    },
    events: ['transaction_reversed'],
    reasons: RECORD_REASONS.reverse,
    cli: {
      summary: 'Post the opposite of a transaction, and restore the payments or credits that it drew on.',
      examples: ['reverse --transaction rent-2026-11'],
      done: 'Reversed transaction {transaction}',
    },
  },
  recordImport: {
    kind: 'record_import',
    fields: {
      source: text("what the file's rows belong to"),
      fileHash: text('SHA-256 of the file, in hex'),
      mappingHash: text("of how the file's columns became the fields of commands"),
      rows: count('how many rows it has'),
      firstAt: momentOrNull('the least moment of its rows'),
      lastAt: momentOrNull('the greatest moment of its rows'),
    },
    events: ['import_recorded'],
    reasons: RECORD_REASONS.record_import,
  },
  lockBefore: {
    kind: 'lock_before',
    fields: {
      before: moment(
        'what is dated before it is refused; of a date: before it begins. An earlier one than last time opens what lies between',
      ),
    },
    events: ['book_locked'],
    reasons: RECORD_REASONS.lock_before,
    positional: 'before',
    cli: {
      summary: 'Close the period before a moment: nothing that comes later may be dated there.',
      examples: ['lock-before --before 2026-11-01'],
      done: 'Locked what lies before {before}',
    },
  },
  startPurses: {
    kind: 'start_purses',
    fields: {},
    events: ['purses_started'],
    reasons: RECORD_REASONS.start_purses,
    cli: {
      summary: 'Put what is left of credits into purses, in a book that began before there were some.',
      examples: ['start-purses'],
      done: 'Started purses',
    },
  },
};

/**
 * The kinds that are taken whatever they are dated: what moves the lock; and what the house does by itself with holds, offers and
 * credits: what each gives back at its end, or loses, was decided when it began.
 */
export const TAKEN_IN_CLOSED_PERIODS = [
  'lock_before',
  'announce_expiry',
  'expect_hold',
  'end_credit',
] as const;
