import { assert } from '../../base/assert.ts';
import { BATCH_WEIGHT_MAX, FETCH_ROWS_MAX } from '../../base/limits.ts';
import type { BookHead, StoreTransaction } from '../../store/store.ts';
import { RowBudget } from '../cache/row-budget.ts';
import type { Batch, BatchStream } from './batch.ts';
import { batchMoment } from './batch-moment.ts';
import type { BatchPlace } from './batch-place.ts';
import { BookBatch } from './book-batch.ts';
import { rollbackQuietly } from './book-lock.ts';
import { commitParts } from './commit-parts.ts';
import { type BatchEnd, decideAll } from './decide-all.ts';
import { decideGroups, type Parts, repeatsOf, weightDoneBy } from './decide-groups.ts';
import { type GroupJob, perhapsRecordedGroup } from './group-job.ts';
import { type Job, withUsedId } from './job.ts';
import { type LockedBook, lockBook } from './lock-book.ts';
import { putOff } from './put-off.ts';
import { isTransient, type RetryState } from './retry.ts';
import { TimeSlice } from './time-slice.ts';

/** What came of a batch that is durable, or that changed nothing. */
export interface CommittedBatch {
  readonly streams: readonly BatchStream[];
  /** The heads of its books, in the order of its streams; undefined: nothing was written there. */
  readonly heads: readonly (BookHead | undefined)[];
  /** Tells its callers their answers, in order. */
  readonly answer: () => void;
  /** Jobs that an earlier attempt did not write, and that are not to be tried again, with what stopped it. */
  readonly abandoned: { readonly jobs: readonly (Job | GroupJob)[]; readonly cause: unknown } | undefined;
  /** Jobs that were not decided, since the `count` before them did more than was known: they come first in the next batch. */
  readonly rest: readonly (Job | GroupJob)[];
  readonly count: number;
}

/** What stopped one batch of a transaction that has others, of which nothing was written. */
export class BatchFailed {
  readonly batch: Batch;
  readonly cause: unknown;

  constructor(batch: Batch, cause: unknown) {
    this.batch = batch;
    this.cause = cause;
  }
}

/** A batch whose books are locked, with what each of them has of it. */
interface OpenBatch {
  readonly batch: Batch;
  /** What can be decided: what it needs was fetched. */
  readonly work: Batch['work'];
  /** The jobs behind it, for which it was not. */
  readonly later: readonly (Job | GroupJob)[];
  readonly parts: Parts;
  readonly budget: RowBudget;
}

/** A batch that is decided. */
interface DecidedBatch extends Pick<CommittedBatch, 'answer' | 'abandoned' | 'rest' | 'count'> {
  readonly batch: Batch;
  readonly parts: Parts;
}

/**
 * Commits batches in one transaction of the store: lock, load, decide, write, commit. Nothing is answered here. When it
 * throws, their caches are dropped, and nothing was written unless it threw CommitFailed.
 *
 * To find out what became of a commit that failed, it is called again with the same batches: jobs that are recorded under
 * their ids get the answer that is recorded, and the others are decided as if nothing had been.
 *
 * @param batches on different books; several only where the store is this process's own
 * @param locked a transaction that has the book locked already, and is this one from now on
 */
export async function commitBatches(
  { store, observing }: Pick<BatchPlace, 'store' | 'observing'>,
  batches: readonly Batch[],
  retryState: RetryState,
  locked?: StoreTransaction,
): Promise<CommittedBatch[]> {
  for (const { streams, work } of batches) {
    await callsReady(streams.flatMap(({ place }) => jobsOn(place.book, work)));
  }
  const transaction = locked ?? (await store.begin());
  try {
    // What is found may have been written by an earlier attempt.
    const isAgain = retryState.isUnknown;
    const decided = await decideBatches(transaction, batches, retryState);
    const parts = decided.flatMap((batch) => [...batch.parts.values()]);
    await commitParts({ store, transaction, observing }, parts);
    return decided.map(({ batch, answer, abandoned, rest, count, parts: own }) => ({
      streams: batch.streams,
      heads: [...own.values()].map(({ head, run }) => (isAgain || run.hasRecorded ? head : undefined)),
      answer,
      abandoned,
      rest,
      count,
    }));
  } catch (error) {
    for (const { streams } of batches) for (const { place } of streams) place.slot.cache = undefined;
    await rollbackQuietly(transaction);
    throw error;
  }
}

