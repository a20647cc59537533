import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { open } from '../../src/engine/open-house.ts';
import { apiCalls, apiSubjects, callApi } from '../support/house/api-calls.ts';
import type { House } from '../support/house/house-door.ts';
import { rejectionOf } from '../support/house/house-same.ts';
import {
  makeEmptySchema,
  makeSchema,
  type PostgresSchema,
  query,
} from '../support/postgres/postgres-place.ts';
import { freePort, startPostgres } from '../support/postgres/postgres-server.ts';
import { startStandby } from '../support/postgres/postgres-standby.ts';

const CLOCK = { clock: () => 20 };

/** What only reads; everything else that there is to be called writes. */
const READS = new Set([
  ...['house.info', 'house.books', 'house.checkClock', 'house.verify', 'house.reconcile'],
  ...[
    'as',
    'privateData',
    'account',
    'balance',
    'balances',
    'statement',
    'refundable',
    'spendable',
    'recordedIds',
    'command',
    'trialBalance',
    'head',
  ]
    .concat('lockedBefore', 'dryRun', 'follow', 'feed', 'events', 'events.all')
    .concat(
      [
        'accounts',
        'holds',
        'offers',
        'schedules',
        'payments',
        'credits',
        'creditHistory',
        'imports',
        'transactions',
      ].flatMap((list) => [list, `${list}.all`]),
    )
    .map((method) => `book.${method}`),
  ...['tumbling', 'sliding', 'total', 'top', 'distinct', 'status', 'quarantine'].map(
    (one) => `counters.${one}`,
  ),
]);
/** What is no question of reading and writing: on PostgreSQL there is no file to copy, and the test closes the house. */
const NEITHER = ['house.backup', 'house.close'];

describe('a house that is opened to read, by a user who may only read', () => {
  let schema: PostgresSchema;
  let writing: House;
  let reading: House;
  let urlOfReader: string;

  beforeAll(async () => {
    schema = await makeSchema();
    writing = await open(schema.url, { ...CLOCK, announceExpiries: false });
    await apiSubjects(writing);
    const user = `reader_${schema.name.slice(-12)}`;
    for (const text of [
      `CREATE ROLE "${user}" LOGIN PASSWORD 'reads'`,
      `GRANT USAGE ON SCHEMA "${schema.name}" TO "${user}"`,
      `GRANT SELECT ON ALL TABLES IN SCHEMA "${schema.name}" TO "${user}"`,
    ]) {
      await query(schema.serverUrl, text);
    }
    const url = new URL(schema.url);
    url.username = user;
    url.password = 'reads';
    urlOfReader = url.href;
    reading = await open(urlOfReader, { ...CLOCK, mode: 'read' });
  });

  afterAll(async () => {
    await reading?.close();
    await writing?.close();
    await schema?.drop();
  });

  /** Everything that stands in the house. */
  async function content(): Promise<unknown> {
    const tables = await query(
      schema.serverUrl,
      'SELECT tablename AS name FROM pg_tables WHERE schemaname = $1 ORDER BY 1',
      [schema.name],
    );
    const rows = tables.map(({ name }) =>
      query(
        schema.serverUrl,
        `SELECT "rows"::text FROM "${schema.name}"."${String(name)}" AS "rows" ORDER BY 1`,
      ),
    );
    return await Promise.all(rows);
  }

  const calls = apiCalls().filter(
    ({ subject, method }) => subject !== 'tx' && !NEITHER.includes(`${subject}.${method}`),
  );

  test('answers every question, refuses everything else by name, and changes nothing', async () => {
    const book = reading.book('main');
    const feed = book.feed({ feed: 'own', count: () => ({ counter: 'rows' }) });
    const subjects = { house: reading, book, counters: reading.counters, feed };
    const before = await content();
    const asked: string[] = [];
    for (const call of calls) {
      const name = `${call.subject}.${call.method}`;
      const answer = (async () => {
        const told: unknown = await callApi(subjects as never, call);
        // What is iterated over is asked for its first item.
        if (
          typeof told === 'object' &&
          told !== null &&
          Symbol.asyncIterator in told &&
          name !== 'book.follow'
        ) {
          await (told as AsyncIterable<unknown>)[Symbol.asyncIterator]().next();
        }
      })();
      if (READS.has(name)) {
        await expect(answer, name).resolves.toBeUndefined();
        asked.push(name);
      } else {
        const refused = { name: 'StoreError', code: 'house_read_only', isRetryable: false };
        expect(await rejectionOf(answer), name).toMatchObject(refused);
      }
    }
    expect(new Set(asked)).toEqual(READS);
    expect(await content()).toEqual(before);
  });

  test('answers as the house does that wrote, and what is written meanwhile', async () => {
    const [here, there] = [reading.book('main'), writing.book('main')];
    for (let i = 0; i < 3; i += 1) {
      await there.transfer({ from: 'world', to: 'b', amount: 1n });
      expect(await here.balances(['a', 'b'])).toEqual(await there.balances(['a', 'b']));
      expect(await here.head()).toEqual(await there.head());
    }
    const dry = { kind: 'transfer', from: 'a', to: 'world', amount: 1n, id: 'new' } as const;
    expect(await here.dryRun(dry)).toEqual(await there.dryRun(dry));
    expect((await reading.verify()).books).toEqual((await writing.verify()).books);
  });

  test('hears of what others write, and announces nothing itself', async () => {
    const { seq } = await writing.book('main').head();
    const heard = (async () => {
      for await (const row of reading.book('main').follow({ after: seq })) return row.kind;
      return undefined;
    })();
    await writing.book('main').transfer({ from: 'world', to: 'b', amount: 1n });
    expect(await heard).toBe('transfer');
  });

  test('is neither made nor migrated: where there is none, or one of another version, it is not opened', async () => {
    const none = await makeEmptySchema();
    expect(await rejectionOf(open(none.url, { mode: 'read' }))).toMatchObject({ code: 'house_missing' });
    const found = await query(schema.serverUrl, 'SELECT 1 FROM pg_namespace WHERE nspname = $1', [none.name]);
    expect(found).toEqual([]);
    const old = await makeSchema();
    try {
      await (await open(old.url)).close();
      const last = `DELETE FROM "${old.name}".migrations
        WHERE "version" = (SELECT max("version") FROM "${old.name}".migrations)`;
      await query(schema.serverUrl, last);
      expect(await rejectionOf(open(old.url, { mode: 'read' }))).toMatchObject({
        code: 'store_version',
        message: expect.stringMatching(/open it once to write, or run `tallystick migrate`/),
      });
    } finally {
      await old.drop();
    }
  });

  test.each(['memory:', 'sqlite:nowhere.db'])('is on PostgreSQL: %s is not opened so', async (url) => {
    expect(await rejectionOf(open(url, { mode: 'read' }))).toMatchObject({
      code: 'bad_option',
      field: 'mode',
    });
  });

  test('needs a right to be read', async () => {
    await query(
      schema.serverUrl,
      `REVOKE SELECT ON "${schema.name}".migrations FROM ${new URL(urlOfReader).username}`,
    );
    expect(await rejectionOf(open(urlOfReader, { mode: 'read' }))).toMatchObject({
      code: 'store_failed',
      isRetryable: false,
      message: expect.stringMatching(/lacks a right/),
    });
  });
});

