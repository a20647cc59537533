import type { Event } from '../../kernel/apply-rows.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import type { JournalRow } from '../../store/store.ts';
import { eventsText, transactionText } from '../text/event-text.ts';
import { isSameRequest, isSameSealed } from '../text/same-request.ts';
import { isTransactionRow } from './answer-of.ts';
import { lacksMoment } from './date-request.ts';
import type { Job } from './job.ts';

/** Whether something in it gets its moment from the house. */
export function waitsForMoment({ work }: Job): boolean {
  if (work.kind === 'announcement' || work.kind === 'erasure') return false;
  return work.kind === 'request' ? lacksMoment(work.request) : work.script.kept.some(lacksMoment);
}

/**
 * Whether a job asks for what is on record: a transaction names its work by its id, and all else says what it asks.
 *
 * @param kept what is kept apart from the row
 */
export function isRepeatOf(job: Job, row: JournalRow, kept: readonly StoredPrivate[]): boolean {
  const { work, text } = job;
  if (isTransaction(job)) return isTransactionRow(row);
  if (row.kind !== job.kind) return false;
  const isPlain = kept.length === 0 && job.apart === undefined;
  if (isPlain || work.kind !== 'request') return isSameRequest(row.request, text);
  return isSameSealed(row.request, { request: work.request, text }, kept);
}

/** What is told with the answer of a row whose private data were erased. */
export function erasedIn(kept: readonly StoredPrivate[]): { readonly erased?: true } {
  return kept.some(({ erasedBy }) => erasedBy !== null) ? { erased: true } : {};
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
