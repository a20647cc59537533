import type { Reason } from '../../commands/reasons.ts';
import type { ScheduledCommand } from '../../commands/schedule-commands.ts';
import type { Instant } from '../time/instant.ts';

/** What becomes of a schedule: it is carried out, is refused then, or is cancelled before. */
export type ScheduleEnding = 'executed' | 'failed' | 'cancelled';

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
  readonly executeAt: number;
  readonly made: Instant;
  /** What became of it; null: it is pending. */
  readonly ended: { readonly at: number; readonly by: ScheduleEnding } | null;
  /** Why it failed, and what that is about. */
  readonly failure?: { readonly reason: Reason; readonly subject?: string };
}
