import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Store, StoreView } from '../store.ts';
import type { StoredAccount } from '../stored-account.ts';
import { openSqliteStore } from './open.ts';
import { WRITE_LIMITS } from './write-limits.ts';

const LIMITS = { ...WRITE_LIMITS, largeBatchMin: 6, arrivedAccountsMax: 9 };

let folder = '';
let file = '';
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-accounts-'));
  file = join(folder, 'house.db');
  store = await openSqliteStore(file, { limits: LIMITS });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function account(id: string, asset: string, inflow = 0n): StoredAccount {
  const places = { openedAt: 0, openedOrder: 2, endedAt: null, endedOrder: null, endedInto: null };
  const sums = { inflow, outflow: 0n, available: inflow, incoming: 0n, expected: 0n, sinceCheckpoint: 0 };
  const rest = {
    floor: null,
    ceiling: null,
    limits: null,
    metadata: '{}',
    namedAt: null,
    frontier: null,
    fixedAt: null,
    freedAt: null,
    frozen: null,
    beginnings: null,
    lastSeq: null,
    purse: 0n,
    spendable: 0n,
    scheduled: null,
    creditsEndedAt: null,
  };
  return { id, key: id, asset, ...rest, ...places, ...sums };
}

async function write(...rows: StoredAccount[]): Promise<void> {
  const transaction = await store.begin();
  const head = await transaction.lock('b');
  const rest = { journal: [], entries: [], staleCheckpoints: [], checkpoints: [] };
  await transaction.write('b', { ...rest, head: { ...head, seq: head.seq + 1 }, rows: { account: rows } });
  await transaction.commit();
}

async function reopen(): Promise<void> {
  await store.close();
  store = await openSqliteStore(file, { limits: LIMITS });
}

/** Ids, assets and sums of all accounts, as they are listed and as they are found. */
async function shown(view: StoreView): Promise<string> {
  const listed = await view.list('b', 'account', { limit: 2 });
  for (let last = listed.at(-1); last !== undefined; ) {
    const page = await view.list('b', 'account', { limit: 2, after: [last.id, last.key] });
    listed.push(...page);
    last = page.at(-1);
  }
  const found = await view.find(
    'b',
    'account',
    'id',
    listed.map(({ id }) => id),
  );
  expect(found.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(listed);
  return listed.map(({ id, asset, inflow }) => `${id} ${asset} ${inflow}`).join(', ');
}

/** Rows that are in the file, by table. */
function rowsInFile(): Record<string, number> {
  const database = new DatabaseSync(file);
  const count = (table: string): number =>
    Number(Object.values(database.prepare(`SELECT count(*) FROM "${table}"`).get() ?? {})[0]);
  const rows = { arrived: count('arrivedAccounts'), placed: count('accounts') };
  database.close();
  return rows;
}

const SIX = ['a', 'b', 'c', 'd', 'e', 'f'];

test('a small batch waits, a large one takes what waits along, and the last of each account counts', async () => {
  await write(account('a', 'X', 1n), account('b', 'X', 1n));
  await write(account('a', 'X', 2n), account('g', 'X', 2n));
  expect(rowsInFile()).toEqual({ arrived: 4, placed: 0 });
  expect(await shown(store.latest)).toBe('a X 2, b X 1, g X 2');
  await write(...SIX.map((id) => account(id, 'X', 3n)));
  expect(rowsInFile()).toEqual({ arrived: 0, placed: 7 });
  const expected = 'a X 3, b X 3, c X 3, d X 3, e X 3, f X 3, g X 2';
  expect(await shown(store.latest)).toBe(expected);
  await reopen();
  expect(await shown(store.latest)).toBe(expected);
  await write(account('c', 'X', 4n));
  await reopen();
  expect(rowsInFile()).toEqual({ arrived: 1, placed: 7 });
  expect(await shown(store.latest)).toBe(expected.replace('c X 3', 'c X 4'));
});

test('many that wait are moved to their place, once each', async () => {
  for (let round = 1; round <= 5; round += 1) {
    await write(account('a', 'X', BigInt(round)), account(`n${round}`, 'X', 0n));
  }
  expect(rowsInFile()).toEqual({ arrived: 0, placed: 6 });
  expect(await shown(store.latest)).toBe('a X 5, n1 X 0, n2 X 0, n3 X 0, n4 X 0, n5 X 0');
});

test('a list goes by what accounts are now, whatever they were at their place', async () => {
  await write(...SIX.map((id) => account(id, 'X')));
  await write(account('a', 'Y'), account('b', 'Y'), account('c', 'Y'), account('z', 'X'));
  const list = async (asset: string, limit: number, after?: string): Promise<string> => {
    const where = { column: 'asset', equals: asset } as const;
    const behind = after === undefined ? {} : { after: [after, after] };
    const rows = await store.latest.list('b', 'account', { where, limit, ...behind });
    return rows.map(({ id }) => id).join(' ');
  };
  expect(await list('X', 2)).toBe('d e');
  expect(await list('X', 3)).toBe('d e f');
  expect(await list('X', 9)).toBe('d e f z');
  expect(await list('X', 2, 'e')).toBe('f z');
  expect(await list('Y', 2)).toBe('a b');
  expect(await list('Y', 2, 'a')).toBe('b c');
  expect(await list('X', 0)).toBe('');
});

test('a snapshot sees what was, wherever the rows have gone since', async () => {
  await write(account('a', 'X', 1n), account('b', 'X', 1n));
  const before = await store.snapshot();
  await write(account('a', 'X', 2n));
  const between = await store.snapshot();
  await write(...SIX.map((id) => account(id, 'X', 3n)));
  await write(account('a', 'X', 4n));
  expect(await shown(before)).toBe('a X 1, b X 1');
  expect(await shown(between)).toBe('a X 2, b X 1');
  expect(await shown(store.latest)).toBe('a X 4, b X 3, c X 3, d X 3, e X 3, f X 3');
  await before.close();
  await between.close();
});

test('what a transaction wrote is gone when it is rolled back, moved or not', async () => {
  await write(account('a', 'X', 1n));
  for (const rows of [[account('a', 'X', 2n)], SIX.map((id) => account(id, 'X', 3n))]) {
    const transaction = await store.begin();
    const head = await transaction.lock('b');
    const rest = { journal: [], entries: [], staleCheckpoints: [], checkpoints: [] };
    await transaction.write('b', { ...rest, head, rows: { account: rows } });
    expect(await shown(transaction)).toContain(`a X ${rows[0]?.inflow}`);
    expect(await shown(store.latest)).toBe('a X 1');
    await transaction.rollback();
    expect(await shown(store.latest)).toBe('a X 1');
    await write(account('b', 'X', BigInt(rows.length)));
    expect(await shown(store.latest)).toBe(`a X 1, b X ${rows.length}`);
    await write(account('b', 'X', 0n));
    await reopen();
    expect(await shown(store.latest)).toBe('a X 1, b X 0');
    await store.close();
    rmSync(file);
    store = await openSqliteStore(file, { limits: LIMITS });
    await write(account('a', 'X', 1n));
  }
});
