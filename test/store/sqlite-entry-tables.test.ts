import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import type { EntryRow, StoreTransaction } from '../../src/store/store.ts';
import type { StoreKind } from './store-list.ts';
import { StoreRun, storeRuns } from './store-random-run.ts';

/** So small that entries move at nearly every write. */
const LIMITS = [
  { largeBatchMin: 4, arrivedAccountsMax: 5, arrivedEntriesMax: 3, recentEntriesMax: 4, movedEntriesMin: 2 },
  { largeBatchMin: 3, arrivedAccountsMax: 1, arrivedEntriesMax: 1, recentEntriesMax: 0, movedEntriesMin: 1 },
  { largeBatchMin: 2, arrivedAccountsMax: 9, arrivedEntriesMax: 9, recentEntriesMax: 2, movedEntriesMin: 3 },
];

function kindWith(limits: (typeof LIMITS)[number]): StoreKind {
  return {
    name: 'sqlite with small tables',
    isDurable: true,
    runs: 30,
    makePlace: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'tallystick-tables-'));
      return {
        open: () => openSqliteStore(join(folder, 'house.db'), { limits }),
        remove: async () => rmSync(folder, { recursive: true, force: true }),
      };
    },
  };
}

describe.each(LIMITS)('entries that move on at %o', (limits) => {
  test('are seen as if there were one table, in every view, after every step', async () => {
    const kind = kindWith(limits);
    await fc.assert(
      fc.asyncProperty(storeRuns, (run) => StoreRun.of(kind, run)),
      { numRuns: kind.runs },
    );
  });
});

function rowsOf(file: string, table: string): number {
  const database = new DatabaseSync(file);
  const row = database.prepare(`SELECT count(*) FROM "${table}"`).get();
  database.close();
  return Number(Object.values(row ?? {})[0]);
}

test('entries are in one table each, and none but the last grows without end or is emptied too soon', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tallystick-tables-'));
  const file = join(folder, 'house.db');
  const limits = { largeBatchMin: 30, arrivedAccountsMax: 9, arrivedEntriesMax: 20 };
  const store = await openSqliteStore(file, {
    limits: { ...limits, recentEntriesMax: 100, movedEntriesMin: 10 },
  });
  let seq = 0;
  const write = async (size: number): Promise<StoreTransaction> => {
    const transaction = await store.begin();
    const head = await transaction.lock('b');
    const entries = Array.from({ length: size }, (_, at) => entryOf(head.seq + 1 + at));
    const rest = { journal: [], rows: {}, staleCheckpoints: [], checkpoints: [] };
    await transaction.write('b', { ...rest, entries, head: { ...head, seq: head.seq + size } });
    return transaction;
  };
  for (const size of Array.from({ length: 60 }, (_, at) => (at % 5 === 0 ? 45 : 7))) {
    await (await write(size + 50)).rollback();
    await (await write(size)).commit();
    seq += size;
    const [arrived, recent] = [rowsOf(file, 'arrivedEntries'), rowsOf(file, 'recentEntries')];
    expect(arrived).toBeLessThan(20);
    expect(recent).toBeLessThan(110);
    expect(recent).toBeGreaterThanOrEqual(Math.min(100, seq - arrived));
    expect(arrived + recent + rowsOf(file, 'entries')).toBe(seq);
  }
  expect(await store.latest.allEntries('b', { limit: 10_000 })).toHaveLength(seq);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function entryOf(seq: number): EntryRow {
  const account = `a${(seq * 7) % 23}`;
  const place = { account, at: seq % 11, order: 2 * seq, seq };
  return {
    ...place,
    inflow: 1n,
    outflow: 0n,
    available: 1n,
    incoming: 0n,
    expected: 0n,
    purse: 0n,
    spendable: 0n,
  };
}
