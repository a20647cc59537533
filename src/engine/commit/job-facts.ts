import type { Event } from '../../kernel/event.ts';
import type { JournalRow } from '../../store/store.ts';
import { eventsText, transactionText } from '../text/event-text.ts';
import { isSameRequest } from '../text/same-request.ts';
import { isTransactionRow } from './answer-of.ts';
import { lacksMoment } from './date-request.ts';
import type { Job } from './job.ts';

/** Whether something in it gets its moment from the house. */
export function waitsForMoment({ work }: Job): boolean {
  if (work.kind === 'announcement') return false;
  return work.kind === 'request' ? lacksMoment(work.request) : work.script.kept.some(lacksMoment);
}

/** Whether a job asks for what is on record: a transaction names its work by its id, and all else says what it asks. */
export function isRepeatOf(job: Job, row: JournalRow): boolean {
  if (isTransaction(job)) return isTransactionRow(row);
  return row.kind === job.kind && isSameRequest(row.request, job.text);
}

export function isTransaction({ work }: Job): boolean {
  return work.kind === 'script';
}

export function acceptanceText({ work }: Job, events: readonly Event[]): string {
  return work.kind === 'script' ? transactionText(events, work.script.returned) : eventsText(events);
}

export function momentOf({ work }: Job): number | undefined {
  if (work.kind === 'script' || work.request.kind === 'atomic') return undefined;
  return work.request.effectiveAt;
}
