import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NEWS_INTERVAL_MS } from '../../src/store/postgres/connection-limits.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { named, signalBackends, untilBackends } from '../support/postgres/postgres-backends.ts';
import { makeSchema, type PostgresSchema } from '../support/postgres/postgres-place.ts';
import { commitCommand, writeCommand } from './store-writes.ts';

let schema: PostgresSchema;
let here: PostgresStore;
let there: PostgresStore;

beforeEach(async () => {
  schema = await makeSchema();
  here = await openPostgresStore(named(schema.url, schema.name));
  there = await openPostgresStore(schema.url);
});

afterEach(async () => {
  await here.close();
  await there.close();
  await schema.drop();
});

const LISTENING = `query LIKE 'LISTEN%' OR query LIKE '%pg_notify%'`;

/** What `here` hears from now on. */
async function listen(): Promise<{ heard: string[]; stop: () => void }> {
  const heard: string[] = [];
  const stop = here.onNews((book) => heard.push(book));
  await untilBackends(schema.serverUrl, schema.name, LISTENING);
  return { heard, stop };
}

async function until(isThere: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isThere(); tries += 1) await setTimeout(10);
  expect(isThere()).toBe(true);
}

test('news of a commit comes to other processes, with the name of each book, and not to its own', async () => {
  const { heard } = await listen();
  const own: string[] = [];
  there.onNews((book) => own.push(book));
  const odd = `o'b\u0000\u{1f600}"`;
  await commitCommand(there, 'c1', 1, odd);
  await until(() => heard.includes(odd));
  const transaction = await there.begin();
  await writeCommand(transaction, 'c1', 1, 'a');
  await writeCommand(transaction, 'c1', 1, 'b');
  await transaction.commit();
  await until(() => heard.includes('a') && heard.includes('b'));
  expect(own).toEqual([]);
});

test('nothing is told of what was rolled back, or only locked', async () => {
  const { heard } = await listen();
  const dropped = await there.begin();
  await writeCommand(dropped, 'c1', 1, 'dropped');
  await dropped.rollback();
  const locked = await there.begin();
  await locked.lock('locked');
  await locked.commit();
  await commitCommand(there, 'c1', 1, 'last');
  await until(() => heard.includes('last'));
  expect(heard).toEqual(['last']);
});

test('who stopped listening hears no more; others do', async () => {
  const { heard, stop } = await listen();
  const others: string[] = [];
  here.onNews((book) => others.push(book));
  stop();
  await commitCommand(there, 'c1', 1, 'a');
  await until(() => others.length > 0);
  expect([heard, others]).toEqual([[], ['a']]);
});

test('many commits are told by few pieces of news, and the last is never left out', async () => {
  const { heard } = await listen();
  for (let seq = 1; seq <= 60; seq += 1) await commitCommand(there, `c${seq}`, seq, `b${seq % 3}`);
  await commitCommand(there, 'last', 1, 'last');
  await until(() => heard.includes('last'));
  expect(new Set(heard)).toEqual(new Set(['b0', 'b1', 'b2', 'last']));
});

test('a book that is written to all the time is notified of once in an interval, and at once where it was not', async () => {
  const { heard } = await listen();
  const begun = performance.now();
  for (let seq = 1; seq <= 100; seq += 1) await commitCommand(there, `c${seq}`, seq, 'busy');
  await setTimeout(2 * NEWS_INTERVAL_MS);
  await commitCommand(there, 'last', 1, 'last');
  await until(() => heard.includes('last'));
  const intervals = Math.ceil((performance.now() - begun) / NEWS_INTERVAL_MS);
  expect(heard.length).toBeLessThanOrEqual(intervals + 2);
});

test('what was committed shortly before a close is notified of all the same', async () => {
  const { heard } = await listen();
  for (const book of ['a', 'b', 'c']) await commitCommand(there, 'c1', 1, book);
  await there.close();
  await until(() => heard.length === 3);
});

test('a lost connection is opened again, and news comes again', async () => {
  const { heard } = await listen();
  expect(await signalBackends(schema.serverUrl, schema.name, 'terminate', LISTENING)).toBe(1);
  await untilBackends(schema.serverUrl, schema.name, LISTENING);
  await commitCommand(there, 'c1', 1, 'a');
  await until(() => heard.includes('a'));
});
