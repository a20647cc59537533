import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../src/store/postgres/connect.ts';
import { INSERT_ROWS_MAX } from '../../src/store/postgres/connection-limits.ts';
import { distributeHouse } from '../../src/store/postgres/distribute-on-citus.ts';
import { connectingTo, openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { TABLES } from '../../src/store/postgres/schema.ts';
import { allStatements, rareStatement } from '../../src/store/postgres/statements.ts';
import type { EntryRow } from '../../src/store/store.ts';
import { isCluster, WAITS_FOR_LOCK } from '../support/postgres/citus-cluster.ts';
import { named, untilBackends } from '../support/postgres/postgres-backends.ts';
import { makeSchema, type PostgresSchema, query } from '../support/postgres/postgres-place.ts';
import {
  commandsOf,
  commitChanges,
  commitCommand,
  rowAt,
  seqOf,
  someChanges,
  writeCommand,
} from './store-writes.ts';

let schema: PostgresSchema;
let store: PostgresStore;

beforeEach(async () => {
  schema = await makeSchema('writers=4&readers=3');
  store = await openPostgresStore(named(schema.url, schema.name));
});

afterEach(async () => {
  await store.close();
  await schema.drop();
});

describe('several books at once', () => {
  test('are written to side by side, each by its own transaction', async () => {
    const open = await Promise.all(['a', 'b', 'c', 'd'].map(() => store.begin()));
    await Promise.all(open.map((one, i) => writeCommand(one, 'c1', 1, `book ${i}`)));
    // All are open, and none has waited for another.
    await Promise.all(open.map((one) => one.commit()));
    expect(await store.latest.books({ limit: 9 })).toEqual(['book 0', 'book 1', 'book 2', 'book 3']);
  });

  test('wait for a connection when there are more than connections, and all come to their turn', async () => {
    const books = Array.from({ length: 25 }, (_, i) => `book ${i % 7}`);
    await Promise.all(
      books.map(async (book) => {
        const transaction = await store.begin();
        const { seq } = await transaction.lock(book);
        await writeCommand(transaction, `c${seq + 1}`, seq + 1, book);
        await transaction.commit();
      }),
    );
    for (let i = 0; i < 7; i += 1) {
      const times = books.filter((book) => book === `book ${i}`).length;
      expect(await commandsOf(store.latest, `book ${i}`)).toHaveLength(times);
    }
    const connections = 'SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = $1';
    const [row] = await query(schema.serverUrl, connections, [schema.name]);
    expect(row?.n).toBeLessThanOrEqual(4 + 3 + 1);
  });

  test('one book is one line: the second locks it when the first is over, and reads what that wrote', async () => {
    const other = await openPostgresStore(schema.url);
    const first = await store.begin();
    await first.lock('new');
    const second = await other.begin();
    const locked = second.lock('new');
    await writeCommand(first, 'c1', 1, 'new');
    await first.commit();
    expect((await locked).seq).toBe(1);
    await second.rollback();
    await other.close();
  });

  test('a book that two begin at the same time is begun by one, also when that one gives up', async () => {
    const first = await store.begin();
    await first.lock('new');
    const second = await store.begin();
    const locked = second.lock('new');
    await untilBackends(schema.serverUrl, schema.name, WAITS_FOR_LOCK);
    await first.rollback();
    expect((await locked).seq).toBe(0);
    await writeCommand(second, 'c1', 1, 'new');
    await second.commit();
    expect(await seqOf(store.latest, 'new')).toBe(1);
  });

  test('snapshots beyond the connections for reading wait, and do not hold up who writes', async () => {
    const open = await Promise.all([1, 2, 3].map(() => store.snapshot()));
    let hasCome = false;
    const fourth = store.snapshot().then((snapshot) => {
      hasCome = true;
      return snapshot;
    });
    await commitCommand(store, 'c1', 1);
    expect(hasCome).toBe(false);
    await open[0]?.close();
    const snapshot = await fourth;
    expect(await seqOf(snapshot)).toBe(1);
    for (const one of [snapshot, ...open]) await one.close();
  });
});

test('a batch takes two round trips, and loading one more for all that is asked for together', async () => {
  await commitCommand(store, 'c1', 1);
  const entries = Array.from({ length: 10 }, (_, i) => rowAt('a', i, 2, i + 1));
  const command = [{ id: 'c2', seq: 2, event: 2, isReversed: false }];
  const before = { ...store.traffic };
  const transaction = await store.begin();
  await transaction.lock('b');
  await Promise.all([
    transaction.find('b', 'account', 'id', ['a']),
    transaction.find('b', 'hold', 'id', ['h']),
    transaction.entriesOf('b', [{ account: 'a', after: 0 }]),
  ]);
  await transaction.write(
    'b',
    someChanges('b', { seq: 2 }, { rows: { command }, entries, checkpoints: entries }),
  );
  await transaction.commit();
  const { roundTrips, statements } = store.traffic;
  expect(roundTrips - before.roundTrips).toBe(3);
  expect(statements - before.statements).toBe(2 + 1 + 3 + 4 + 1);
});

test('more rows than one statement takes are written all the same', async () => {
  const count = 2 * INSERT_ROWS_MAX + 1;
  const entries = Array.from({ length: count }, (_, i): EntryRow => rowAt(`a${i % 5}`, i, 2, i + 1));
  await commitChanges(store, { entries });
  const [row] = await query(schema.serverUrl, `SELECT count(*)::int AS n FROM "${schema.name}".entries`);
  expect(row?.n).toBe(count);
  const last = await store.latest.entries('b', {
    account: 'a3',
    after: { at: count - 7, order: 2, seq: count },
  });
  expect(last).toEqual(entries.slice(-6).filter(({ account }) => account === 'a3'));
  expect(last.length).toBeGreaterThan(0);
});

describe('a connection', () => {
  const SHOW = ['synchronous_commit', 'statement_timeout', 'search_path'].map((name) =>
    rareStatement('session', `SHOW ${name}`),
  );

  async function settings(options: string): Promise<unknown[]> {
    const url = new URL(schema.url);
    url.searchParams.set('options', options);
    const { connection } = await connect(connectingTo(url.href), { hasNoTimeout: false, dropsIdle: true });
    const shown = await Promise.all(SHOW.map(async (show) => (await connection.get(show))?.[0]));
    await connection.close();
    return shown;
  }

  test.each([
    ['-c synchronous_commit=off', 'on'],
    ['-c synchronous_commit=on', 'on'],
    ['-c synchronous_commit=remote_apply', 'remote_apply'],
    ['-c synchronous_commit=local', 'local'],
  ])('with %s, commits with %s', async (options, commit) => {
    const others = '-c statement_timeout=5000 -c search_path=elsewhere';
    expect(await settings(`${options} ${others}`)).toEqual([commit, '0', 'pg_catalog']);
  });

  test('to a database whose text is not UTF-8 is refused', async () => {
    const name = `${schema.name}_ascii`;
    await query(
      schema.serverUrl,
      `CREATE DATABASE "${name}" ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'`,
    );
    const url = new URL(schema.url);
    url.pathname = `/${name}`;
    await expect(openPostgresStore(url.href)).rejects.toMatchObject({
      code: 'store_version',
      message: expect.stringMatching(/SQL_ASCII.*UTF8/),
    });
    await query(schema.serverUrl, `DROP DATABASE "${name}"`);
  });

  test('is made to the first server of the url that can be reached', async () => {
    const url = schema.url.replace('127.0.0.1:', '127.0.0.1:1,127.0.0.1:');
    const reached = await openPostgresStore(url);
    await commitCommand(reached, 'c1', 1);
    await reached.close();
    expect(await commandsOf(store.latest)).toEqual(['c1']);
  });
});

describe('on Citus', () => {
  test('books are distributed first, and every other table beside them, by book', () => {
    const texts = allStatements().map(({ text }) => text);
    const distributing = texts.filter((text) => text.includes('create_distributed_table'));
    expect(distributing).toEqual(
      ['books', ...TABLES.map(({ name }) => name).filter((name) => name !== 'books')].map(
        (name, i) =>
          `SELECT create_distributed_table('@${name}', 'book', colocate_with => '${i === 0 ? 'none' : '@books'}')`,
      ),
    );
    expect(texts).toContain("SELECT create_reference_table('@migrations')");
  });

  test('a database without it is told so, and stays as it was; so does a house that is distributed', async () => {
    await commitCommand(store, 'c1', 1);
    const distributing = distributeHouse(schema.url);
    if (isCluster(schema.serverUrl)) expect(await distributing).toEqual([]);
    else {
      await expect(distributing).rejects.toMatchObject({
        code: 'store_failed',
        message: expect.stringMatching(/has no Citus: run CREATE EXTENSION citus/),
      });
    }
    expect(await commandsOf(store.latest)).toEqual(['c1']);
  });
});
