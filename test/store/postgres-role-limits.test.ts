import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { makeSchema, type PostgresSchema, query } from '../support/postgres/postgres-place.ts';
import { TransactionPooler } from '../support/postgres/transaction-pooler.ts';
import { commandsOf, commitCommand, writeCommand } from './store-writes.ts';

/** What a role's settings allow, and what a transaction takes here. */
const LIMIT_MS = 150;
const LONG_MS = 500;

let schema: PostgresSchema;
let pooler: TransactionPooler;
let url: string;
let bareUrl: string;
let pool: pg.Pool;

beforeAll(async () => {
  schema = await makeSchema('writers=2&readers=2');
  const role = `limited_${schema.name.slice(-12)}`;
  const settings = {
    statement_timeout: LIMIT_MS,
    lock_timeout: LIMIT_MS,
    transaction_timeout: LIMIT_MS,
    idle_in_transaction_session_timeout: LIMIT_MS,
    default_transaction_read_only: 'on',
    default_transaction_isolation: 'serializable',
    synchronous_commit: 'off',
    client_min_messages: 'error',
    search_path: 'elsewhere',
    bytea_output: 'escape',
  };
  await query(schema.serverUrl, `CREATE ROLE "${role}" LOGIN SUPERUSER PASSWORD 'limited'`);
  const [{ version = 0 } = {}] = await query(
    schema.serverUrl,
    "SELECT current_setting('server_version_num')::int / 10000 AS version",
  );
  for (const [name, value] of Object.entries(settings)) {
    if (name === 'transaction_timeout' && Number(version) < 17) continue;
    await query(schema.serverUrl, `ALTER ROLE "${role}" SET ${name} = '${value}'`);
  }
  const limited = new URL(schema.url);
  const bare = new URL(schema.serverUrl);
  for (const one of [limited, bare]) {
    one.username = role;
    one.password = 'limited';
  }
  url = limited.href;
  bareUrl = bare.href;
  pooler = await TransactionPooler.start(bareUrl, { backends: 3 });
  pool = new pg.Pool({ connectionString: bareUrl, max: 4 });
});

afterAll(async () => {
  await pool?.end();
  await pooler?.close();
  await schema?.drop();
});

test('the limits of the role end what others do so long', async () => {
  await expect(query(bareUrl, `SELECT pg_sleep(${LONG_MS / 1_000})`)).rejects.toThrow(/timeout/);
  await expect(query(bareUrl, 'CREATE TABLE public.nothing (a int)')).rejects.toThrow(/read-only/);
});

describe.each<[string, () => Promise<PostgresStore>]>([
  ['on connections of its own', () => openPostgresStore(url)],
  ['through a pooler', () => openPostgresStore(`${pooler.urlFor(url)}&pooler=transaction`)],
  ["on a pool of the caller's", () => openPostgresStore(`postgres://?schema=${schema.name}`, { pool })],
])('a house %s', (name, openStore) => {
  test('keeps to its own limits, whatever those of its user are', async () => {
    const store = await openStore();
    const book = `book ${name}`;
    try {
      const first = await store.begin();
      await first.lock(book);
      // Another waits for the lock, and reads go on, all for longer than the role may.
      const second = store.begin();
      const locked = second.then((transaction) => transaction.lock(book));
      const snapshot = await store.snapshot();
      await sleep(LONG_MS);
      expect(await snapshot.head(book)).toBeUndefined();
      await snapshot.close();
      await writeCommand(first, 'c1', 1, book);
      await first.commit();
      expect((await locked).seq).toBe(1);
      await sleep(LONG_MS);
      await (await second).rollback();
      await commitCommand(store, 'c2', 2, book);
      expect(await commandsOf(store.latest, book)).toEqual(['c1', 'c2']);
    } finally {
      await store.close();
    }
  });
});
