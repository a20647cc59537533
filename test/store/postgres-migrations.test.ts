import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Counters } from '../../src/counters/counters.ts';
import { SCHEMA_VERSION } from '../../src/store/postgres/migrate.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { TABLES } from '../../src/store/postgres/schema.ts';
import { WAITS_FOR_LOCK } from '../support/postgres/citus-cluster.ts';
import { backToFirstSchema, LATER_TABLES } from '../support/postgres/first-schema-version.ts';
import { named, untilBackends } from '../support/postgres/postgres-backends.ts';
import { makeEmptySchema, type PostgresSchema, query } from '../support/postgres/postgres-place.ts';
import { commitCommand } from './store-writes.ts';

const run = promisify(execFile);
const CHILD = fileURLToPath(new URL('../support/postgres/postgres-open-child.ts', import.meta.url));
const PROCESSES = 5;
/** One step at a time. */
const VERSIONS = Array.from({ length: SCHEMA_VERSION }, (_, i) => `${i + 1}`);

let schema: PostgresSchema;

beforeEach(async () => {
  schema = await makeEmptySchema();
});

afterEach(() => schema.drop());

async function tablesOf({ serverUrl, name }: PostgresSchema): Promise<unknown[]> {
  const text = 'SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY tablename';
  return (await query(serverUrl, text, [name])).map(({ tablename }) => tablename);
}

async function versionsOf({ serverUrl, name }: PostgresSchema): Promise<unknown[]> {
  return (await query(serverUrl, `SELECT version FROM "${name}".migrations ORDER BY version`)).map(
    ({ version }) => version,
  );
}

describe('the schema', () => {
  test('is made once when several processes open a new house at the same time, and all can write', async () => {
    const books = Array.from({ length: PROCESSES }, (_, i) => `book ${i}`);
    const outputs = await Promise.all(books.map((book) => run(process.execPath, [CHILD, schema.url, book])));
    expect(outputs.map(({ stdout }) => stdout.trim())).toEqual(books.map(() => 'done'));
    expect(await versionsOf(schema)).toEqual(VERSIONS);
    const store = await openPostgresStore(schema.url);
    expect(await store.latest.books({ limit: 99 })).toEqual(books);
    await store.close();
  });

  test('of the first version is brought forward once when it is opened several times at once', async () => {
    await (await openPostgresStore(schema.url)).close();
    await backToFirstSchema(schema);
    expect(await versionsOf(schema)).toEqual(['1']);
    const stores = await Promise.all(Array.from({ length: 6 }, () => openPostgresStore(schema.url)));
    await Promise.all(stores.map((store) => store.close()));
    expect(await versionsOf(schema)).toEqual(VERSIONS);
    expect(await tablesOf(schema)).toEqual([...TABLES.map(({ name }) => name), 'migrations'].sort());
  });

  test('of the first version gets the tables of counters, imports and the house, and keeps what it has', async () => {
    await (await openPostgresStore(schema.url)).close();
    const made = await query(schema.serverUrl, LATER_TABLES, [schema.name]);
    await backToFirstSchema(schema);
    await query(
      schema.serverUrl,
      `INSERT INTO "${schema.name}".books (book, seq, link, "recordedAt") VALUES ('old', 1, '\\x00', 1)`,
    );
    const store = await openPostgresStore(schema.url);
    try {
      expect(await query(schema.serverUrl, LATER_TABLES, [schema.name])).toEqual(made);
      expect(await store.latest.books({ limit: 9 })).toEqual(['old']);
      const counters = new Counters(store.counters(), 'new', () => 1);
      expect(await counters.ingest({ counter: 'a', eventId: '1', at: 1 })).toBe('counted');
      // Counters need no head: a book may have nothing else.
      expect(await store.checkFile()).toEqual([]);
    } finally {
      await store.close();
    }
  });

  test('is brought forward by whoever has the row of the house; who waits for it finds that done', async () => {
    await (await openPostgresStore(schema.url)).close();
    const { name, serverUrl } = schema;
    await query(serverUrl, `DELETE FROM "${name}".migrations WHERE version = ${SCHEMA_VERSION}`);
    const other = new pg.Client({ connectionString: serverUrl });
    await other.connect();
    try {
      await other.query(`BEGIN; SELECT FROM "${name}".house WHERE book = '' FOR UPDATE`);
      const opening = openPostgresStore(named(schema.url, name));
      opening.catch(() => undefined);
      await untilBackends(serverUrl, name, WAITS_FOR_LOCK);
      await other.query(`INSERT INTO "${name}".migrations VALUES (${SCHEMA_VERSION}); COMMIT`);
      await (await opening).close();
    } finally {
      await other.end();
    }
    expect(await versionsOf(schema)).toEqual(VERSIONS);
  });

  test('tells what stood in its way, when nobody else has made it', async () => {
    const { name, serverUrl } = schema;
    await query(serverUrl, `CREATE SCHEMA "${name}"; CREATE TABLE "${name}".entries (a bigint)`);
    await expect(openPostgresStore(schema.url)).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringContaining('"entries" already exists'),
    });
    expect(await tablesOf(schema)).toEqual(['entries']);
  });

  test('is made once when one process opens it several times at once', async () => {
    const stores = await Promise.all(Array.from({ length: 6 }, () => openPostgresStore(schema.url)));
    expect(await versionsOf(schema)).toEqual(VERSIONS);
    expect(await tablesOf(schema)).toEqual([...TABLES.map(({ name }) => name), 'migrations'].sort());
    await Promise.all(stores.map((store) => store.close()));
  });

  test('is whole or not there: a process that is killed while it makes it leaves nothing', async () => {
    // Somebody else is about to make it, and goes away halfway.
    const half = `BEGIN; CREATE SCHEMA "${schema.name}"; CREATE TABLE "${schema.name}".books (a bigint)`;
    await query(schema.serverUrl, half);
    expect(await tablesOf(schema)).toEqual([]);
    await (await openPostgresStore(schema.url)).close();
    expect(await tablesOf(schema)).toHaveLength(TABLES.length + 1);
  });

  test('of the version before the list of books gets one, of those that were written to', async () => {
    const books = ['a', 'b', '\u{1f4b6}'];
    const store = await openPostgresStore(schema.url);
    for (const book of books) await commitCommand(store, 'c1', 1, book);
    const locked = await store.begin();
    await locked.lock('never');
    await locked.commit();
    await store.close();
    const before = `DROP TABLE "${schema.name}".schedules; ALTER TABLE "${schema.name}".books DROP COLUMN due;
      DROP TABLE "${schema.name}".booknames; DELETE FROM "${schema.name}".migrations WHERE version >= 16;
      CREATE INDEX books_by_rules ON "${schema.name}".books (rules)`;
    await query(schema.serverUrl, before);
    const again = await openPostgresStore(schema.url);
    try {
      expect(await again.latest.books({ limit: 9 })).toEqual(books);
      expect(await again.info()).toMatchObject({ rulesVersion: 2 });
      expect(await again.checkFile()).toEqual([]);
    } finally {
      await again.close();
    }
  });

  test('of a later version is not touched', async () => {
    await (await openPostgresStore(schema.url)).close();
    await query(schema.serverUrl, `INSERT INTO "${schema.name}".migrations VALUES (${SCHEMA_VERSION + 1})`);
    const expected = {
      name: 'StoreError',
      code: 'store_version',
      message: expect.stringContaining(`version ${SCHEMA_VERSION + 1}`),
    };
    await expect(openPostgresStore(schema.url)).rejects.toMatchObject(expected);
    expect(await versionsOf(schema)).toEqual([...VERSIONS, `${SCHEMA_VERSION + 1}`]);
  });

  test('that is there needs no right to change it', async () => {
    await (await openPostgresStore(schema.url)).close();
    const user = schema.name;
    const { serverUrl, name } = schema;
    await query(
      serverUrl,
      `CREATE ROLE "${user}" LOGIN PASSWORD 'teller'; GRANT USAGE ON SCHEMA "${name}" TO "${user}";
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "${name}" TO "${user}"`,
    );
    try {
      const teller = new URL(schema.url);
      teller.username = user;
      teller.password = 'teller';
      const output = await run(process.execPath, [CHILD, teller.href, 'b']);
      expect(output.stdout.trim()).toBe('done');
    } finally {
      await query(serverUrl, `DROP OWNED BY "${user}"; DROP ROLE "${user}"`);
    }
  });

  test('keeps text in the order of its bytes in every column, whatever the database says', async () => {
    await (await openPostgresStore(schema.url)).close();
    const text = `SELECT table_name, column_name, collation_name FROM information_schema.columns
      WHERE table_schema = $1 AND data_type = 'text'`;
    const columns = await query(schema.serverUrl, text, [schema.name]);
    expect(columns.length).toBeGreaterThan(TABLES.length);
    expect(columns.filter(({ collation_name }) => collation_name !== 'C')).toEqual([]);
  });
});