async function decideBatches(
  transaction: StoreTransaction,
  batches: readonly Batch[],
  retryState: RetryState,
): Promise<DecidedBatch[]> {
  const slice = new TimeSlice();
  /** An error that stops one of several is distinguished from one that stops all of them. */
  const alone = async <T>(batch: Batch, act: () => Promise<T>): Promise<T> => {
    if (slice.isOver) await slice.yield();
    try {
      return await act();
    } catch (error) {
      throw batches.length === 1 || isTransient(error) ? error : new BatchFailed(batch, error);
    }
  };
  const opened: OpenBatch[] = [];
  const { isUnknown, stoppedBy } = retryState;
  // What was fetched for an attempt that may have been carried out is fetched again.
  const rows = new RowBudget(isUnknown ? Number.POSITIVE_INFINITY : FETCH_ROWS_MAX);
  const due = new RowBudget(BATCH_WEIGHT_MAX);
  for (const batch of batches) {
    opened.push(await alone(batch, () => openBatch(transaction, batch, { retryState, budget: rows, due })));
  }
  const recorded = opened.map((batch) => (isUnknown ? recordedIn(batch) : NO_JOBS));
  if (recorded.every(({ size }) => size === 0)) retryState.resolveDoubt();
  const decided: DecidedBatch[] = [];
  let weightMax = BATCH_WEIGHT_MAX;
  for (const [i, { batch, parts, work, later, budget }] of opened.entries()) {
    const isRecorded = batch.isAlone === true && recorded[i]?.size === 1;
    if ([...parts.values()].some(({ hasMoreDue }) => hasMoreDue) && !isRecorded) {
      if (!isUnknown) retryState.decided(keyOf(batch), 0);
      decided.push({ batch, parts, abandoned: undefined, ...putOff(batch, [...work.jobs, ...later]) });
      continue;
    }
    const isOpen = (job: Job | GroupJob): boolean =>
      stoppedBy === undefined || recorded[i]?.has(job) === true;
    const open = keepJobs(work, isOpen);
    const { answer, count } = await alone(batch, () => decideBatch(parts, open, { weightMax, budget }));
    if (!isUnknown) retryState.decided(keyOf(batch), count);
    weightMax -= weightDoneBy(parts);
    const left = stoppedBy && { jobs: work.jobs.filter((job) => !isOpen(job)), cause: stoppedBy.cause };
    decided.push({
      ...{ batch, parts, answer, abandoned: left, count },
      rest: [...open.jobs.slice(count), ...later],
    });
  }
  return decided;
}

const NO_JOBS: ReadonlySet<Job | GroupJob> = new Set();

interface Opening {
  readonly retryState: RetryState;
  /** What all batches together may fetch. */
  readonly budget: RowBudget;
  /** How much of what is due they may decide together, by weight. */
  readonly due: RowBudget;
}

