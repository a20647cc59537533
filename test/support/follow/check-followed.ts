import { reconcileHouse, verifyHouse } from '../../../src/engine/audit/audit-house.ts';
import { BookCache, NO_HEAD } from '../../../src/engine/cache/book-cache.ts';
import { Follower } from '../../../src/engine/follow/follower.ts';
import { readJournalRow } from '../../../src/engine/follow/read-journal-row.ts';
import { openMemoryStore } from '../../../src/store/memory/open.ts';
import { ROW_KIND_NAMES, type RowKindName } from '../../../src/store/row-kinds.ts';
import { isSideKind } from '../../../src/store/side-rows.ts';
import type { Changes, Store } from '../../../src/store/store.ts';
import { expectSame } from '../house/house-same.ts';
import { SeededChoices } from '../random/house-random.ts';
import { keyOf, mergeChanges, type WrittenChanges } from './written-changes.ts';

/** How batches are followed: alone, several together, or all. Neither that nor what is in memory may matter. */
const WAYS = [
  { together: 1, drops: false },
  { together: 1, drops: true },
  { together: 7, drops: false },
  { together: Number.POSITIVE_INFINITY, drops: false },
] as const;

type Way = (typeof WAYS)[number];

/** Where sums are taken follows from no journal: whether they are right is found out by the audits. */
const FRONTIER_COLUMNS: ReadonlySet<string> = new Set([
  ...['frontier', 'sinceCheckpoint', 'inflow', 'outflow', 'available', 'incoming', 'expected'],
  ...['purse', 'spendable'],
]);

/**
 * Follows the journals of all books that were written to, into a store of its own, and holds each row against the one that its
 * writer wrote, and what came of them all against the audits. Returns how many rows were compared.
 *
 * @param turn by which one of the ways is taken
 */
export async function checkFollowed(written: WrittenChanges, turn: number): Promise<number> {
  const way = WAYS[turn % WAYS.length] ?? WAYS[0];
  let compared = 0;
  const store = await openMemoryStore();
  try {
    for (const book of written.books) compared += await followBook(store, book, written.of(book), way);
    for (const report of [await verifyHouse(store, {}), await reconcileHouse(store, {})]) {
      expectSame('problems of what was followed', report.problems, []);
    }
  } finally {
    await store.close();
  }
  return compared;
}

async function followBook(
  store: Store,
  book: string,
  batches: readonly Changes[],
  { together, drops }: Way,
): Promise<number> {
  const choices = new SeededChoices(batches.length);
  let cache: BookCache | undefined;
  let compared = 0;
  for (let from = 0; from < batches.length; ) {
    const isSome = together > 1 && Number.isFinite(together);
    const count = isSome ? 1 + choices.below(together) : together;
    const written = mergeChanges(batches.slice(from, from + count));
    from += count;
    const transaction = await store.begin();
    const head = await transaction.lock(book);
    cache ??= new BookCache(head.seq === 0 ? NO_HEAD : head, head.recordedAt ?? Number.POSITIVE_INFINITY);
    const follower = new Follower({ cache, view: transaction, head });
    for (let at = 0; at < written.journal.length; ) {
      const size = 1 + choices.below(40);
      const rows = written.journal.slice(at, at + size);
      await follower.take(rows.map((row) => readJournalRow(row, book)));
      at += size;
    }
    const changes = await follower.changes();
    compared += compare(`${book} up to ${written.head.seq}`, changes, written);
    const { private: kept = [] } = written.rows;
    await transaction.write(book, { ...changes, rows: { ...changes.rows, private: kept } });
    await transaction.commit();
    follower.settle();
    if (drops) cache = undefined;
  }
  return compared;
}

function compare(where: string, followed: Changes, written: Changes): number {
  expectLines(`${where}: the head`, linesOf([followed.head]), linesOf([written.head]));
  expectLines(`${where}: the journal`, linesOf(followed.journal), linesOf(written.journal));
  expectLines(`${where}: entries`, linesOf(followed.entries), linesOf(written.entries));
  let compared = followed.entries.length;
  for (const kind of ROW_KIND_NAMES) {
    if (isSideKind(kind)) continue;
    const rows = rowLines(kind, followed);
    expectLines(`${where}: rows of ${kind}`, rows, rowLines(kind, written));
    compared += rows.length;
  }
  return compared;
}

/** Tells what only one of them has. */
function expectLines(where: string, followed: readonly string[], written: readonly string[]): void {
  const [mine, own] = [new Set(followed), new Set(written)];
  const surplus = followed.filter((line) => !own.has(line));
  expectSame(`${where}: what was not written`, surplus, []);
  const missing = written.filter((line) => !mine.has(line));
  expectSame(`${where}: what is missing`, missing, []);
  expectSame(`${where}: each once`, followed.length, written.length);
}

function rowLines<K extends RowKindName>(kind: K, { rows }: Changes): string[] {
  const all = rows[kind] ?? [];
  expectSame(`${kind}: each key once`, new Set(all.map((row) => keyOf(kind, row))).size, all.length);
  return linesOf(all, kind === 'account' ? FRONTIER_COLUMNS : undefined);
}

/** Rows as text, in an order of their own. */
function linesOf(rows: readonly object[], without: ReadonlySet<string> = new Set()): string[] {
  const lines = rows.map((row) =>
    Object.entries(row)
      .filter(([column]) => !without.has(column))
      .map(([column, value]) => `${column}: ${typeof value} ${value}`)
      .sort()
      .join(', '),
  );
  return lines.sort();
}
