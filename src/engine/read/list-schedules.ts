import { readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId, OWN_ID } from '../../base/id.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import type { ScheduleRow } from '../../kernel/schedule/schedule.ts';
import { runIdOf, type ScheduleStatus, scheduleOf } from '../stored-schedules.ts';
import type { BookReader } from './book-reader.ts';
import { type Pages, pagesOf } from './list-rows.ts';
import type { ScheduleItem, SchedulesOptions } from './schedule-items.ts';

/** Every status of a schedule. */
export const SCHEDULE_STATUSES = [
  'pending',
  'executed',
  'failed',
  'missed',
  'finished',
  'cancelled',
] as const;

/** Schedules by when they are carried out; `account` is the owner as it was named. */
export function listSchedules(reader: BookReader, asked: SchedulesOptions): Pages<ScheduleItem> {
  const names = ['after', 'limit', 'order', 'account', 'schedule', 'status'] as const;
  const options = readOptions('options', asked, names);
  const account = options.account === undefined ? undefined : checkId('account', options.account);
  const id = options.schedule === undefined ? undefined : checkId('schedule', options.schedule);
  const wanted = options.status;
  if (wanted !== undefined && !SCHEDULE_STATUSES.includes(wanted))
    throw new TallystickError('bad_option', 'status', wanted, `one of ${SCHEDULE_STATUSES.join(', ')}`);
  return pagesOf(reader, options, {
    kind: 'schedule',
    found: id === undefined ? undefined : { lookup: 'id', value: id },
    account,
    columns: ['owner'],
    show: (row) => {
      const owner = idOfKey(row.owner);
      if (account !== undefined && owner !== account) return undefined;
      const status = row.status as ScheduleStatus; // storedSchedule wrote it.
      if (wanted !== undefined && status !== wanted) return undefined;
      const known = scheduleOf(row);
      const { command, failure, latest, missed, missedAfterMs = 0, retry, attempt = 0 } = known;
      const { id: schedule, executeAt, madeAt, endedAt } = row;
      return {
        schedule,
        account: owner,
        command,
        executeAt,
        madeAt,
        status,
        endedAt,
        nextAt: row.dueAt,
        ...(failure === undefined ? {} : { failure }),
        transaction: runOf(known),
        ...known.repeat,
        ...(missed === undefined ? {} : { missed, missedAfterMs }),
        ...(retry === undefined
          ? {}
          : { retry, attempts: attempt + (known.repeat === undefined && endedBy(known) ? 1 : 0) }),
        ...(known.repeat === undefined ? {} : { counts: known.counts ?? NONE_DECIDED }),
        ...(latest === undefined ? {} : { latest: { n: latest.n, at: latest.at, status: latest.by } }),
      };
    },
  });
}

const NONE_DECIDED = { executed: 0, failed: 0, missed: 0 };

/** Whether its last attempt ended it. */
function endedBy({ ended }: ScheduleRow): boolean {
  return ended !== null && ended.by !== 'cancelled';
}

/** The id of the journal's row with the outcome of the latest attempt; null: there is none. */
function runOf(row: ScheduleRow): string | null {
  const { key, repeat, next, latest, attempt = 0 } = row;
  const idOf = (run: Parameters<typeof runIdOf>[0]): string => `${OWN_ID}${runIdOf(run)}`;
  if (repeat === undefined && endedBy(row)) return idOf({ key, attempt });
  if (attempt > 0) return idOf({ key, ...(next && { next }), attempt: attempt - 1 });
  return latest === undefined ? null : idOf({ key, next: latest, attempt: latest.attempt ?? 0 });
}
