import type { SideKindName, SideRows } from '../../src/store/side-kinds.ts';
import type { RowKey, SideChanges } from '../../src/store/side-rows.ts';
import type { Store, StoreTransaction, StoreView } from '../../src/store/store.ts';
import { extremeRow } from './store-values.ts';
import { someChanges } from './store-writes.ts';
import type { Claim, Delivery, TestSideRows } from './test-side-kinds.ts';

type TestKind = keyof TestSideRows;

// The types know only the kinds that there are.
export const asKind = (kind: TestKind): SideKindName => kind as SideKindName;

export async function change<K extends TestKind>(
  transaction: StoreTransaction,
  book: string,
  kind: K,
  changes: SideChanges<TestSideRows[K]>,
): Promise<boolean> {
  await transaction.lock(book);
  return await transaction.writeSide(
    book,
    asKind(kind),
    changes as unknown as SideChanges<SideRows['private']>,
  );
}

/** In a transaction of its own. */
export async function commitSide<K extends TestKind>(
  store: Store,
  book: string,
  kind: K,
  changes: SideChanges<TestSideRows[K]>,
): Promise<boolean> {
  const transaction = await store.begin();
  const isDone = await change(transaction, book, kind, changes);
  await transaction.commit();
  return isDone;
}

export async function at<K extends TestKind>(
  view: StoreView,
  book: string,
  kind: K,
  ...keys: RowKey[]
): Promise<TestSideRows[K][]> {
  return (await view.side(book, asKind(kind), keys)) as unknown as TestSideRows[K][];
}

export async function all<K extends TestKind>(
  view: StoreView,
  book: string,
  kind: K,
): Promise<TestSideRows[K][]> {
  return (await view.list(book, asKind(kind), { limit: 999 })) as unknown as TestSideRows[K][];
}

export const claim = (name: string, part: number, holder: string, due: number | null = null): Claim => ({
  name,
  part,
  holder,
  isPaused: false,
  due,
});

export const delivery = (seq: number, sink: string, due: number | null = null): Delivery => ({
  seq,
  sink,
  host: `${sink}.example`,
  body: null,
  cost: BigInt(seq),
  due,
});

export async function commitHolds(
  store: Store,
  book: string,
  rows: readonly { id: string; key: number; due: number | null }[],
): Promise<void> {
  const transaction = await store.begin();
  await transaction.lock(book);
  const hold = rows.map((row) => ({ ...extremeRow('hold', 'null'), ...row }));
  await transaction.write(book, someChanges(book, {}, { rows: { hold } }));
  await transaction.commit();
}
