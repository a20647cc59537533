import type { StoredCommand } from '../../store/row-kinds.ts';
import type { BookHead, StoreTransaction } from '../../store/store.ts';
import { BookCache } from '../cache/book-cache.ts';
import type { LookedUp } from '../cache/load-needs.ts';
import type { Present } from '../clock/clock-watch.ts';
import { refuseLaterRules } from '../refuse-later-rules.ts';
import { type BatchPlace, learnDue } from './batch-place.ts';
import type { Job } from './job.ts';
import { idsOf } from './job-facts.ts';

/** A book whose row is locked, with its cache, which stands at its head. */
export interface LockedBook {
  readonly transaction: StoreTransaction;
  readonly head: BookHead;
  readonly cache: BookCache;
  readonly taken: LookedUp;
  /** The moment at which it had the lock. */
  readonly present: Present;
}

/** Locks a book and looks up the jobs' ids, which travel with the lock; drops the cache when it stands elsewhere. */
export async function lockBook(
  transaction: StoreTransaction,
  { store, book, slot, clock }: BatchPlace,
  jobs: readonly Job[],
): Promise<LockedBook> {
  const ids = idsOf(jobs);
  const find = async (): Promise<StoredCommand[]> =>
    ids.size === 0 ? [] : await transaction.find(book, 'command', 'id', [...ids]);
  // The row of a book that was seen before is there, so what is looked up behind its lock is looked up under it. The row
  // of a new book may have to be made first, and waited for; so may one where another history was put in its place.
  const seen = slot.cache?.state.seq ?? 0;
  const asked = clock.ask();
  const [head, early] = await Promise.all([transaction.lock(book), seen > 0 ? find() : []]);
  refuseLaterRules(`book ${book} of ${store.url}`, head.rules);
  const present = clock.lookAt(transaction.lockedAt, asked);
  const commands = seen > 0 && head.seq >= seen ? early : await find();
  // Another process wrote when the head is elsewhere: then nothing that is cached can be trusted.
  const cache = slot.cache?.isAt(head) === true ? slot.cache : new BookCache(head, present.now);
  slot.cache = cache;
  slot.assignedAt = head.assignedAt;
  learnDue(slot, head.due);
  return { transaction, head, cache, taken: { ids, commands }, present };
}