/** Locks the books of a batch, one after the other: the row of a new book is made before the next is locked, or the order would not hold. */
async function openBatch(
  transaction: StoreTransaction,
  batch: Batch,
  { retryState, budget, due }: Opening,
): Promise<OpenBatch> {
  const all = retryState.isUnknown ? perhapsRecorded(batch.work) : batch.work;
  // A batch for which others have left nothing comes next time.
  const countMax = retryState.isUnknown
    ? retryState.countOf(keyOf(batch))
    : budget.isSpent
      ? 0
      : all.jobs.length;
  const work = firstOf(all, countMax);
  const places = batch.streams.map(({ place }) => place);
  const locked: LockedBook[] = [];
  for (const place of places) locked.push(await lockBook(transaction, place, jobsOn(place.book, work)));
  const present = locked.at(-1)?.present;
  assert(present !== undefined, 'a batch is on some book');
  // One moment for all, so that both sides of a transfer happen at once.
  const heads = locked.map(({ head }) => head);
  const moment = batchMoment(present, heads, { isAcross: work.kind === 'groups' });
  const parts = await Promise.all(
    places.map(async (place, i): Promise<[string, BookBatch]> => {
      const lock = locked[i];
      assert(lock !== undefined, 'each place was locked');
      return [
        place.book,
        await BookBatch.open(place, lock, jobsOn(place.book, work), {
          ...{ moment, retryState, due },
          budget: budget.share(places.length),
        }),
      ];
    }),
  );
  const ready = Math.min(...parts.map(([, { readyCount }]) => readyCount));
  const later = all.jobs.slice(ready);
  return { batch, work: firstOf(all, ready), later, parts: new Map(parts), budget };
}

/** A book that no other batch of the transaction is on. */
function keyOf({ streams }: Batch): string {
  return streams[0]?.place.book ?? '';
}

function firstOf(work: Batch['work'], count: number): Batch['work'] {
  if (count >= work.jobs.length) return work;
  return work.kind === 'jobs'
    ? { kind: 'jobs', jobs: work.jobs.slice(0, count) }
    : { kind: 'groups', jobs: work.jobs.slice(0, count) };
}

/** Decides a batch until its end: how many of its jobs it was, and what tells their callers the answers. */
async function decideBatch(
  parts: Parts,
  work: Batch['work'],
  end: BatchEnd,
): Promise<{ readonly count: number; readonly answer: () => void }> {
  if (work.kind === 'groups') {
    const { answers, failed, count } = await decideGroups(parts, work.jobs, end);
    const answer = (): void => {
      for (const [job, one] of answers) job.settle(one);
      for (const [job, error] of failed) job.fail(error);
    };
    return { count, answer };
  }
  const part = onlyPart(parts);
  const count = await decideAll(part, work.jobs, end);
  const answer = (): void => {
    for (const [job, one] of part.run.answers) job.settle(one);
    for (const [job, error] of part.run.failed) job.fail(error);
  };
  return { count, answer };
}

/** The jobs that are on record already. */
function recordedIn({ parts, work }: OpenBatch): ReadonlySet<Job | GroupJob> {
  if (work.kind === 'groups') return new Set(work.jobs.filter((job) => repeatsOf(parts, job) !== undefined));
  const { run } = onlyPart(parts);
  return new Set(work.jobs.filter((job) => run.repeatOf(job) !== undefined));
}

function onlyPart(parts: Parts): BookBatch {
  const [part] = parts.values();
  assert(part !== undefined && parts.size === 1, 'jobs of one book have one part');
  return part;
}

function jobsOn(book: string, work: Batch['work']): readonly Job[] {
  return work.kind === 'jobs' ? work.jobs : work.jobs.flatMap(({ parts }) => parts.get(book) ?? []);
}

function keepJobs(work: Batch['work'], keeps: (job: Job | GroupJob) => boolean): Batch['work'] {
  return work.kind === 'jobs'
    ? { kind: 'jobs', jobs: work.jobs.filter(keeps) }
    : { kind: 'groups', jobs: work.jobs.filter(keeps) };
}

/** The same where ids may have been recorded by an attempt of which nobody knows. */
function perhapsRecorded(work: Batch['work']): Batch['work'] {
  return work.kind === 'jobs'
    ? { kind: 'jobs', jobs: work.jobs.map(withUsedId) }
    : { kind: 'groups', jobs: work.jobs.map(perhapsRecordedGroup) };
}

/** Waits until it is known of each job what was on record before its call. */
export async function callsReady(jobs: readonly Job[]): Promise<void> {
  for (const call of new Set(jobs.map((job) => job.call))) await call?.ready();
}
