import type { StoreTransaction, StoreView } from '../../store/store.ts';
import type { BatchPlace } from './batch-place.ts';
import type { Job } from './job.ts';
import { retry } from './retry.ts';

/** A book that is locked for one caller, in every process: until he releases it, only he can change it. */
export interface BookLock {
  /**
   * What is committed now, where it must be read through the lock; undefined: any view of the store is as good, as it is when
   * the job was committed.
   */
  readonly view: StoreView | undefined;
  /** Commits one job, at most once. */
  commit(job: Job): Promise<void>;
  release(): Promise<void>;
}

/** Begins a transaction that has a book locked. */
export function lockInStore({
  store,
  book,
  observing,
}: Pick<BatchPlace, 'store' | 'book' | 'observing'>): Promise<StoreTransaction> {
  return retry(observing, async () => {
    const transaction = await store.begin();
    try {
      await transaction.lock(book);
      return transaction;
    } catch (error) {
      await rollbackQuietly(transaction);
      throw error;
    }
  });
}

/** Rolls back after another error, which is the one to report. */
export async function rollbackQuietly(transaction: StoreTransaction): Promise<void> {
  try {
    await transaction.rollback();
  } catch {
    // What failed first says more.
  }
}
