import type { ScheduleEnding, ScheduleRow } from '../kernel/schedule/schedule.ts';
import { placeOf } from '../kernel/time/instant.ts';
import type { StoredSchedule } from '../store/stored-schedule.ts';
import { plainScheduled, readScheduled } from './text/request-text.ts';

/** What a schedule is: it waits, or what became of it. */
export type ScheduleStatus = 'pending' | ScheduleEnding;

export function storedSchedule(row: ScheduleRow): StoredSchedule {
  const { id, key, owner, executeAt, made, ended, failure } = row;
  return {
    id,
    key,
    owner,
    command: JSON.stringify(plainScheduled(row.command)),
    lives: JSON.stringify(row.lives),
    executeAt,
    madeAt: made.at,
    status: ended?.by ?? 'pending',
    endedAt: ended?.at ?? null,
    reason: failure?.reason ?? null,
    subject: failure?.subject ?? null,
    dueAt: ended === null ? executeAt : null,
    terms: null,
    course: null,
  };
}

export function scheduleOf(stored: StoredSchedule): ScheduleRow {
  const { id, key, owner, executeAt, madeAt, endedAt, reason, subject } = stored;
  const status = stored.status as ScheduleStatus; // storedSchedule wrote it.
  const failure = { reason, ...(subject === null ? {} : { subject }) } as NonNullable<ScheduleRow['failure']>; // As above.
  return {
    id,
    key,
    owner,
    command: readScheduled(stored.command),
    lives: JSON.parse(stored.lives),
    executeAt,
    made: placeOf(madeAt, key),
    ended: status === 'pending' || endedAt === null ? null : { at: endedAt, by: status },
    ...(reason === null ? {} : { failure }),
  };
}
