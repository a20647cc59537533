import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CLIENT_CHECK_MS } from '../../src/store/postgres/connection-limits.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { WAITS_FOR_LOCK } from '../support/postgres/citus-cluster.ts';
import { named, signalBackends, untilBackends } from '../support/postgres/postgres-backends.ts';
import { query } from '../support/postgres/postgres-place.ts';
import { type PostgresServer, startPostgres } from '../support/postgres/postgres-server.ts';
import { commandsOf, commitCommand, writeCommand } from './store-writes.ts';

// Here the server waits for a standby that does not exist, so a commit can be looked at while it is under way. That is a
// setting of the whole server, so it is one of its own.
let server: PostgresServer;
let store: PostgresStore;

const NAME = 'under_test';
const COMMITTING = "wait_event = 'SyncRep'";

async function expectStandby(names: string): Promise<void> {
  await query(server.url, `ALTER SYSTEM SET synchronous_standby_names = '${names}'`);
  await query(server.url, 'SELECT pg_reload_conf()');
  // The server's processes learn of it one after the other.
  for (;;) {
    const [shown] = await query(server.url, 'SHOW synchronous_standby_names');
    await setTimeout(100);
    if (shown?.synchronous_standby_names === names) return;
  }
}

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(() => server.stop());

beforeEach(async () => {
  await query(server.url, 'DROP SCHEMA IF EXISTS tallystick CASCADE');
  store = await openPostgresStore(named(server.url, NAME));
  await commitCommand(store, 'c1', 1);
  await expectStandby('nobody');
});

afterEach(async () => {
  await expectStandby('');
  await store.close();
});

/** A commit that is under way and does not come to its end; what it ends with once it does. */
async function hangingCommit(): Promise<{ outcome: Promise<unknown> }> {
  const transaction = await store.begin();
  await writeCommand(transaction, 'c2', 2);
  const outcome = transaction.commit().then(
    () => 'committed',
    (error: unknown) => error,
  );
  await untilBackends(server.url, NAME, COMMITTING);
  return { outcome };
}

describe('a commit that is waited for', () => {
  test('is not seen before its end, but whoever locks the book waits for it, and then sees it', async () => {
    const { outcome } = await hangingCommit();
    // So what a snapshot shows tells nothing about what will have become of it.
    const snapshot = await store.snapshot();
    expect(await commandsOf(snapshot)).toEqual(['c1']);
    await snapshot.close();
    const next = await store.begin();
    let isLocked = false;
    const locked = next.lock('b').then((head) => {
      isLocked = true;
      return head;
    });
    await untilBackends(server.url, NAME, WAITS_FOR_LOCK);
    expect(isLocked).toBe(false);
    await expectStandby('');
    expect(await outcome).toBe('committed');
    expect((await locked).seq).toBe(2);
    expect(await commandsOf(next)).toEqual(['c1', 'c2']);
    await next.rollback();
  });

  test.each([
    ['terminate', 'the connection is ended'],
    ['cancel', 'the waiting is cancelled, and the server calls it committed, with a warning'],
  ] as const)('has an unknown outcome when %s: %s', async (signal, _) => {
    const { outcome } = await hangingCommit();
    expect(await signalBackends(server.url, NAME, signal, COMMITTING)).toBe(1);
    expect(await outcome).toMatchObject({ name: 'StoreError', code: 'outcome_unknown', isRetryable: false });
    // It was written, but no standby has it. Who looks it up by a lock and a commit waits until one has.
    const resolving = await store.begin();
    expect((await resolving.lock('b')).seq).toBe(2);
    const resolved = resolving.commit().then(() => 'resolved');
    await untilBackends(server.url, NAME, COMMITTING);
    await expectStandby('');
    expect(await resolved).toBe('resolved');
    expect(await commandsOf(store.latest)).toEqual(['c1', 'c2']);
  });

  test('is not cut short by the server when its client is gone: the book is locked until a standby has it', async () => {
    const { outcome } = await hangingCommit();
    await store.close();
    expect(await outcome).toMatchObject({ code: 'outcome_unknown' });
    // The server looks for its clients meanwhile.
    await setTimeout(2 * CLIENT_CHECK_MS);
    await untilBackends(server.url, NAME, COMMITTING);
    store = await openPostgresStore(named(server.url, `${NAME}_next`));
    const next = await store.begin();
    const locked = next.lock('b');
    await untilBackends(server.url, `${NAME}_next`, WAITS_FOR_LOCK);
    await expectStandby('');
    expect((await locked).seq).toBe(2);
    await next.rollback();
  });

  test('has an unknown outcome when the server goes down at once', async () => {
    const { outcome } = await hangingCommit();
    await server.crash();
    expect(await outcome).toMatchObject({ code: 'outcome_unknown' });
    await expect(store.snapshot()).rejects.toMatchObject({ code: 'store_failed', isRetryable: true });
    await server.restart();
    await expectStandby('');
    // Whatever became of it, it is whole; here it had reached the disk.
    expect(await commandsOf(store.latest)).toEqual(['c1', 'c2']);
    await commitCommand(store, 'c3', 3);
  });
});
