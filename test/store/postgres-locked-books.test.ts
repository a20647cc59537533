import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Counters } from '../../src/counters/counters.ts';
import { open } from '../../src/index.ts';
import { ANSWER_MS_MAX, LOCK_MS_MAX } from '../../src/store/postgres/connection-limits.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { isCluster, WAITS_FOR_LOCK } from '../support/postgres/citus-cluster.ts';
import { named } from '../support/postgres/postgres-backends.ts';
import { makeSchema, type PostgresSchema, query } from '../support/postgres/postgres-place.ts';
import { countersOf } from './counter-store-list.ts';
import { commitCommand } from './store-writes.ts';

// A crash may leave a transaction prepared, which nobody ends for a while: what it has locked stays locked, over a restart
// too. Here it is a real one, and only the time that callers wait is told to them. The server's is the server's.

const CHILD = fileURLToPath(new URL('../support/postgres/postgres-open-child.ts', import.meta.url));
/** How often Citus looks for transactions that were left halfway, as it comes. */
const RECOVERY_MS = 60_000;

let schema: PostgresSchema;
let store: PostgresStore;
/** Where the transaction is that was left halfway. */
let server: string;

beforeEach(async () => {
  schema = await makeSchema();
  server = schema.serverUrl;
  store = await openPostgresStore(named(schema.url, schema.name));
  await commitCommand(store, 'c1', 1);
});

afterEach(async () => {
  vi.useRealTimers();
  await end('ROLLBACK').catch(() => undefined);
  await store.close();
  await schema.drop();
});

/** Where the rows of a book are: on Citus in a table of its shard, on a worker. */
async function placeOfRows(
  table: string,
  book: string,
): Promise<{ readonly url: string; readonly table: string }> {
  const { serverUrl } = schema;
  if (!isCluster(serverUrl)) return { url: serverUrl, table };
  const text = `SELECT shard_name, nodename, nodeport::text FROM citus_shards
    WHERE table_name = $1::regclass AND shardid = get_shard_id_for_distribution_column($1::regclass, $2)`;
  const [row] = await query(serverUrl, text, [table, book]);
  const url = new URL(serverUrl);
  url.hostname = String(row?.nodename);
  url.port = String(row?.nodeport);
  return { url: url.href, table: String(row?.shard_name) };
}

/** Leaves a transaction halfway that has locked the rows of a book in a table. */
async function leaveHalfway(rows: string): Promise<void> {
  const { name } = schema;
  const { url, table } = await placeOfRows(`"${name}"."${rows}"`, 'b');
  server = url;
  await query(url, `BEGIN; SELECT FROM ${table} WHERE book = 'b' FOR UPDATE; PREPARE TRANSACTION '${name}'`);
}

const end = (how: 'COMMIT' | 'ROLLBACK'): Promise<unknown> =>
  query(server, `${how} PREPARED '${schema.name}'`);

/** How many connections wait for what it has locked. */
async function waiting(): Promise<number> {
  const text = `SELECT FROM pg_stat_activity WHERE application_name = $1 AND ${WAITS_FOR_LOCK}`;
  return (await query(schema.serverUrl, text, [schema.name])).length;
}

const untilWaiting = (count: number): Promise<void> =>
  vi.waitFor(async () => expect(await waiting()).toBe(count), { timeout: 20_000, interval: 20 });

/** From now on callers' time passes only as it is told to. */
function stopTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
}

/** What a piece of work has come to so far. */
function watch(work: Promise<unknown>): () => unknown {
  let came: unknown = 'waiting';
  work.then(
    (value) => {
      came = value;
    },
    (error: unknown) => {
      came = error;
    },
  );
  return () => came;
}

describe('what a transaction has locked that a crash left halfway', () => {
  test('is waited for longer than a cluster takes to finish it: the command is carried out', async () => {
    const house = await open(named(schema.url, schema.name), { announceExpiries: false });
    try {
      await leaveHalfway('books');
      stopTime();
      const opened = house.book('b').openAccount({ id: 'command', account: 'alice', asset: 'GBP/2' });
      const came = watch(opened);
      await untilWaiting(1);
      for (let passed = 0; passed < 2 * RECOVERY_MS; passed += ANSWER_MS_MAX / 2) {
        await vi.advanceTimersByTimeAsync(ANSWER_MS_MAX / 2);
        expect(came()).toBe('waiting');
        expect(await waiting()).toBe(1);
      }
      await end('COMMIT');
      expect(await opened).toMatchObject({ ok: true });
    } finally {
      vi.useRealTimers();
      await house.close();
    }
  });

  test('is waited for by those who count, too', async () => {
    const counters = new Counters(countersOf(store), 'b', () => 1);
    await counters.ingest({ counter: 'a', eventId: '1', at: 1 });
    await leaveHalfway('countertallies');
    stopTime();
    const counted = counters.ingest({ counter: 'a', eventId: '2', at: 1 });
    const came = watch(counted);
    await untilWaiting(1);
    await vi.advanceTimersByTimeAsync(2 * RECOVERY_MS);
    expect([came(), await waiting()]).toEqual(['waiting', 1]);
    await end('ROLLBACK');
    expect(await counted).toBe('counted');
  });

  test('is given up at last, by an error that says so, and nobody who gave up waits on', async () => {
    await leaveHalfway('books');
    for (const round of [1, 2]) {
      stopTime();
      const transactions = await Promise.all([store.begin(), store.begin(), store.begin()]);
      const locks = transactions.map((one) => one.lock('b'));
      const ends = Promise.allSettled(locks);
      await untilWaiting(3);
      await vi.advanceTimersByTimeAsync(LOCK_MS_MAX);
      for (const { status, reason } of (await ends) as PromiseRejectedResult[]) {
        expect(status, `in round ${round}`).toBe('rejected');
        expect(reason).toMatchObject({ code: 'store_failed', isRetryable: true });
        expect(reason.message).toMatch(/no answer came within 150 seconds: it is locked/);
      }
      vi.useRealTimers();
      await Promise.all(transactions.map((one) => one.rollback()));
      await untilWaiting(0);
    }
    await end('ROLLBACK');
    await commitCommand(store, 'c2', 2);
  });

  test('is not waited for on behalf of a process that was killed, or a house that was closed', async () => {
    await leaveHalfway('books');
    const child = spawn(process.execPath, [CHILD, named(schema.url, schema.name), 'b']);
    const exit = once(child, 'exit');
    try {
      await untilWaiting(1);
    } finally {
      child.kill('SIGKILL');
      await exit;
    }
    await untilWaiting(0);
    const other = await openPostgresStore(named(schema.url, schema.name));
    const locked = (await other.begin()).lock('b');
    const came = watch(locked);
    try {
      await untilWaiting(1);
    } finally {
      await other.close();
    }
    await untilWaiting(0);
    expect(came()).toMatchObject({ name: 'StoreError' });
  });
});
