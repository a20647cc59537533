import type { Every } from '../../base/repeats.ts';
import type { Reason } from '../../commands/reasons.ts';
import type { Retry } from '../../commands/retry-field.ts';
import type { ScheduledCommand } from '../../commands/schedule-commands.ts';
import type { PageOptions } from './list-rows.ts';

/** Which schedules of a list. */
export interface SchedulesOptions extends PageOptions {
  /** Only schedules of this owner, as it was named. */
  readonly account?: string | undefined;
  /** The one with this id only. */
  readonly schedule?: string | undefined;
  /** Only those that are this now. */
  readonly status?: ScheduleItem['status'] | undefined;
}
/** A command that is carried out at a moment, and what became of it. */
export interface ScheduleItem {
  /** Its id. */
  readonly schedule: string;
  /** Its owner: the account whose money the command moves, as it was named. */
  readonly account: string;
  /** What is carried out. */
  readonly command: ScheduledCommand;
  /** When, in milliseconds; of what is repeated, the moment from which occurrences are counted. */
  readonly executeAt: number;
  /** When it was scheduled, in milliseconds. */
  readonly madeAt: number;
  /** It waits, or what became of it: of what is repeated, that all occurrences were decided, or that it was cancelled. */
  readonly status: 'pending' | 'executed' | 'failed' | 'missed' | 'finished' | 'cancelled';
  /** When that was, in milliseconds; null: it waits. */
  readonly endedAt: number | null;
  /** When it is decided next, in milliseconds; null: it has ended. */
  readonly nextAt: number | null;
  /** Why it failed, of what is repeated the latest occurrence, and what that is about; absent: it did not. */
  readonly failure?: ScheduleFailure;
  /**
   * The id under which the journal has what was carried out, or why not, of what is repeated the latest; null: nothing was decided
   * yet. What was carried out is reversed by it.
   */
  readonly transaction: string | null;
  /** How often it is repeated; absent: it is not. */
  readonly every?: Every;
  /** Up to when, in milliseconds. */
  readonly until?: number;
  /** How many occurrences there are. */
  readonly count?: number;
  /** The time zone by which it goes; absent: UTC. */
  readonly zone?: string;
  /** Dates on which nothing is carried out. */
  readonly skipDates?: readonly string[];
  /** What becomes of an occurrence on such a date; absent: `none`. */
  readonly roll?: 'forward' | 'back' | 'none';
  /** What is carried out of what is decided too late; absent: all of it. */
  readonly missed?: 'last' | 'none';
  /** How long after its moment that is, in milliseconds. */
  readonly missedAfterMs?: number;
  /** How what is refused is tried again; absent: it is not. */
  readonly retry?: Retry;
  /** Beside that: how many attempts were made at the occurrence that is due, or of what is not repeated in all. */
  readonly attempts?: number;
  /** Of what is repeated: how many occurrences came to what. */
  readonly counts?: {
    /** Were carried out. */
    readonly executed: number;
    /** Were refused. */
    readonly failed: number;
    /** Were passed over. */
    readonly missed: number;
  };
  /** Of what is repeated: the latest occurrence that was decided. */
  readonly latest?: ScheduleOccurrence;
}
/** One occurrence of a schedule that is repeated. */
export interface ScheduleOccurrence {
  /** Its number, the first being 0. */
  readonly n: number;
  /** Its moment, in milliseconds. */
  readonly at: number;
  /** What came of it. */
  readonly status: 'executed' | 'failed' | 'missed';
}
/** Why a schedule failed. */
export interface ScheduleFailure {
  /** The reason for which its command was refused. */
  readonly reason: Reason;
  /** The account, lot or other thing that stood in the way, where there is one. */
  readonly subject?: string;
}
