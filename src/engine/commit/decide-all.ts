import { Bug } from '../../base/assert.ts';
import type { BookHead, JournalRow, StoreView } from '../../store/store.ts';
import type { BookCache } from '../cache/book-cache.ts';
import { fetchNeeds, fetchNeedsOfFirst, lacksNeeds } from '../cache/fetch-needs.ts';
import { loadApart } from '../cache/load-apart.ts';
import type { LoadPlace, LookedUp } from '../cache/load-needs.ts';
import type { RowBudget } from '../cache/row-budget.ts';
import type { BatchRun } from './batch-run.ts';
import type { Job } from './job.ts';
import { needsOfJob } from './job-needs.ts';
import { oldHolds } from './old-holds.ts';
import { TimeSlice } from './time-slice.ts';

/** Where jobs are decided: on a book that is locked, or on a view of one. */
export interface Deciding {
  readonly run: BatchRun;
  /** Fetches what jobs need as things are now. */
  fetch(jobs: readonly Job[]): Promise<void>;
  /** Whether so much was recorded that it should be written before more is decided. */
  readonly hasMuchToWrite: boolean;
  writeAhead(): Promise<void>;
}

/** Fetches what the first jobs need, as far as the place's budget reaches, and of one at least. Returns how many they are. */
export function fetchForFirst(run: BatchRun, place: LoadPlace, jobs: readonly Job[]): Promise<number> {
  return fetchNeedsOfFirst(place, jobs, (needs, job) => needsOfJob(needs, job, run.assignedAt));
}

/** Fetches what jobs need as things are now. */
export function fetchFor(run: BatchRun, place: LoadPlace, jobs: readonly Job[]): Promise<void> {
  return fetchNeeds(place, jobs, (needs, job) => needsOfJob(needs, job, run.assignedAt));
}

/**
 * Whether a job needs more than was fetched for it: jobs before it may have made something that leads it further. A posting looks
 * at the lives of accounts, at whom these were merged into and at their pasts, and other postings change none of that.
 */
export function lacksMore(run: BatchRun, job: Job): boolean {
  if (run.hasOnlyPosted && isPosting(run, job)) return false;
  return lacksNeeds(run, (needs) => needsOfJob(needs, job, run.assignedAt));
}

/** Whether a job posts, or has a schedule do so. */
function isPosting({ cache }: BatchRun, { work }: Job): boolean {
  if (work.kind === 'request') return POSTINGS.has(work.request.kind);
  if (work.kind !== 'announcement' || work.request.kind !== 'run_schedule') return false;
  return POSTINGS.has(cache.state.schedules.get(work.request.subject)?.command.kind);
}

const POSTINGS: ReadonlySet<string | undefined> = new Set(['transfer', 'post']);

/** Where a batch ends early, with more than its first job decided. */
export interface BatchEnd {
  /** Most that is done, by weight: nobody knows before how much a refund draws on, or a merge carries. */
  readonly weightMax: number;
  /** Once it is spent, jobs that lack more come in the next batch. */
  readonly budget: RowBudget;
}

/**
 * Decides jobs, for which what they need was fetched, each once and in order, all of them or until the end of the batch. Returns
 * how many were decided.
 */
export async function decideAll(part: Deciding, jobs: readonly Job[], end?: BatchEnd): Promise<number> {
  const slice = new TimeSlice();
  const { weightDone } = part.run;
  for (const [i, job] of jobs.entries()) {
    if (end !== undefined && part.run.weightDone - weightDone >= end.weightMax) return i;
    try {
      if (lacksMore(part.run, job)) {
        if (i > 0 && end?.budget.isSpent === true) return i;
        await part.fetch([job]);
      }
    } catch (error) {
      if (!(error instanceof Bug) || job.work.kind !== 'announcement') throw error;
      part.run.failed.push([job, error]);
      continue;
    }
    part.run.take(job);
    if (part.hasMuchToWrite) await part.writeAhead();
    if (slice.isOver) await slice.yield();
  }
  return jobs.length;
}

/** Decides what a book has to catch up with first under the rules of today. */
export async function decideOldHolds(part: Deciding, view: StoreView, head: BookHead): Promise<void> {
  for await (const jobs of oldHolds(view, head, part.run.assignedAt)) {
    await part.fetch(jobs);
    await decideAll(part, jobs);
  }
  // All that follows would be decided without it.
  const [failed] = part.run.failed;
  if (failed !== undefined) throw failed[1];
}

/** The journal rows of ids that were used before, with what is kept apart from them. */
export async function loadRecorded(
  { cache, view, book }: { readonly cache: BookCache; readonly view: StoreView; readonly book: string },
  { commands }: LookedUp,
): Promise<Map<string, JournalRow>> {
  const seqs = new Set(commands.map(({ seq }) => seq));
  const rows = seqs.size === 0 ? [] : await view.journalRows(book, [...seqs]);
  await loadApart(cache, view, book, rows);
  return new Map(rows.map((row) => [row.id, row]));
}
