import { assert } from '../../base/assert.ts';
import type { SingleCommand } from '../../commands/command-table.ts';
import type { RunSchedule } from '../../commands/own-command.ts';
import { withAccounts } from '../../commands/schedule-commands.ts';
import type { BookState } from '../book-state.ts';
import type { ScheduleExecuted, ScheduleFailed, ScheduleMissed } from '../event.ts';
import { type Rejection, reject } from '../rejection.ts';
import { seqAt } from '../time/instant.ts';
import { countOn } from './count-schedules.ts';
import { isPassedOver, nextAttempt, nextOf } from './next-occurrence.ts';
import { dueAtOf, type OccurrenceOutcome, type ScheduleRow } from './schedule.ts';

/** The command that a schedule comes to at its moment: whom an account was merged into stands in its place. */
export function dueCommand(
  state: BookState,
  { subject, effectiveAt }: RunSchedule,
): SingleCommand | Rejection<'schedule_not_pending'> {
  const row = state.schedules.get(subject);
  if (row === undefined || dueAtOf(row) !== effectiveAt) return reject('schedule_not_pending', subject);
  const place = state.nextInstant(effectiveAt);
  const ids = new Map(
    row.lives.map(([id, key]) => [id, state.accounts.heldBy(state.accounts.byKey(key), place).row.id]),
  );
  const command = withAccounts(row.command, (id) => ids.get(id) ?? id);
  return { ...command, effectiveAt } as SingleCommand; // It has its moment now.
}

/** Whether a schedule that is due is passed over, because it is too late for it. */
export function isMissed(state: BookState, run: RunSchedule): boolean {
  const row = state.schedules.get(run.subject);
  return row !== undefined && isPassedOver(row, run);
}

/** What a schedule came to, behind what its command has done, or has not. */
export function scheduleOutcome(
  state: BookState,
  run: RunSchedule,
  result: 'done' | 'missed' | Rejection,
): ScheduleExecuted | ScheduleFailed | ScheduleMissed {
  const { subject: schedule, effectiveAt } = run;
  const place = state.nextInstant(effectiveAt);
  const row = state.schedules.get(schedule);
  assert(row !== undefined, 'a schedule that comes due was made');
  const next = nextOf(row, run);
  const retryAt = result === 'done' ? null : nextAttempt(row, next);
  const fact = {
    ...{ seq: seqAt(place), at: effectiveAt, id: undefined, moves: [], schedule },
    ...(retryAt !== null ? { retryAt } : next === undefined ? {} : { next }),
  };
  if (result === 'done') return { ...fact, kind: 'schedule_executed', names: [] };
  // What ended before may not become the reason why it should not have failed.
  const holders = row.lives.map(([, key]) => state.accounts.heldBy(state.accounts.byKey(key), place).row.key);
  const names = [...new Set(holders)];
  if (result === 'missed') return { ...fact, kind: 'schedule_missed', names };
  const { reason, subject } = result;
  const failure = subject === undefined ? { reason } : { reason, subject };
  return { ...fact, kind: 'schedule_failed', names, ...failure };
}

type Outcome = ScheduleExecuted | ScheduleFailed | ScheduleMissed;

export function applyScheduleOutcome(state: BookState, event: Outcome): void {
  const before = state.schedules.get(event.schedule);
  assert(before !== undefined, 'a schedule that comes due was made');
  const { failure: _earlier, attempt = 0, ...row } = before;
  const by = OUTCOMES[event.kind];
  const failure = event.kind === 'schedule_failed' ? { failure: failureIn(event) } : {};
  if (event.retryAt !== undefined) {
    state.schedules.put(row.id, { ...row, ...failure, attempt: attempt + 1 });
    return;
  }
  const last = attempt === 0 ? {} : { attempt };
  const latest =
    row.next === undefined ? last : { latest: { ...row.next, ...last, by }, counts: counted(row, by) };
  if (event.next == null) {
    const ended = { at: event.at, by: event.next === undefined ? by : ('finished' as const) };
    state.schedules.put(row.id, { ...row, ...latest, ...failure, ended });
    countOn(state, row, -1);
  } else {
    state.schedules.put(row.id, { ...row, ...latest, ...failure, next: event.next });
  }
}

const OUTCOMES = {
  schedule_executed: 'executed',
  schedule_failed: 'failed',
  schedule_missed: 'missed',
} as const;

const NONE: Readonly<Record<OccurrenceOutcome, number>> = { executed: 0, failed: 0, missed: 0 };

function counted({ counts = NONE }: ScheduleRow, by: OccurrenceOutcome): typeof NONE {
  return { ...counts, [by]: counts[by] + 1 };
}

function failureIn({ reason, subject }: ScheduleFailed): NonNullable<ScheduleRow['failure']> {
  return subject === undefined ? { reason } : { reason, subject };
}
