import { assert } from '../../base/assert.ts';
import { type Occurrence, occurrenceFrom, type Repeat } from '../../base/repeats.ts';
import type { RunSchedule } from '../../commands/own-command.ts';
import { attemptAt, type ScheduleRow } from './schedule.ts';

/**
 * The first occurrence from number n on; null: there is none. Clocks of a zone are no matter of rules: what follows from them comes
 * with the command.
 *
 * @param found what was found by the clocks of its zone, where it has one
 */
export function occurrenceIn(
  repeat: Repeat,
  { executeAt, n }: { readonly executeAt: number; readonly n: number },
  found: Occurrence | null | undefined,
): Occurrence | null {
  if (repeat.zone === undefined) return occurrenceFrom(executeAt, repeat, n);
  assert(found !== undefined, 'whoever asks knows the clocks of the zone');
  return found;
}

/** The occurrence behind the one that is due; null: there is none; undefined: it is not repeated. */
export function nextOf(
  { repeat, next, executeAt }: ScheduleRow,
  run: RunSchedule,
): Occurrence | null | undefined {
  if (repeat === undefined || next === undefined) return undefined;
  const found = occurrenceIn(repeat, { executeAt, n: next.n + 1 }, run.next);
  assert(found === null || (found.n > next.n && found.at >= next.at), 'occurrences are in order');
  return found;
}

/**
 * When the occurrence that is due is tried once more, if it is refused; null: it is not, because the attempts are used up, or the next
 * occurrence comes before.
 */
export function nextAttempt(row: ScheduleRow, next: Occurrence | null | undefined): number | null {
  const { retry, attempt = 0 } = row;
  if (retry === undefined || attempt >= retry.times) return null;
  const at = attemptAt(row, attempt + 1);
  return Number.isSafeInteger(at) && (next == null || at < next.at) ? at : null;
}

/** Whether what is due was left for so long that it is passed over. */
export function isPassedOver(row: ScheduleRow, run: RunSchedule): boolean {
  const { missed, missedAfterMs = 0 } = row;
  const { decidedAt, effectiveAt } = run;
  if (missed === undefined || decidedAt === undefined || decidedAt - effectiveAt <= missedAfterMs)
    return false;
  if (missed === 'none') return true;
  // Of several that are too late the last is carried out.
  const next = nextOf(row, run);
  const nextAt = nextAttempt(row, next) ?? next?.at;
  return nextAt !== undefined && decidedAt - nextAt > missedAfterMs;
}
