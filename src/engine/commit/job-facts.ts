import type { CommandRequest, SingleRequest } from '../../commands/command-table.ts';
import type { Event } from '../../kernel/apply-rows.ts';
import type { StoredPrivate } from '../../store/private-rows.ts';
import type { JournalRow } from '../../store/store.ts';
import { eventsText, transactionText } from '../text/event-text.ts';
import { isSameRequest, isSameSealed } from '../text/same-request.ts';
import { isTransactionRow } from './answer-of.ts';
import { lacksMoment, singlesOf } from './date-request.ts';
import type { Job } from './job.ts';

/** Whether something in it gets its moment from the house. */
export function waitsForMoment({ work }: Job): boolean {
  if (work.kind === 'announcement' || work.kind === 'erasure' || work.kind === 'nothing') return false;
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

/** What the answer of a row has besides when its private data were erased. */
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
  if (work.kind === 'script' || work.kind === 'nothing' || work.request.kind === 'atomic') return undefined;
  return work.request.effectiveAt;
}

/** Every id that is looked up before the jobs are decided: their own, and those inside of groups. */
export function idsOf(jobs: readonly Job[]): Set<string> {
  const ids = new Set<string>();
  for (const job of jobs) {
    if (!job.isIdNew) ids.add(job.id);
    for (const id of idsInside(job)) ids.add(id);
  }
  return ids;
}

function requestsIn(work: Job['work']): readonly CommandRequest[] {
  if (work.kind === 'announcement' || work.kind === 'erasure' || work.kind === 'nothing') return [];
  return work.kind === 'request' ? [work.request] : work.script.kept;
}

/** Calls back with every single command that jobs ask for, those inside of groups too. */
export function visitSingles(work: Job['work'], visit: (single: SingleRequest) => void): void {
  for (const request of requestsIn(work)) {
    if (request.kind !== 'atomic') visit(request);
    else for (const single of singlesOf(request)) visit(single);
  }
}

function* idsInside({ work }: Job): IterableIterator<string> {
  for (const request of requestsIn(work)) {
    if (work.kind === 'request' && request.kind !== 'atomic') continue;
    for (const { id } of singlesOf(request)) if (id !== undefined) yield id;
  }
}