test('on a standby a house is read, audited and followed, also when the standby takes over', async () => {
  const primary = await startPostgres();
  try {
    const standby = await startStandby(primary.url, await freePort());
    const of = (url: string): string => `${url}?schema=shop`;
    const writing = await open(of(primary.url), { announceExpiries: false });
    let reading: House | undefined;
    try {
      const book = writing.book('b');
      await book.openAccount({ account: 'a', asset: 'GBP/2' });
      await query(primary.url, "ALTER SYSTEM SET synchronous_commit = 'remote_apply'");
      await query(primary.url, 'SELECT pg_reload_conf()');
      expect(await rejectionOf(open(of(standby.url)))).toMatchObject({
        code: 'store_failed',
        message: expect.stringMatching(/standby.*mode: 'read'/),
      });
      reading = await open(of(standby.url), { mode: 'read' });
      const rows: string[] = [];
      const following = (async () => {
        for await (const { kind } of reading.book('b').follow()) if (rows.push(kind) === 3) return;
      })();
      await book.transfer({ from: 'world', to: 'a', amount: 7n });
      await book.transfer({ from: 'world', to: 'a', amount: 1n });
      await following;
      expect(rows).toEqual(['open_account', 'transfer', 'transfer']);
      expect(await reading.book('b').balance('a')).toMatchObject({ posted: 8n });
      expect(await reading.verify()).toMatchObject({ ok: true, books: (await writing.verify()).books });
      expect(await reading.reconcile()).toMatchObject({ ok: true });
      const refused = reading.book('b').transfer({ from: 'world', to: 'a', amount: 1n });
      expect(await rejectionOf(refused)).toMatchObject({ code: 'house_read_only' });
      await writing.close();
      await standby.promote();
      expect(await reading.book('b').balance('a')).toMatchObject({ posted: 8n });
    } finally {
      await reading?.close();
      await writing.close();
      await standby.stop();
    }
  } finally {
    await primary.stop();
  }
});