describe('a house that cannot be opened', () => {
  test('because one server is away, and another lets nobody in: the first may come back', async () => {
    const url = new URL(schema.url);
    url.password = 'x';
    const [away, closed] = ['127.0.0.1:1', url.host];
    for (const hosts of [`${away},${closed}`, `${closed},${away}`]) {
      const house = url.href.replace(`@${url.host}/`, `@${hosts}/`);
      await expect(openPostgresStore(house)).rejects.toMatchObject({ isRetryable: true });
    }
  });

  test.each([
    ['no such user', (url: URL) => (url.username = 'nobody'), /check the user and the password/, false],
    ['another password', (url: URL) => (url.password = 'x'), /check the user and the password/, false],
    ['no password', (url: URL) => (url.password = ''), /check the user, the password/, false],
    [
      'no encryption',
      (url: URL) => url.searchParams.set('sslmode', 'verify-full'),
      /check the user, the pass/,
      false,
    ],
    ['no such database', (url: URL) => (url.pathname = '/none'), /create the database first/, false],
    ['no server', (url: URL) => (url.port = '1'), /ECONNREFUSED/, true],
  ])(
    '%s: says what is wrong, and what to do, without the password',
    async (_, change, message, isRetryable) => {
      const url = new URL(schema.url);
      change(url);
      const failed = {
        name: 'StoreError',
        code: 'store_failed',
        message: expect.stringMatching(message),
        isRetryable,
      };
      await expect(openPostgresStore(url.href)).rejects.toMatchObject(failed);
      await expect(openPostgresStore(url.href)).rejects.toMatchObject({
        message: expect.not.stringContaining('tallystick:tallystick'),
      });
    },
  );
});
