import type { StoreTransaction } from '../../store/store.ts';
import type { BookPart } from './book-part.ts';
import type { Job } from './job.ts';
import { TimeSlice } from './time-slice.ts';
import { CommitFailed } from './try-again.ts';

/** Waits until it can be told of each job what was on record before its call. */
export async function callsReady(jobs: readonly Job[]): Promise<void> {
  for (const call of new Set(jobs.map((job) => job.call))) await call?.ready();
}

/** A job whose id may have been recorded by an attempt of which nobody knows. */
export function asUsedBefore<J extends { readonly isIdNew: boolean }>(job: J): J {
  return { ...job, isIdNew: false };
}

/** Writes and commits what was decided on the books of a transaction, and takes it over into their caches. */
export async function commitParts(transaction: StoreTransaction, parts: readonly BookPart[]): Promise<void> {
  const written = parts.filter(({ run }) => run.hasRecorded);
  const slice = new TimeSlice();
  for (const part of written) {
    if (slice.isOver) await slice.yield();
    await part.write();
  }
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
