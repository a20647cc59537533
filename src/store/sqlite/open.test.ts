import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../base/store-error.ts';
import { openSqliteStore, type SqliteOptions } from './open.ts';
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

async function errorOf(path: string, options: SqliteOptions = {}): Promise<StoreError> {
  const error: unknown = await openSqliteStore(path, options).then(
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

  test.each([
    ['an empty file', () => writeFileSync(file, '')],
    ['a database without tables', () => changeFile('PRAGMA journal_mode = WAL')],
    ['a text', () => writeFileSync(file, 'hello')],
  ])('%s is never made a house of, whatever is asked for', async (_, prepare) => {
    prepare();
    const before = readFileSync(file);
    for (const options of [{}, { create: true }, { create: false }]) {
      expect(await errorOf(file, options)).toMatchObject({ code: 'store_version' });
      expect(readFileSync(file)).toEqual(before);
      expect(readdirSync(folder)).toEqual(['house.db']);
    }
  });

  test.each([
    ['a folder', () => void mkdirSync(file), 'is a folder'],
    ['a pipe', () => void execFileSync('mkfifo', [file]), 'is no regular file'],
    ['a link to a device', () => symlinkSync('/dev/null', file), '/dev/null is no regular file'],
  ])('%s is no file, and nothing is left beside it', async (_, prepare, said) => {
    prepare();
    for (const create of [true, false]) {
      const error = await errorOf(file, { create });
      expect(error).toMatchObject({ code: 'store_failed', message: expect.stringContaining(said) });
    }
    expect(readdirSync(folder)).toEqual(['house.db']);
    expect(existsSync('/dev/null-lock')).toBe(false);
  });

  test('no file is no house when none is to be made, and none is', async () => {
    symlinkSync(file, join(folder, 'link.db'));
    for (const path of [file, join(folder, 'link.db')]) {
      const error = await errorOf(path, { create: false });
      expect(error).toMatchObject({ code: 'house_missing', message: expect.stringContaining('house.db') });
    }
    expect(readdirSync(folder)).toEqual(['link.db']);
    await (await openSqliteStore(file)).close();
    await (await openSqliteStore(join(folder, 'link.db'), { create: false })).close();
  });

  test('a house with two names is refused by both, and opened when it has one', async () => {
    await (await openSqliteStore(file)).close();
    const other = join(folder, 'other.db');
    linkSync(file, other);
    for (const path of [file, other]) {
      expect((await errorOf(path)).message).toMatch(/has 2 names \(hard links\).*remove the others/);
    }
    expect(readdirSync(folder).sort()).toEqual(['house.db', 'house.db-lock', 'other.db']);
    rmSync(other);
    await (await openSqliteStore(file)).close();
  });

  test.each(['-wal', '-journal'])(
    'what is left of a house, its %s, is not read into a new one',
    async (suffix) => {
      writeFileSync(`${file}${suffix}`, 'the last writes of a house');
      expect((await errorOf(file)).message).toContain(`${file}${suffix} is there without ${file}`);
      expect(readdirSync(folder)).toEqual([`house.db${suffix}`]);
      expect(readFileSync(`${file}${suffix}`, 'utf8')).toBe('the last writes of a house');
    },
  );
});

describe('a lock that is the trouble', () => {
  test.each([
    [
      'a text',
      (lock: string) => writeFileSync(lock, 'no lock at all, and longer than a header is'.repeat(20)),
    ],
    ['a folder', (lock: string) => void mkdirSync(lock)],
    ['a link', (lock: string) => symlinkSync(join(folder, 'elsewhere'), lock)],
  ])('in the shape of %s is named, and left as it is', async (_, prepare) => {
    await (await openSqliteStore(file)).close();
    rmSync(`${file}-lock`);
    prepare(`${file}-lock`);
    const error = await errorOf(file);
    expect(error).toMatchObject({ code: 'store_failed' });
    expect(error.message).toContain(`${file}-lock is in the place of the house's lock and is none`);
    expect(readdirSync(folder).sort()).toEqual(['house.db', 'house.db-lock']);
  });

  test('is made for whoever may write to the house', async () => {
    await (await openSqliteStore(file)).close();
    for (const mode of [0o600, 0o660, 0o666]) {
      rmSync(`${file}-lock`);
      chmodSync(file, mode);
      await (await openSqliteStore(file)).close();
      expect(statSync(`${file}-lock`).mode & 0o777).toBe(mode);
    }
  });
});

describe('a new house', () => {
  test.each([
    ['no file', () => {}],
    // What is left when the process ends before the house is in its place, and right after it.
    ['what is half made', () => writeFileSync(`${file}-making`, 'half')],
    [
      'a file that has its second name still',
      async () => {
        await (await openSqliteStore(file)).close();
        linkSync(file, `${file}-making`);
      },
    ],
  ])('is made of %s', async (_, prepare) => {
    await prepare();
    await (await openSqliteStore(file)).close();
    expect(readdirSync(folder).sort()).toEqual(['house.db', 'house.db-lock']);
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
