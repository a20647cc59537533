import type { Occurrence, Repeat } from '../../base/repeats.ts';
import type { Reason } from '../../commands/reasons.ts';
import type { Missed } from '../../commands/repeat-fields.ts';
import type { Retry } from '../../commands/retry-field.ts';
import type { ScheduledCommand } from '../../commands/schedule-commands.ts';
import type { Instant } from '../time/instant.ts';

/** What came of one occurrence: it was carried out, was refused, or was passed over because it was too late. */
export type OccurrenceOutcome = 'executed' | 'failed' | 'missed';

/** What becomes of a schedule: that of its one occurrence, or all of several were decided, or it is cancelled before. */
export type ScheduleEnding = OccurrenceOutcome | 'finished' | 'cancelled';

/** A command that is to be carried out at a moment. */
export interface ScheduleRow {
  /** The caller's name for it, which is also the row's key. */
  readonly id: string;
  /** The number of the event that made it: of one moment, the one that was made first is carried out first. */
  readonly key: number;
  /** Key of the account whose money it is. */
  readonly owner: string;
  readonly command: ScheduledCommand;
  /** The ids in the command, in order, each with the key of the life that it means. */
  readonly lives: readonly (readonly [id: string, key: string])[];
  /** When it is carried out; of what is repeated, from when on occurrences are counted. */
  readonly executeAt: number;
  readonly made: Instant;
  /** How it is repeated; absent: it is not. */
  readonly repeat?: Repeat;
  /** Of what is repeated: the occurrence that comes next, or that was the last. */
  readonly next?: Occurrence;
  /** Of what is repeated: the latest that was decided, and how many came to what. */
  readonly latest?: Occurrence & {
    /** At which attempt; absent: at the first. */
    readonly attempt?: number;
    readonly by: OccurrenceOutcome;
  };
  readonly counts?: Readonly<Record<OccurrenceOutcome, number>>;
  /** How what is refused is tried again; absent: it is not. */
  readonly retry?: Retry;
  /** The number of the attempt that is due, or that was the last of what is not repeated; absent: 0. */
  readonly attempt?: number;
  /** What becomes of what is decided too late; absent: all of it is carried out. */
  readonly missed?: Exclude<Missed, 'all'>;
  /** What is too late, in milliseconds; there beside `missed`. */
  readonly missedAfterMs?: number;
  /** What became of it; null: it is pending. */
  readonly ended: { readonly at: number; readonly by: ScheduleEnding } | null;
  /** Why it failed, or the latest of several did, and what that is about. */
  readonly failure?: { readonly reason: Reason; readonly subject?: string };
}

/** When a schedule is decided next; null: it has ended. */
export function dueAtOf(row: ScheduleRow): number | null {
  return row.ended === null ? attemptAt(row, row.attempt ?? 0) : null;
}

/** The moment of an attempt at the occurrence that is due: counted from that, whatever came between. */
export function attemptAt({ next, executeAt, retry }: ScheduleRow, attempt: number): number {
  return (next?.at ?? executeAt) + attempt * (retry?.everyMs ?? 0);
}

/** The latest moment of which something was decided; null: nothing was. */
export function decidedAtOf(row: ScheduleRow): number | null {
  const { attempt = 0, latest, retry } = row;
  if (attempt > 0) return attemptAt(row, attempt - 1);
  return latest === undefined ? null : latest.at + (latest.attempt ?? 0) * (retry?.everyMs ?? 0);
}
