import { assert } from '../../base/assert.ts';
import type { BookHead, StoreTransaction } from '../../store/store.ts';
import { Brought } from '../cache/until-there.ts';
import { batchMoment } from './batch-moment.ts';
import type { BatchPlace } from './batch-place.ts';
import type { BatchRun } from './batch-run.ts';
import { BookPart, lockBook } from './book-part.ts';
import type { Job } from './job.ts';
import { LOOK_AHEAD_JOBS } from './look-ahead.ts';
import { TimeSlice } from './time-slice.ts';
import { CommitFailed, type Fate } from './try-again.ts';

/** What came of a batch that is durable, or that changed nothing. */
export interface CommittedBatch {
  readonly answers: BatchRun['answers'];
  /** The head of the book now. */
  readonly head: BookHead;
  /** True when something was written, now or by an earlier attempt. */
  readonly isNew: boolean;
  /** Jobs that an earlier attempt did not write, and that are not to be tried again, with what stopped it. */
  readonly given: { readonly jobs: readonly Job[]; readonly cause: unknown } | undefined;
}

/**
 * Commits jobs on one book: lock, load, decide, write, commit, in one transaction of the store. Nothing is
 * answered here. When it throws, the cache is dropped, and nothing was written unless it threw CommitFailed.
 *
 * To find out what became of a commit that failed, it is called again with the same jobs: those that are recorded under
 * their ids get the answer that is recorded, and the others are decided as if nothing had been.
 *
 * @param locked a transaction that has the book locked already, and is this batch's from now on
 */
export async function commitBatch(
  place: BatchPlace,
  jobs: readonly Job[],
  fate: Fate,
  locked?: StoreTransaction,
): Promise<CommittedBatch> {
  const { store, slot } = place;
  await callsReady(jobs);
  const transaction = locked ?? (await store.begin());
  try {
    const asked = fate.isUnknown ? jobs.map(asUsedBefore) : jobs;
    const locked = await lockBook(transaction, place, asked);
    const moment = batchMoment(locked.present, [locked.head]);
    const part = await BookPart.open(place, locked, asked, { moment, fate });
    const { isUnknown: isAgain, stoppedBy: stopped } = fate;
    const recorded = isAgain ? asked.filter((job) => part.run.repeatOf(job) !== undefined) : [];
    if (recorded.length === 0) fate.foundNothing();
    const open = stopped === undefined ? asked : recorded;
    await decideAll(part, open);
    await commitParts(transaction, [part]);
    const given = stopped && { jobs: asked.filter((job) => !open.includes(job)), cause: stopped.cause };
    return {
      answers: part.run.answers,
      head: part.head,
      isNew: isAgain || part.run.hasRecorded,
      given,
    };
  } catch (error) {
    slot.cache = undefined;
    await rollbackQuietly(transaction);
    throw error;
  }
}

/** Waits until it can be told of each job what was on record before its call. */
export async function callsReady(jobs: readonly Job[]): Promise<void> {
  for (const call of new Set(jobs.map((job) => job.call))) await call?.ready();
}

/** A job whose id may have been recorded by an attempt of which nobody knows. */
export function asUsedBefore<J extends { readonly isIdNew: boolean }>(job: J): J {
  return { ...job, isIdNew: false };
}

/** Where jobs are decided, and what they lack is brought. */
export type Deciding = Pick<BookPart, 'run' | 'bring' | 'hasMuchToWrite' | 'writeAhead'>;

/** Decides jobs in order, bringing what each lacks. */
export async function decideAll(part: Deciding, jobs: readonly Job[]): Promise<void> {
  const slice = new TimeSlice();
  let brought: Brought | undefined;
  for (let i = 0; i < jobs.length; ) {
    const job = jobs[i];
    assert(job !== undefined, 'i is inside');
    try {
      part.run.take(job);
      i += 1;
      brought = undefined;
      if (part.hasMuchToWrite) await part.writeAhead();
      if (slice.isOver) await slice.yield();
    } catch (error) {
      // Those that follow are looked at once for each job that lacks something, however much it lacks.
      const following = brought === undefined ? jobs.slice(i + 1, i + 1 + LOOK_AHEAD_JOBS) : [];
      brought ??= new Brought();
      await part.bring(brought.askOf(error), following);
    }
  }
}

/** Writes and commits what was decided on the books of a transaction, and takes it over into their caches. */
export async function commitParts(transaction: StoreTransaction, parts: readonly BookPart[]): Promise<void> {
  const written = parts.filter(({ run }) => run.hasRecorded);
  for (const part of written) await part.write();
  // What is only repeated may have been written by a commit whose end nobody saw: it is waited for by one more.
  if (written.length > 0 || parts.some(({ run }) => run.hasRepeated)) {
    try {
      await transaction.commit();
    } catch (error) {
      throw new CommitFailed(error);
    }
  } else {
    await transaction.rollback();
  }
  for (const part of parts) part.settle();
}

/** Rolls back after another error, which is the one to be told. */
export async function rollbackQuietly(transaction: StoreTransaction): Promise<void> {
  try {
    await transaction.rollback();
  } catch {
    // What failed first says more.
  }
}
