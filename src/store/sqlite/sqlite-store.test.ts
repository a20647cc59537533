import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { NO_CHANGE } from '../../kernel/time/delta.ts';
import type { Changes, EntryRow, JournalRow, Store } from '../store.ts';
import type { StoredAccount } from '../stored-account.ts';
import { Connection } from './connection.ts';
import { FileWatch } from './file-identity.ts';
import { lockHouse } from './house-lock.ts';
import { HouseWatch } from './house-watch.ts';
import { openSqliteStore } from './open.ts';
import { SqliteStore } from './sqlite-store.ts';
import { WRITE_LIMITS } from './write-limits.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-sqlite-'));
  file = join(folder, 'house.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ENDLESS = { endedAt: null, endedOrder: null, endedInto: null };
const ACCOUNT: StoredAccount = {
  ...ENDLESS,
  ...{ floor: null, ceiling: null, limits: null, frozen: null },
  ...{ beginnings: null, lastSeq: null, scheduled: null, creditsEndedAt: null },
  id: 'a',
  key: 'a',
  asset: 'GBP/2',
  metadata: '{}',
  openedAt: 0,
  openedOrder: 2,
  ...{ namedAt: null, fixedAt: null, freedAt: null, frontier: null },
  ...NO_CHANGE,
  sinceCheckpoint: 0,
};

function changesOf(seq: number, parts: Partial<Omit<Changes, 'head'>>): Changes {
  const never = { assignedAt: null, lockedBefore: null, due: null, creditOrder: null };
  const rest = { ...never, rules: 2, hasPurses: true };
  const head = { book: 'b', seq, link: new Uint8Array(32), recordedAt: seq, ...rest };
  return { journal: [], rows: {}, entries: [], staleCheckpoints: [], checkpoints: [], ...parts, head };
}

function entryOf(account: string, seq: number, amount: bigint): EntryRow {
  const posted = { inflow: amount, outflow: -amount, available: amount };
  return {
    ...NO_CHANGE,
    account,
    at: seq,
    order: 2 * seq,
    seq,
    ...posted,
    purse: amount,
    spendable: -amount,
  };
}

function journalRow(seq: number, request: string): JournalRow {
  const row = {
    kind: 'transfer',
    assignedAt: null,
    recordedAt: seq,
    isAccepted: true,
    answer: '[]',
    link: null,
  };
  return { ...row, seq, id: `c${seq}`, request, retryOf: null, rules: 2, actor: null };
}

async function commit(store: Store, changes: Changes): Promise<void> {
  const transaction = await store.begin();
  await transaction.lock('b');
  await transaction.write('b', changes);
  await transaction.commit();
}

describe('amounts', () => {
  const edges = [
    0n,
    1n,
    -1n,
    2n ** 53n,
    2n ** 63n - 1n,
    2n ** 63n,
    -(2n ** 63n),
    -(2n ** 63n) - 1n,
    10n ** 60n,
  ];

  test('beyond 64 bits come back as they were, and are text only when they must be', async () => {
    let store = await openSqliteStore(file);
    const entries = edges.map((amount, at) => entryOf('a', at + 1, amount));
    const checkpoints = edges.map((amount, at) => entryOf('a', at + 1, -amount));
    const account = edges.map((amount, at) => ({
      ...ACCOUNT,
      key: `${at}`,
      inflow: amount,
      incoming: -amount,
      expected: amount,
    }));
    await commit(store, changesOf(20, { entries, checkpoints, rows: { account } }));
    await store.close();
    store = await openSqliteStore(file);
    expect(await store.latest.entries('b', { account: 'a' })).toEqual(entries);
    expect(await store.latest.checkpoints('b', { limit: 99 })).toEqual(checkpoints);
    expect(await store.latest.find('b', 'account', 'id', ['a'])).toEqual(account);
    await store.close();
    const database = new DatabaseSync(file);
    const types = database
      .prepare('SELECT typeof("inflow") AS type FROM "arrivedEntries" ORDER BY "seq"')
      .all();
    database.close();
    const isText = edges.map((amount) => BigInt.asIntN(64, amount) !== amount);
    expect(types).toEqual(isText.map((text) => ({ type: text ? 'text' : 'integer' })));
  });

  test('of any size survive', async () => {
    const store = await openSqliteStore(file);
    let seq = 0;
    const big = fc.oneof(fc.bigInt(), fc.constantFrom(...edges));
    await fc.assert(
      fc.asyncProperty(big, async (amount) => {
        seq += 1;
        const entry = entryOf(`a${seq}`, seq, amount);
        await commit(store, changesOf(seq, { entries: [entry] }));
        expect(await store.latest.entries('b', { account: `a${seq}` })).toEqual([entry]);
      }),
      { numRuns: 60 },
    );
    await store.close();
  });
});

describe('a disk that is full', () => {
  test('fails the write or the commit, loses nothing, and leaves the store usable', async () => {
    await (await openSqliteStore(file)).close();
    const writer = new Connection(file, { isReadOnly: false });
    const watch = new HouseWatch(file, new FileWatch([file]));
    const store = new SqliteStore({ file, writer, lock: lockHouse(file), watch, limits: WRITE_LIMITS });
    await commit(store, changesOf(1, { journal: [journalRow(1, 'x')], entries: [entryOf('a', 1, 1n)] }));
    writer.exec('PRAGMA max_page_count = 60');
    const large = changesOf(2, {
      entries: [entryOf('a', 2, 2n)],
      journal: [journalRow(2, 'y'.repeat(900_000))],
    });
    const failed = await store.begin();
    await failed.lock('b');
    await expect(failed.write('b', large)).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('free some space'),
      cause: expect.any(Error),
    });
    await expect(failed.commit()).rejects.toMatchObject({ code: 'store_failed' });
    await commit(store, changesOf(2, { journal: [journalRow(2, 'z')], entries: [entryOf('a', 2, 3n)] }));
    expect((await store.latest.journal('b', { limit: 9 })).map(({ request }) => request)).toEqual(['x', 'z']);
    expect((await store.latest.entries('b', { account: 'a' })).map(({ inflow }) => inflow)).toEqual([1n, 3n]);
    writer.exec('PRAGMA max_page_count = 4294967294');
    await commit(store, changesOf(3, { journal: [journalRow(3, 'y'.repeat(900_000))] }));
    expect((await store.latest.head('b'))?.seq).toBe(3);
    await store.close();
  });
});

