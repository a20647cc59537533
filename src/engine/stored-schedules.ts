import type { Occurrence, Repeat } from '../base/repeats.ts';
import type { Retry } from '../commands/retry-field.ts';
import { dueAtOf, type ScheduleEnding, type ScheduleRow } from '../kernel/schedule/schedule.ts';
import { placeOf } from '../kernel/time/instant.ts';
import type { StoredSchedule } from '../store/stored-schedule.ts';
import { plainScheduled, readScheduled } from './text/request-text.ts';

/** What a schedule is: it waits, or what became of it. */
export type ScheduleStatus = 'pending' | ScheduleEnding;

/** What a schedule was asked for beside its command and its moment. */
type Terms = Pick<ScheduleRow, 'repeat' | 'missed' | 'missedAfterMs' | 'retry'>;
/** How far one that is repeated has come. */
type Course = Pick<ScheduleRow, 'next' | 'latest' | 'counts' | 'attempt'>;

export function storedSchedule(row: ScheduleRow): StoredSchedule {
  const { id, key, owner, executeAt, made, ended, failure, repeat, missed, missedAfterMs } = row;
  const { next, latest, counts, attempt, retry } = row;
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
    dueAt: dueAtOf(row),
    terms: textOf({
      repeat: repeat && plainRepeat(repeat),
      missed,
      missedAfterMs,
      retry: retry && plainRetry(retry),
    }),
    course: textOf({ next: next && plainOccurrence(next), latest, counts, attempt }),
  };
}

/** The members that are there, in JSON; null: none is. */
function textOf(members: Readonly<Record<string, unknown>>): string | null {
  const text = JSON.stringify(members);
  return text === '{}' ? null : text;
}

// In one order, as they are read from a journal, too.
function plainRepeat({ every, until, count, zone, skipDates, roll }: Repeat): Repeat {
  return { every, until, count, zone, skipDates, roll } as Repeat; // What is absent is not written.
}

function plainOccurrence({ n, at }: Occurrence): Occurrence {
  return { n, at };
}

function plainRetry({ everyMs, times }: Retry): Retry {
  return { everyMs, times };
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
    ...(JSON.parse(stored.terms ?? '{}') as Terms), // As above.
    ...(JSON.parse(stored.course ?? '{}') as Course), // As above.
    ended: status === 'pending' || endedAt === null ? null : { at: endedAt, by: status },
    ...(reason === null ? {} : { failure }),
  };
}

/**
 * What the journal calls the attempt that is due, behind what ids of a house begin with: of what is repeated with the number of its
 * occurrence, and behind the first attempt with its own.
 */
export function runIdOf({ key, next, attempt = 0 }: Pick<ScheduleRow, 'key' | 'next' | 'attempt'>): string {
  return `schedule:${key}${next === undefined ? '' : `:${next.n}`}${attempt === 0 ? '' : `+${attempt}`}`;
}
