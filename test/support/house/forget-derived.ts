import type { Store } from '../../../src/store/store.ts';

const PAGE = 10_000;

/**
 * Takes away what a store keeps of a book that follows from the rest, and only saves time: nothing that is told may depend on
 * it. Returns how many rows that were. It knows how it is kept, so that tests need not.
 */
export async function forgetDerived(store: Store, book: string): Promise<number> {
  const snapshot = await store.snapshot();
  const found = await snapshot.checkpoints(book, { limit: PAGE });
  await snapshot.close();
  const transaction = await store.begin();
  await transaction.lock(book);
  await transaction.deleteCheckpoints(book);
  await transaction.commit();
  return found.length;
}
