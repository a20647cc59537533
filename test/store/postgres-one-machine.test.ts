import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { named } from '../support/postgres/postgres-backends.ts';
import { makeSchema, type PostgresSchema, query } from '../support/postgres/postgres-place.ts';
import { commitCommand, seqOf, someChanges, writeCommand } from './store-writes.ts';

let schema: PostgresSchema;
let store: PostgresStore;

beforeEach(async () => {
  schema = await makeSchema();
  store = await openPostgresStore(named(schema.url, schema.name));
});

afterEach(async () => {
  await store.close();
  await schema.drop();
});

const HEAD =
  'SELECT "book", "seq", "link", "assignedAt", "recordedAt", "rules", "lockedBefore", "hasPurses", "due", "creditOrder" FROM @"books"' +
  ' WHERE "book" = $1 AND "link" IS NOT NULL';

describe('one statement to one machine of a cluster', () => {
  /** What was read last, and whether that connection sees one state. */
  async function lastRead(): Promise<Record<string, unknown>> {
    const text = `SELECT query, backend_xmin IS NOT NULL AS "isFixed" FROM pg_stat_activity
      WHERE application_name = $1 AND query LIKE 'SELECT "%' ORDER BY query_start DESC LIMIT 1`;
    const [row] = await query(schema.serverUrl, text, [schema.name]);
    return { ...row, query: String(row?.query).replaceAll(`"${schema.name}".`, '@') };
  }

  test.each([
    ['b', HEAD],
    [undefined, 'SELECT "seq" FROM @"books" LIMIT 1'],
  ])('fixes a snapshot of %s when it is opened, where it will be read', async (book, text) => {
    await commitCommand(store, 'c1', 1);
    expect(await seqOf(store.latest)).toBe(1);
    const before = { ...store.traffic };
    const snapshot = await store.snapshot(book);
    try {
      expect(await lastRead()).toEqual({ query: text, isFixed: true });
      expect(store.traffic.statements - before.statements).toBe(2);
      expect(store.traffic.roundTrips - before.roundTrips).toBe(1);
    } finally {
      await snapshot.close();
    }
  });

  test('fixes what counters are read from, too', async () => {
    let last = {};
    await store.counters().read('b', async () => {
      last = await lastRead();
    });
    expect(last).toEqual({ query: HEAD, isFixed: true });
  });

  test('lists the books', async () => {
    const text = 'SELECT "name" FROM @"booknames" WHERE "book" = $1 AND "name" > $2 ORDER BY "name" LIMIT $3';
    expect(await seqOf(store.latest)).toBe(undefined);
    const { statements } = store.traffic;
    expect(await store.latest.books({ limit: 9 })).toEqual([]);
    expect(store.traffic.statements - statements).toBe(1);
    expect(await lastRead()).toMatchObject({ query: text });
  });
});

describe('the list of books', () => {
  const names = (): Promise<Record<string, unknown>[]> =>
    query(schema.serverUrl, `SELECT book, name, rules FROM "${schema.name}".booknames ORDER BY name`);

  test('has a book from the first that is written to it on, whatever was given up before', async () => {
    const given = await store.begin();
    await writeCommand(given, 'c1', 1, 'new');
    expect(await given.books({ limit: 9 })).toEqual(['new']);
    await given.rollback();
    const locked = await store.begin();
    await locked.lock('new');
    await locked.commit();
    expect([await store.latest.books({ limit: 9 }), await names()]).toEqual([[], []]);
    const two = await store.begin();
    await writeCommand(two, 'c1', 1, 'new');
    await writeCommand(two, 'c2', 2, 'new');
    await writeCommand(two, 'c1', 1, 'other');
    await two.commit();
    const { statements } = store.traffic;
    await commitCommand(store, 'c3', 3, 'new');
    // Begun, locked and dated, the command and the head, and the commit: the list is left alone.
    expect(store.traffic.statements - statements).toBe(6);
    expect(await store.latest.books({ limit: 9 })).toEqual(['new', 'other']);
    expect(await names()).toEqual(['new', 'other'].map((name) => ({ book: '', name, rules: '2' })));
  });

  test('tells by which rules each was written last, and the house the latest, of one look at it', async () => {
    await commitCommand(store, 'c1', 1, 'a');
    await commitCommand(store, 'c1', 1, 'b');
    const later = await store.begin();
    await later.lock('b');
    await later.write('b', someChanges('b', { seq: 2, rules: 3 }));
    await later.commit();
    expect((await names()).map(({ rules }) => rules)).toEqual(['2', '3']);
    expect(await store.info()).toMatchObject({ rulesVersion: 3 });
    const { statements } = store.traffic;
    expect(await store.info()).toMatchObject({ rulesVersion: 3 });
    expect(store.traffic.statements - statements).toBe(2);
  });

  test('is missed by verify where a book is not in it', async () => {
    for (const book of ['a', 'b', 'c']) await commitCommand(store, 'c1', 1, book);
    expect(await store.checkFile()).toEqual([]);
    await query(schema.serverUrl, `DELETE FROM "${schema.name}".booknames WHERE name = 'b'`);
    await query(schema.serverUrl, `UPDATE "${schema.name}".booknames SET rules = 1 WHERE name = 'c'`);
    expect(await store.checkFile()).toEqual([
      'table booknames: the book "b" is not in it',
      'table booknames: the book "c" has rules v2, and v1 there',
    ]);
  });
});