test('nothing of a transaction is committed when one of its writes failed', async () => {
  const store = await openSqliteStore(file);
  await commit(store, changesOf(1, { journal: [journalRow(1, 'x')] }));
  const transaction = await store.begin();
  await transaction.write(
    'b',
    changesOf(2, { journal: [journalRow(2, 'y')], entries: [entryOf('a', 2, 2n)] }),
  );
  const repeated = changesOf(3, { journal: [journalRow(3, 'z'), journalRow(1, 'x')] });
  await expect(transaction.write('b', repeated)).rejects.toMatchObject({ code: 'store_failed' });
  await expect(transaction.commit()).rejects.toMatchObject({ code: 'store_failed' });
  expect((await store.latest.journal('b', { limit: 9 })).map(({ request }) => request)).toEqual(['x']);
  expect(await store.latest.entries('b', { account: 'a' })).toEqual([]);
  await commit(store, changesOf(2, { journal: [journalRow(2, 'y')], entries: [entryOf('a', 2, 2n)] }));
  expect((await store.latest.head('b'))?.seq).toBe(2);
  await store.close();
});

describe('checkFile', () => {
  async function makeHouse(): Promise<void> {
    const store = await openSqliteStore(file);
    const entries = Array.from({ length: 6000 }, (_, at) =>
      entryOf(`account ${at % 50}`, at + 1, BigInt(at)),
    );
    const payment = Array.from({ length: 500 }, (_, at) => ({
      id: `payment ${at}`,
      account: `owner ${at % 7}`,
      payer: 'world',
      amount: 5n,
      remaining: 5n,
      at,
      ...{ seq: null, inGroup: null, rank: null },
    }));
    const journal = Array.from({ length: 200 }, (_, at) => journalRow(at + 1, `request ${at + 1}`));
    await commit(store, changesOf(200, { entries, journal, rows: { payment } }));
    await store.close();
  }

  /** Overwrites bytes of the file, as a bad disk would. */
  function overwrite(at: number, bytes: Uint8Array): void {
    const handle = openSync(file, 'r+');
    writeSync(handle, bytes, 0, bytes.length, at);
    closeSync(handle);
  }

  /** Where the first leaf page of a table or an index begins. */
  function pageOf(name: string): number {
    const database = new DatabaseSync(file);
    const sql = `SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno LIMIT 1`;
    const page = database.prepare(sql).get(name);
    database.close();
    return (Number(Object.values(page ?? {})[0]) - 1) * 4096;
  }

  test('finds nothing in a sound house, and tells how far it is', async () => {
    await makeHouse();
    const store = await openSqliteStore(file);
    const steps: (string | null)[] = [];
    expect(await store.checkFile(({ table }) => steps.push(table))).toEqual([]);
    expect(steps).toEqual(expect.arrayContaining(['arrivedEntries', 'entries', 'journal', 'payments', null]));
    await store.close();
  });

  test('lets others write meanwhile, and ends when the house is closed', async () => {
    await makeHouse();
    const store = await openSqliteStore(file);
    const checked = store.checkFile();
    await commit(store, changesOf(201, { journal: [journalRow(201, 'meanwhile')] }));
    expect(await checked).toEqual([]);
    const stopped = expect(store.checkFile()).rejects.toMatchObject({ code: 'house_closed' });
    await store.close();
    await stopped;
  });

  test('names the table whose index does not match', async () => {
    await makeHouse();
    // The owner stands in the row and in two indexes: changed in one, it differs from the others.
    const page = pageOf('payments by account');
    const at = readFileSync(file)
      .subarray(page, page + 4096)
      .lastIndexOf('owner');
    overwrite(page + at, Buffer.from('0wner'));
    const store = await openSqliteStore(file);
    const problems = (await store.checkFile()).join('\n');
    expect(problems).toMatch(/table payments: .*payments by account/);
    expect(problems).not.toContain('table entries');
    await store.close();
  });

  test('names the table whose page cannot be read', async () => {
    await makeHouse();
    overwrite(pageOf('recentEntries'), Buffer.alloc(100, 0xff));
    const store = await openSqliteStore(file);
    expect((await store.checkFile()).join('\n')).toContain('table recentEntries');
    const read = store.latest.allEntries('b', { limit: 10_000 });
    await expect(read).rejects.toMatchObject({ code: 'store_corrupt' });
    await store.close();
  });

  test('names what arrived and cannot be read; the rest of the house can be', async () => {
    const sound = await openSqliteStore(file);
    await commit(sound, changesOf(2, { entries: [entryOf('a', 1, 1n), entryOf('a', 2, 1n)] }));
    await sound.close();
    overwrite(pageOf('arrivedEntries'), Buffer.alloc(100, 0xff));
    const store = await openSqliteStore(file);
    expect((await store.checkFile()).join('\n')).toContain('table arrivedEntries');
    expect((await store.latest.head('b'))?.seq).toBe(2);
    const corrupt = { code: 'store_corrupt' };
    await expect(store.latest.entries('b', { account: 'a' })).rejects.toMatchObject(corrupt);
    await expect(store.latest.allEntries('b', { limit: 9 })).rejects.toMatchObject(corrupt);
    const more = commit(store, changesOf(3, { entries: [entryOf('a', 3, 1n)] }));
    await expect(more).rejects.toMatchObject(corrupt);
    await store.close();
  });

  test('names what is missing in the schema, and what was added to it', async () => {
    await makeHouse();
    const database = new DatabaseSync(file);
    database.exec(
      'DROP INDEX "payments by open"; CREATE TRIGGER t AFTER DELETE ON "books" BEGIN SELECT 1; END',
    );
    database.close();
    const store = await openSqliteStore(file);
    const problems = await store.checkFile();
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/the schema lacks: .*payments by open/);
    expect(problems[1]).toMatch(/the schema should not have: CREATE TRIGGER/);
    await store.close();
  });
});
