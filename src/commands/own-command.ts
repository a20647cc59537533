import type { Occurrence } from '../base/repeats.ts';
import type { Dated } from './entry.ts';
import { LIMIT_REASONS, type Reason } from './reasons.ts';

/** Says that a hold or an offer ran out, for those who listen. */
export interface AnnounceExpiry extends Dated {
  readonly kind: 'announce_expiry';
  /** Which of the two it was. */
  readonly what: 'hold' | 'offer';
  /** The hold's or the offer's id. */
  readonly subject: string;
  /** The key of the hold: an id may have had several. 0 for an offer. */
  readonly key: number;
}

/** Says whom a hold is to pay that was placed before anybody looked. */
export interface ExpectHold extends Dated {
  readonly kind: 'expect_hold';
  readonly what: 'hold';
  /** The hold's id. */
  readonly subject: string;
  /** Its key: an id may have had several. */
  readonly key: number;
}

/** Posts out what is left of a credit whose moment has come. */
export interface EndCredit extends Dated {
  readonly kind: 'end_credit';
  readonly what: 'credit';
  /** The credit's id. */
  readonly subject: string;
  /** The key of its row: an account may have several of one id. */
  readonly key: string;
}

/** Says that private data were erased, for whoever keeps a copy. */
export interface Erase {
  readonly kind: 'erase';
  /** When they were erased, in milliseconds. */
  readonly effectiveAt: number;
  /** The id of the erasure. */
  readonly id?: string | undefined;
  /** The command whose they were. */
  readonly command?: string | undefined;
  /** The account whose they were. */
  readonly account?: string | undefined;
  /** Whether those of commands that named or moved the account were erased, too. */
  readonly withCommands?: true | undefined;
  /** What was erased: rows of the journal, each with the place of a command in it. */
  readonly rows: readonly (readonly [seq: number, place: number])[];
  /** It expects nothing. */
  readonly expect?: undefined;
}

/** Has a schedule carried out whose moment has come: its command is decided, and it is said what came of it. */
export interface RunSchedule extends Dated {
  readonly kind: 'run_schedule';
  readonly what: 'schedule';
  /** The schedule's id. */
  readonly subject: string;
  /** When it was decided: there where that was so late that not all is carried out. */
  readonly decidedAt?: number | undefined;
  /** The occurrence that comes then, and null for none: there where that follows from the clocks of a zone. */
  readonly next?: Occurrence | null | undefined;
}

/** What the house finds out by itself. */
export type OwnCommand = AnnounceExpiry | ExpectHold | EndCredit;

/** Why the rule of each kind that the house says by itself may refuse it, in the order in which that is checked. */
export const OWN_REASONS = {
  announce_expiry: ['not_expired'],
  expect_hold: ['hold_unknown', 'hold_not_active', 'account_unknown', 'same_account', 'asset_mismatch'],
  end_credit: ['not_expired', ...LIMIT_REASONS],
  erase: [],
} as const satisfies Readonly<Record<(OwnCommand | Erase)['kind'], readonly Reason[]>>;

/** The kinds of what nobody asks for, each with those of the events that may follow from it. */
export const OWN_EVENTS: ReadonlyMap<unknown, readonly string[]> = new Map(
  Object.entries({
    announce_expiry: ['hold_expired', 'offer_expired'],
    expect_hold: ['hold_expected'],
    end_credit: ['credits_expired'],
    erase: ['private_erased'],
    run_schedule: [
      'posted',
      'hold_placed',
      'offer_made',
      'payment_made',
      'payment_refunded',
      'credit_granted',
      'credits_spent',
      'credits_expired',
      'schedule_executed',
      'schedule_failed',
      'schedule_missed',
    ],
  } satisfies Record<(OwnCommand | Erase | RunSchedule)['kind'], readonly string[]>),
);

/** The names in a command on record: of what the house finds out by itself, its subject under the word for it. */
export function namesIn(command: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { kind, what, subject } = command;
  return OWN_EVENTS.has(kind) && what !== undefined ? { [String(what)]: subject } : command;
}
