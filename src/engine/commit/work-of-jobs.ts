import type { CommandRequest, SingleRequest } from '../../commands/command-table.ts';
import { singlesOf } from './date-request.ts';
import type { Job } from './job.ts';

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
  if (work.kind === 'announcement' || work.kind === 'erasure') return [];
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
