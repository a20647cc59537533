import { assert } from '../../base/assert.ts';
import type { RuleReason } from '../../commands/command-table.ts';
import type { CancelSchedule } from '../../commands/schedule-commands.ts';
import type { BookState } from '../book-state.ts';
import type { ScheduleCancelled } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { compareInstants, seqAt } from '../time/instant.ts';
import { countOn } from './count-schedules.ts';
import { decidedAtOf, dueAtOf } from './schedule.ts';

/** Decides that a pending schedule is cancelled: by its owner, or whom that was merged into, before its moment. */
export function decideCancelSchedule(
  state: BookState,
  { id, schedule, account, effectiveAt }: CancelSchedule,
): ScheduleCancelled | Rejection<RuleReason<'cancel_schedule'>> {
  const instant = state.nextInstant(effectiveAt);
  const row = state.schedules.get(schedule);
  if (row === undefined || compareInstants(row.made, instant) > 0)
    return reject('schedule_unknown', schedule);
  if (row.ended !== null) return reject('schedule_not_pending', schedule);
  const owner = state.accounts.heldBy(state.accounts.byKey(row.owner), instant);
  if (owner.row.id !== account) return reject('not_the_owner', account);
  // What is due at a moment is carried out before whatever else happens then.
  const due = dueAtOf(row) ?? Number.NEGATIVE_INFINITY;
  if (due <= effectiveAt || (decidedAtOf(row) ?? Number.NEGATIVE_INFINITY) >= effectiveAt)
    return reject('schedule_executes_before', schedule);
  return {
    kind: 'schedule_cancelled',
    seq: seqAt(instant),
    at: instant.at,
    id,
    moves: [],
    names: [owner.row.key],
    schedule,
  };
}

export function applyScheduleCancelled(state: BookState, { schedule, at }: ScheduleCancelled): void {
  const row = state.schedules.get(schedule);
  assert(row !== undefined, 'a schedule that is cancelled was made');
  state.schedules.put(schedule, { ...row, ended: { at, by: 'cancelled' } });
  countOn(state, row, -1);
}
