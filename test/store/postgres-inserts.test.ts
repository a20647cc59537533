import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../src/store/postgres/connect.ts';
import type { Connection } from '../../src/store/postgres/connection.ts';
import { addSums } from '../../src/store/postgres/counter-buckets.ts';
import { addTallies } from '../../src/store/postgres/counter-tallies.ts';
import { insertEntries } from '../../src/store/postgres/entries.ts';
import type { Sending } from '../../src/store/postgres/insert-many.ts';
import { insertJournal } from '../../src/store/postgres/journal.ts';
import { connectingTo, openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { upsertRows } from '../../src/store/postgres/rows.ts';
import type { JournalRow } from '../../src/store/store.ts';
import { makeSchema, type PostgresSchema, query } from '../support/postgres/postgres-place.ts';
import { commitChanges, rowAt } from './store-writes.ts';

let schema: PostgresSchema;
let store: PostgresStore;
let connection: Connection;

beforeAll(async () => {
  schema = await makeSchema();
  store = await openPostgresStore(schema.url);
  const options = { hasNoTimeout: false, dropsIdle: true };
  ({ connection } = await connect(connectingTo(schema.url), options));
});

afterAll(async () => {
  await connection?.close();
  await store?.close();
  await schema?.drop();
});

const row: JournalRow = {
  ...{ seq: 1, id: 'c1', retryOf: null, kind: 'transfer', assignedAt: null, recordedAt: 1, isAccepted: true },
  ...{ actor: null, request: '{}', answer: '[]', rules: 2, link: null },
};
const command = { id: 'c1', seq: 1, event: 1, isReversed: false };
const bucket = { counter: 'a', size: 60, start: 0, generation: 0, slot: 0, sum: 1n };
const tally = {
  ...{ counter: 'a', slot: 0, counted: 1, duplicates: 0, conflicts: 0, tooLate: 0, tooEarly: 0 },
  ...{ firstAt: 1, lastAt: 1, ingestedAt: 1 },
};

/** How many rows of a book there are in a table. */
async function rowsIn(table: string, book: string): Promise<unknown> {
  const text = `SELECT count(*)::int AS n FROM "${schema.name}".${table} WHERE book = $1`;
  return (await query(schema.serverUrl, text, [book]))[0]?.n;
}

describe('rows are written beside a row of their book', () => {
  test.each<[string, () => Sending[]]>([
    ['journal', () => insertJournal(connection, 'nobody', [row])],
    ['entries', () => insertEntries(connection, 'nobody', [rowAt('a', 1, 1, 1)])],
    ['commands', () => upsertRows(connection, 'nobody', 'command', [command])],
    ['counterbuckets', () => addSums(connection, { book: 'nobody', number: 7 }, [bucket])],
    ['countertallies', () => addTallies(connection, { book: 'nobody', number: 7 }, [tally])],
  ])('where there is none, nothing is written into %s, and that fails', async (table, sendings) => {
    for (const send of sendings()) {
      await expect(send()).rejects.toMatchObject({ code: 'bug', message: expect.stringMatching(/locked/) });
    }
    expect(await rowsIn(table, 'nobody')).toBe(0);
  });

  test('counting makes the gates of its book first, all of them, and each is good for writing', async () => {
    const counters = store.counters();
    await counters.transact('book', (tx) => tx.addToBuckets([bucket]));
    expect(await rowsIn('countergates', 'book')).toBe(32);
    // Beside each of those that are free at that moment.
    await counters.transact('book', async (tx) => {
      await tx.holdDefinitions([]);
      await counters.transact('book', (other) => other.addToBuckets([{ ...bucket, start: 60 }]));
      await tx.addToBuckets([{ ...bucket, start: 120 }]);
    });
    expect(await rowsIn('counterbuckets', 'book')).toBe(3);
  });
});

test('a key that is there already is told by its SQLSTATE, at once, and nothing of the batch is written', async () => {
  await commitChanges(store, { journal: [row] }, 'twice');
  const { statements } = store.traffic;
  const refused = {
    code: 'store_failed',
    isRetryable: false,
    message: expect.stringContaining('23505'),
    cause: expect.objectContaining({ code: '23505' }),
  };
  const again = { journal: [{ ...row, id: 'c2' }], rows: { command: [command] } };
  await expect(commitChanges(store, again, 'twice')).rejects.toMatchObject(refused);
  // Begun, locked and dated, three writes, and the commit.
  expect(store.traffic.statements - statements).toBe(7);
  expect([await rowsIn('journal', 'twice'), await rowsIn('commands', 'twice')]).toEqual([1, 0]);
});
