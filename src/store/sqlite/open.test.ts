import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../base/store-error.ts';
import { openSqliteStore } from './open.ts';
import { SCHEMA_VERSION } from './schema.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-open-'));
  file = join(folder, 'house.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Changes the file as a program would that knows only SQLite. */
function changeFile(sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

async function errorOf(path: string): Promise<StoreError> {
  const error: unknown = await openSqliteStore(path).then(
    async (store) => store.close(),
    (reason: unknown) => reason,
  );
  if (!(error instanceof StoreError)) throw new Error(`expected a StoreError, got ${String(error)}`);
  return error;
}

describe('a file that cannot be opened as a house', () => {
  test.each([
    ['a text', 'account,amount\nalice,5\n'.repeat(90)],
    ['a text of one line', 'hello'],
    ['zeros', '\0'.repeat(5000)],
  ])('%s is no house, and is left as it was', async (_, text) => {
    writeFileSync(file, text);
    expect(await errorOf(file)).toMatchObject({ code: 'store_version' });
    expect((await errorOf(file)).message).toContain('is not a Tallystick house');
    expect(readFileSync(file, 'utf8')).toBe(text);
    expect(readdirSync(folder)).toEqual(['house.db']);
  });

  test("another program's database is no house, and is left as it was", async () => {
    changeFile('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
    const before = readFileSync(file);
    expect(await errorOf(file)).toMatchObject({ code: 'store_version' });
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['house.db']);
  });

  test('a house of another version is told from one of this', async () => {
    await (await openSqliteStore(file)).close();
    const later = SCHEMA_VERSION + 1;
    changeFile(`PRAGMA user_version = ${later}`);
    const error = await errorOf(file);
    expect(error.code).toBe('store_version');
    const said = `file version ${later}, .*reads versions up to ${SCHEMA_VERSION}: open it with the version that made it`;
    expect(error.message).toMatch(new RegExp(said));
    changeFile(`PRAGMA user_version = ${SCHEMA_VERSION}`);
    await (await openSqliteStore(file)).close();
  });

  test('a folder that does not exist is named', async () => {
    const error = await errorOf(join(folder, 'a', 'house.db'));
    expect(error.code).toBe('store_failed');
    expect(error.message).toContain(`make the folder ${join(folder, 'a')} first`);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder is no file', async () => {
    mkdirSync(file);
    expect(await errorOf(file)).toMatchObject({ code: 'store_failed' });
  });
});

describe('a new house', () => {
  test.each([
    ['no file', () => {}],
    ['an empty file', () => writeFileSync(file, '')],
    // What is left when the process ends between making the file and making the tables.
    ['a database without tables', () => changeFile('PRAGMA journal_mode = WAL')],
  ])('is made of %s', async (_, prepare) => {
    prepare();
    await (await openSqliteStore(file)).close();
    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA page_size').get()).toEqual({ page_size: 4096 });
    database.close();
    const store = await openSqliteStore(file);
    expect(await store.latest.books({ limit: 9 })).toEqual([]);
    expect(await store.checkFile()).toEqual([]);
    await store.close();
  });

  test('is written with a log again when another program took that away', async () => {
    await (await openSqliteStore(file)).close();
    changeFile('PRAGMA journal_mode = DELETE');
    await (await openSqliteStore(file)).close();
    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    database.close();
  });

  test('is closed more than once without harm, and says that it is closed', async () => {
    const store = await openSqliteStore(file);
    const snapshot = await store.snapshot();
    const transaction = await store.begin();
    const waiting = store.begin();
    const refused = expect(waiting).rejects.toMatchObject({ code: 'house_closed' });
    await store.close();
    await store.close();
    await refused;
    await expect(store.latest.head('b')).rejects.toMatchObject({ code: 'house_closed' });
    await expect(store.begin()).rejects.toMatchObject({ code: 'house_closed' });
    await expect(store.snapshot()).rejects.toMatchObject({ code: 'house_closed' });
    await expect(snapshot.head('b')).rejects.toMatchObject({ code: 'house_closed' });
    await snapshot.close();
    await transaction.rollback();
  });
});
