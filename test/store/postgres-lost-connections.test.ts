import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import type { StoreTransaction } from '../../src/store/store.ts';
import { DEADLOCK, WAITS_FOR_LOCK } from '../support/postgres/citus-cluster.ts';
import { named, signalBackends, untilBackends } from '../support/postgres/postgres-backends.ts';
import { makeSchema, type PostgresSchema } from '../support/postgres/postgres-place.ts';
import { commandsOf, commitCommand, rowAt, seqOf, someChanges, writeCommand } from './store-writes.ts';

let schema: PostgresSchema;
let store: PostgresStore;

beforeEach(async () => {
  schema = await makeSchema();
  store = await openPostgresStore(named(schema.url, schema.name));
  await commitCommand(store, 'c1', 1);
});

afterEach(async () => {
  await store.close();
  await schema.drop();
});

/** Ends the connections that are in some state, as soon as there are any. */
async function kill(where: string): Promise<void> {
  await untilBackends(schema.serverUrl, schema.name, where);
  await signalBackends(schema.serverUrl, schema.name, 'terminate', where);
}

/** The error that a piece of work ends with. */
async function failureOf(work: Promise<unknown>): Promise<StoreError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof StoreError) return error;
  throw new Error(`expected a StoreError, got ${String(error)}`);
}

/** Nothing but the first command is there, and the house goes on. */
async function expectNothingWritten(): Promise<void> {
  expect([await commandsOf(store.latest), await seqOf(store.latest)]).toEqual([['c1'], 1]);
  await commitCommand(store, 'c3', 2);
  expect(await commandsOf(store.latest)).toEqual(['c1', 'c3']);
}

type Step = (transaction: StoreTransaction) => Promise<unknown>;
const lock: Step = (transaction) => transaction.lock('b');
const write: Step = (transaction) => writeCommand(transaction, 'c2', 2);
const read: Step = (transaction) => transaction.find('b', 'command', 'id', ['c1']);
const commit: Step = (transaction) => transaction.commit();

describe('a connection that the server ends', () => {
  test('while nobody uses it is replaced, and nobody notices', async () => {
    await (await store.snapshot()).close();
    await kill("state = 'idle'");
    await expectNothingWritten();
    const snapshot = await store.snapshot();
    expect(await seqOf(snapshot)).toBe(2);
    await snapshot.close();
  });

  test.each<[string, Step[], Step]>([
    ['right after the beginning', [], lock],
    ['before a read', [lock], read],
    ['before a write', [lock, read], write],
    ['between two writes', [lock, write], write],
    ['before the commit', [lock, write], commit],
    ['before the commit of two books', [write, (one) => writeCommand(one, 'c1', 1, 'new')], commit],
  ])('%s: the transaction fails, can be tried again, and leaves nothing', async (_, before, next) => {
    const transaction = await store.begin();
    for (const step of before) await step(transaction);
    await kill("state LIKE 'idle in transaction%'");
    const error = await failureOf(next(transaction));
    expect(error.message).not.toContain('tallystick:tallystick');
    expect([error.code, error.isRetryable]).toEqual(['store_failed', true]);
    await transaction.rollback();
    expect(await store.latest.books({ limit: 9 })).toEqual(['b']);
    await expectNothingWritten();
  });

  test('after a failed step the commit refuses, whatever is done in between', async () => {
    const transaction = await store.begin();
    await write(transaction);
    await kill("state LIKE 'idle in transaction%'");
    await failureOf(read(transaction));
    expect((await failureOf(read(transaction))).code).toBe('store_failed');
    expect(await failureOf(transaction.commit())).toMatchObject({ code: 'store_failed' });
    await expectNothingWritten();
  });

  test('while it waits for a lock: the waiter alone fails', async () => {
    const holder = await store.begin();
    await lock(holder);
    const waiter = await store.begin();
    const failed = failureOf(lock(waiter));
    await untilBackends(schema.serverUrl, schema.name, WAITS_FOR_LOCK);
    await kill(WAITS_FOR_LOCK);
    expect(await failed).toMatchObject({ code: 'store_failed', isRetryable: true });
    await waiter.rollback();
    await writeCommand(holder, 'c2', 2);
    await holder.commit();
    expect(await commandsOf(store.latest)).toEqual(['c1', 'c2']);
  });

  test('while it is written and committed in one go: nothing is written, and that is known', async () => {
    const operator = new pg.Client({ connectionString: schema.serverUrl });
    await operator.connect();
    try {
      await operator.query(`BEGIN; LOCK TABLE "${schema.name}".commands`);
      const transaction = await store.begin();
      await write(transaction);
      const failed = failureOf(transaction.commit());
      await kill(WAITS_FOR_LOCK);
      expect(await failed).toMatchObject({ code: 'store_failed', isRetryable: true });
    } finally {
      await operator.end();
    }
    await expectNothingWritten();
  });

  test('of the holder of a lock lets the next one have it, with what was committed', async () => {
    const holder = await store.begin();
    await write(holder);
    const waiter = await store.begin();
    const locked = waiter.lock('b');
    await untilBackends(schema.serverUrl, schema.name, WAITS_FOR_LOCK);
    await kill("state = 'idle in transaction'");
    expect((await locked).seq).toBe(1);
    await writeCommand(waiter, 'c3', 2);
    await waiter.commit();
    expect(await failureOf(holder.commit())).toMatchObject({ code: 'store_failed' });
    expect(await commandsOf(store.latest)).toEqual(['c1', 'c3']);
  });

  test('while a snapshot is open: it can be read no more, and another one can', async () => {
    const snapshot = await store.snapshot();
    await kill("state = 'idle in transaction'");
    expect(await failureOf(snapshot.head('b'))).toMatchObject({ code: 'store_failed', isRetryable: true });
    await snapshot.close();
    await expectNothingWritten();
  });
});

test('a write that the server refuses makes the commit say why, and reads before it too', async () => {
  const transaction = await store.begin();
  await transaction.lock('b');
  const entries = [rowAt('a', 1, 2, 2), rowAt('a', 1, 2, 2)];
  await transaction.write('b', someChanges('b', { seq: 2 }, { entries }));
  const other = await store.begin();
  await other.lock('d');
  await other.write('d', someChanges('d', { seq: 2 }, { entries }));
  const refused = { code: 'store_failed', message: expect.stringContaining('23505') };
  expect(await failureOf(transaction.commit())).toMatchObject(refused);
  expect(await failureOf(read(other))).toMatchObject(refused);
  await other.rollback();
  expect(await store.latest.books({ limit: 9 })).toEqual(['b']);
  await expectNothingWritten();
});

test('of two transactions that wait for each other one fails, and can be tried again', async () => {
  await commitCommand(store, 'c1', 1, 'd');
  const [one, other] = [await store.begin(), await store.begin()];
  await one.lock('b');
  await other.lock('d');
  const endOf = async (transaction: StoreTransaction, book: string): Promise<string> => {
    try {
      await writeCommand(transaction, 'c2', 2, book);
      await transaction.commit();
      return 'committed';
    } catch (error) {
      await transaction.rollback();
      if (error instanceof StoreError && error.isRetryable) return error.message;
      throw error;
    }
  };
  const ends = await Promise.all([endOf(one, 'd'), endOf(other, 'b')]);
  expect(ends.sort()).toEqual(['committed', expect.stringMatching(DEADLOCK)]);
  expect((await commandsOf(store.latest)).length + (await commandsOf(store.latest, 'd')).length).toBe(3);
});
