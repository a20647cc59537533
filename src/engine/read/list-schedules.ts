import { readOptions } from '../../base/checked-options.ts';
import { TallystickError } from '../../base/error.ts';
import { checkId, OWN_ID } from '../../base/id.ts';
import { idOfKey } from '../../kernel/account/account.ts';
import { type ScheduleStatus, scheduleOf } from '../stored-schedules.ts';
import type { BookReader } from './book-reader.ts';
import type { ScheduleItem, SchedulesOptions } from './list-items.ts';
import { type Pages, pagesOf } from './list-rows.ts';

/** Every status of a schedule. */
export const SCHEDULE_STATUSES = ['pending', 'executed', 'failed', 'cancelled'] as const;

/** Schedules by when they are carried out; `account` is the owner as it was named. */
export function listSchedules(reader: BookReader, asked: SchedulesOptions): Pages<ScheduleItem> {
  const known = ['after', 'limit', 'order', 'account', 'schedule', 'status'] as const;
  const options = readOptions('options', asked, known);
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
      const { command, failure } = scheduleOf(row);
      const { id: schedule, executeAt, madeAt, endedAt } = row;
      const wasRun = status === 'executed' || status === 'failed';
      return {
        schedule,
        account: owner,
        command,
        executeAt,
        madeAt,
        status,
        endedAt,
        ...(failure === undefined ? {} : { failure }),
        transaction: wasRun ? `${OWN_ID}schedule:${row.key}` : null,
      };
    },
  });
}
