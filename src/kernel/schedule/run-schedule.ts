import { assert } from '../../base/assert.ts';
import type { SingleCommand } from '../../commands/command-table.ts';
import type { RunSchedule } from '../../commands/own-command.ts';
import { withAccounts } from '../../commands/schedule-commands.ts';
import type { BookState } from '../book-state.ts';
import type { ScheduleExecuted, ScheduleFailed } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { seqAt } from '../time/instant.ts';
import { countOn } from './count-schedules.ts';
import type { ScheduleRow } from './schedule.ts';

/** The command that a schedule comes to at its moment: whom an account was merged into stands in its place. */
export function dueCommand(
  state: BookState,
  { subject, effectiveAt }: RunSchedule,
): SingleCommand | Rejection<'schedule_not_pending'> {
  const row = state.schedules.get(subject);
  if (row === undefined || row.ended !== null || row.executeAt !== effectiveAt)
    return reject('schedule_not_pending', subject);
  const place = state.nextInstant(effectiveAt);
  const ids = new Map(
    row.lives.map(([id, key]) => [id, state.accounts.heldBy(state.accounts.byKey(key), place).row.id]),
  );
  const command = withAccounts(row.command, (id) => ids.get(id) ?? id);
  return { ...command, effectiveAt } as SingleCommand; // It has its moment now.
}

/** What a schedule came to, behind what its command has done, or has not. */
export function scheduleOutcome(
  state: BookState,
  { subject: schedule, effectiveAt }: RunSchedule,
  rejection: Rejection | undefined,
): ScheduleExecuted | ScheduleFailed {
  const place = state.nextInstant(effectiveAt);
  const fact = { seq: seqAt(place), at: effectiveAt, id: undefined, moves: [], schedule };
  if (rejection === undefined) return { ...fact, kind: 'schedule_executed', names: [] };
  const row = state.schedules.get(schedule);
  assert(row !== undefined, 'a schedule that fails was made');
  const { reason, subject } = rejection;
  // What ended before may not become the reason why it should not have failed.
  const holders = row.lives.map(([, key]) => state.accounts.heldBy(state.accounts.byKey(key), place).row.key);
  const failure = subject === undefined ? { reason } : { reason, subject };
  return { ...fact, kind: 'schedule_failed', names: [...new Set(holders)], ...failure };
}

export function applyScheduleOutcome(state: BookState, event: ScheduleExecuted | ScheduleFailed): void {
  const row = state.schedules.get(event.schedule);
  assert(row !== undefined, 'a schedule that comes due was made');
  state.schedules.put(row.id, { ...row, ...endOf(event) });
  countOn(state, row, -1);
}

function endOf(event: ScheduleExecuted | ScheduleFailed): Pick<ScheduleRow, 'ended' | 'failure'> {
  if (event.kind === 'schedule_executed') return { ended: { at: event.at, by: 'executed' } };
  const { at, reason, subject } = event;
  return { ended: { at, by: 'failed' }, failure: subject === undefined ? { reason } : { reason, subject } };
}
