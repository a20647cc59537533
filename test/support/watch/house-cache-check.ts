import { BookCache } from '../../../src/engine/cache/book-cache.ts';
import { moveOfEntry } from '../../../src/engine/cache/load-needs.ts';
import { accountOf, storedAccount } from '../../../src/engine/stored-accounts.ts';
import { holdOf } from '../../../src/engine/stored-rows.ts';
import type { Account } from '../../../src/kernel/account/account.ts';
import { addDeltas, isNoChange, NO_CHANGE, negateDelta, numbersOf } from '../../../src/kernel/time/delta.ts';
import { afterAll } from '../../../src/kernel/time/instant.ts';
import type { Store, StoreView } from '../../../src/store/store.ts';
import type { StoredAccount } from '../../../src/store/stored-account.ts';
import { expectSame } from '../house/house-same.ts';

/** The caches that batches were decided on since somebody watches, the latest last. */
const settled: BookCache[] = [];
const KEPT = 200;

const { settle } = BookCache.prototype;
BookCache.prototype.settle = function (this: BookCache, changed): void {
  settle.call(this, changed);
  settled.push(this);
  if (settled.length > KEPT) settled.shift();
};

/**
 * Whatever is in memory of each book is as the store has it: so what was refused, or taken back, or only looked at has
 * left nothing. Tells how many accounts it has compared.
 */
export async function checkCaches(store: Store): Promise<number> {
  let compared = 0;
  for (const book of await store.latest.books({ limit: 1_000 })) {
    const head = await store.latest.head(book);
    if (head === undefined) continue;
    const cache = settled.findLast((each) => each.isAt(head));
    if (cache !== undefined) compared += await checkCache(cache, store.latest, book);
  }
  return compared;
}

async function checkCache(cache: BookCache, view: StoreView, book: string): Promise<number> {
  const { state } = cache;
  const accounts = [...state.accounts.all()];
  const ids = [...new Set(accounts.map(({ row }) => row.id))];
  const rows = ids.length === 0 ? [] : await view.find(book, 'account', 'id', ids);
  expectSame(
    `${book}: the lives in memory`,
    accounts.map(({ row }) => row.key).sort(),
    rows.map(({ key }) => key).sort(),
  );
  for (const row of rows) await checkAccount(state.accounts.byKey(row.key), row, view, book);
  const holdIds = [...new Set([...state.holds.entries()].map(([, { id }]) => id))];
  const holds = holdIds.length === 0 ? [] : await view.find(book, 'hold', 'id', holdIds);
  for (const [key, hold] of state.holds.entries()) {
    const stored = holds.find((each) => each.key === key);
    expectSame(`${book}: hold ${key}`, hold, stored && holdOf(stored));
  }
  return rows.length;
}

async function checkAccount(
  { row, timeline }: Account,
  stored: StoredAccount,
  view: StoreView,
  book: string,
): Promise<void> {
  expectSame(`${book}: ${row.key}`, row, accountOf(stored));
  // Where the clock of a plan goes back, frontiers beyond it are taken back as they are read.
  const frontier = Math.min(timeline.frontier, stored.frontier ?? Number.NEGATIVE_INFINITY);
  const span = { account: row.key, after: Number.isFinite(frontier) ? frontier : null };
  const entries = await view.entriesOf(book, [span]);
  const sums = entries
    .filter(({ at }) => stored.frontier !== null && at <= stored.frontier)
    .map(negateDelta)
    .reduce(addDeltas, addDeltas(stored, NO_CHANGE));
  const expected = { ...stored, ...sums, frontier: span.after };
  expectSame(`${book}: what is folded of ${row.key}`, storedAccount(row, timeline.folded), expected);
  const ahead = new Map<string, bigint[]>();
  for (const [key, moves] of Map.groupBy(entries, ({ at, order }) => `${at} ${order}`)) {
    const sum = moves.map(moveOfEntry).reduce(addDeltas, NO_CHANGE);
    if (!isNoChange(sum)) ahead.set(key, numbersOf(sum));
  }
  const known = [...timeline.after(afterAll(frontier))].map(
    ([{ at, order }, delta]) => [`${at} ${order}`, numbersOf(delta)] as const,
  );
  expectSame(`${book}: what lies ahead of ${row.key}`, new Map(known), ahead);
}
