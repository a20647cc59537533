import type { Store, StoreTransaction } from '../../store/store.ts';
import type { Observing } from '../observe/observing.ts';
import type { BookBatch } from './book-batch.ts';
import { CommitFailed } from './retry.ts';
import { TimeSlice } from './time-slice.ts';

interface CommitPlace {
  readonly store: Store;
  readonly transaction: StoreTransaction;
  readonly observing: Observing;
}

/** Writes and commits what was decided on the books of a transaction, and takes it over into their caches. */
export async function commitParts(
  { store: { isExclusive }, transaction, observing }: CommitPlace,
  parts: readonly BookBatch[],
): Promise<void> {
  const written = parts.filter(({ run }) => run.hasRecorded);
  const slice = new TimeSlice();
  let commitMs: number | undefined;
  for (const part of written) {
    if (slice.isOver) await slice.yield();
    await part.write();
  }
  // What is only repeated may have been written by a commit whose end nobody saw: it is waited for by one more.
  if (written.length > 0 || parts.some(({ run }) => run.hasRepeated)) {
    // A file is synced in this process: that is a stretch by itself. A server gets the commit together with what is written.
    if (isExclusive && slice.isOver) await slice.yield();
    const isHeard = observing.hears('batch');
    const asked = isHeard ? performance.now() : 0;
    try {
      await transaction.commit();
    } catch (error) {
      throw new CommitFailed(error);
    }
    commitMs = isHeard ? performance.now() - asked : undefined;
  } else {
    await transaction.rollback();
  }
  for (const part of parts) part.settle();
  if (commitMs !== undefined) reportBatch(observing, parts, commitMs);
}

function reportBatch(observing: Observing, parts: readonly BookBatch[], commitMs: number): void {
  const commands = parts.reduce((sum, { run }) => sum + run.answers.length, 0);
  const weight = parts.reduce((sum, { run }) => sum + run.weightDone, 0);
  observing.report('batch', { books: parts.length, commands, weight, commitMs });
}
