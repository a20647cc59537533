import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CounterView } from '../../src/counters/counter-store.ts';
import { Counters } from '../../src/counters/counters.ts';
import { openSqliteStore } from '../../src/store/sqlite/open.ts';
import { batchOf, COUNTER_LOAD_BATCH, COUNTER_LOAD_NOW } from '../support/counters/counter-load.ts';
import { defineAll } from './counter-store-steps.ts';
import { commandsOf, commitCommand } from './store-writes.ts';

const PROGRAM = join(import.meta.dirname, '../support/counters/counter-load-child.ts');
const EVERYTHING = { from: Number.MIN_SAFE_INTEGER, to: Number.MAX_SAFE_INTEGER };

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallystick-counters-'));
  file = join(folder, 'house.db');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Waits until the process has said so many lines; all that it said. */
async function linesOf(child: ChildProcess, atLeast: number): Promise<() => string[]> {
  let said = '';
  let wrong = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    wrong += text;
  });
  const lines = (): string[] => said.split('\n').slice(0, -1);
  while (lines().length < atLeast) {
    if (child.exitCode !== null) throw new Error(`it ended by itself: ${wrong}`);
    await sleep(2);
  }
  return lines;
}

/** The sum of a counter's log, and that of its buckets of each size. */
async function sumsOf(view: CounterView, counter: string): Promise<bigint[]> {
  const sizes = [60_000, 3_600_000, 86_400_000];
  const sums = await view.sums(
    counter,
    sizes.map((size) => ({ size, ...EVERYTHING })),
  );
  return [await view.logSum(counter, EVERYTHING.from, EVERYTHING.to), ...sums];
}

test('after SIGKILL every batch that was answered is counted, no batch in part, and log and buckets agree', async () => {
  for (const batches of [1, 7, 30]) {
    const child = spawn(process.execPath, [PROGRAM, file], { stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = once(child, 'close');
    const lines = await linesOf(child, batches);
    child.kill('SIGKILL');
    await ended;
    const answered = lines().length;
    const house = await openSqliteStore(file);
    const counters = new Counters(house.counters(), 'book', () => COUNTER_LOAD_NOW);
    for (const counter of ['a', 'b']) {
      const [log, ...buckets] = await house.counters().read('book', (view) => sumsOf(view, counter));
      expect(buckets).toEqual([log, log, log]);
    }
    let counted = 0;
    for (let number = 0; number <= answered; number += 1) {
      const outcomes = new Set(await counters.ingest(batchOf(number)));
      expect(outcomes.size).toBe(1);
      if (outcomes.has('duplicate')) counted += 1;
    }
    // The one that was under way may have been counted without an answer.
    expect(counted).toBeGreaterThanOrEqual(answered);
    const totals = await Promise.all(['a', 'b'].map((counter) => counters.total({ counter })));
    const sum = totals.reduce((all, { count }) => all + count, 0n);
    // More than that may be there from the round before, never less, and only whole batches.
    expect(sum % BigInt(COUNTER_LOAD_BATCH)).toBe(0n);
    expect(await house.checkFile()).toEqual([]);
    await house.close();
  }
}, 120_000);

test('a house gets the tables of counters when it first counts, and is sound without and with them', async () => {
  const tables = (): unknown[] => {
    const database = new DatabaseSync(file, { readOnly: true });
    const found = database.prepare(`SELECT "name" FROM "sqlite_schema" WHERE "name" LIKE 'counter%'`).all();
    database.close();
    return found;
  };
  const before = await openSqliteStore(file);
  await commitCommand(before, 'c1', 1);
  await before.close();
  expect(tables()).toEqual([]);
  const house = await openSqliteStore(file);
  expect(await house.checkFile()).toEqual([]);
  expect(await house.counters().read('other', (view) => view.feeds())).toEqual([]);
  await house.counters().transact('other', (tx) => tx.moveFeed('feed', 0, 5));
  expect(tables().length).toBeGreaterThan(5);
  expect(await house.checkFile()).toEqual([]);
  expect(await commandsOf(house.latest)).toEqual(['c1']);
  await house.close();
  const again = await openSqliteStore(file);
  expect(await again.counters().read('other', (view) => view.feeds())).toEqual([{ feed: 'feed', seq: 5 }]);
  await again.close();
});

test('a table of counters that is gone, or whose index is, is told by the check', async () => {
  const house = await openSqliteStore(file);
  await house.counters().transact('book', defineAll);
  await house.close();
  const database = new DatabaseSync(file);
  database.exec('DROP INDEX "counterLog by at"; DROP TABLE "counterFeeds"');
  database.close();
  const damaged = await openSqliteStore(file);
  const problems = (await damaged.checkFile()).join('\n');
  expect(problems).toContain('the schema lacks: CREATE INDEX "counterLog by at"');
  expect(problems).toContain('the schema lacks: CREATE TABLE "counterFeeds"');
  await damaged.close();
});

test('the house and its counters take turns at writing, and neither keeps what the other takes back', async () => {
  const house = await openSqliteStore(file);
  const counters = house.counters();
  const held = await house.begin();
  await held.lock('b');
  let isCounted = false;
  const counted = counters
    .transact('book', (tx) => tx.moveFeed('feed', 0, 1))
    .then(() => {
      isCounted = true;
    });
  // Reads do not wait for whoever writes; a write does.
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isCounted).toBe(false);
  await held.rollback();
  await counted;
  const both = [
    commitCommand(house, 'c1', 1),
    counters.transact('book', async (tx) => {
      await tx.moveFeed('feed', 1, 2);
      throw new Error('taken back');
    }),
    commitCommand(house, 'c2', 2),
  ];
  const ends = await Promise.allSettled(both);
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await commandsOf(house.latest)).toEqual(['c1', 'c2']);
  expect(await counters.read('book', (view) => view.feeds())).toEqual([{ feed: 'feed', seq: 1 }]);
  await house.close();
});

test('nothing is kept of a transaction one of whose writes failed, though its work went on', async () => {
  const house = await openSqliteStore(file);
  const counters = house.counters();
  const delta = { counter: 'a', size: 60, start: 0, generation: 0, slot: 0, sum: -(2n ** 63n) };
  await counters.transact('book', (tx) => tx.addToBuckets([delta]));
  const caught = counters.transact('book', async (tx) => {
    await tx.moveFeed('feed', 0, 1);
    await tx.addToBuckets([{ ...delta, sum: -1n }]).catch(() => undefined);
  });
  await expect(caught).rejects.toMatchObject({ code: 'store_failed' });
  const beyond = counters.transact('book', (tx) =>
    tx.addToBuckets([{ ...delta, start: 60, sum: 2n ** 63n }]),
  );
  await expect(beyond).rejects.toMatchObject({ code: 'out_of_range' });
  expect(await counters.read('book', (view) => view.feeds())).toEqual([]);
  expect(await counters.read('book', (view) => view.bucketRows('a'))).toEqual([delta]);
  await house.close();
  await expect(counters.read('book', (view) => view.feeds())).rejects.toMatchObject({ code: 'house_closed' });
  await expect(counters.transact('book', async () => 1)).rejects.toMatchObject({ code: 'house_closed' });
});

test('a row that comes twice in one call is told the one that stood before, or else the first of the call', async () => {
  const house = await openSqliteStore(file);
  const counters = house.counters();
  await counters.transact('book', defineAll);
  const row = { counter: 'a', source: '', eventId: '1', at: 0, value: 1, generation: 0 };
  await counters.transact('book', (tx) => tx.addToLog([row]));
  const others = Array.from({ length: 40 }, (_, i) => ({ ...row, eventId: `other ${i}` }));
  const [first, second] = [
    { ...row, eventId: '2', at: 5 },
    { ...row, eventId: '2', at: 6 },
  ];
  const rows = [{ ...row, at: 1 }, first, ...others, second, { ...row, at: 2 }];
  const answers = await counters.transact('book', (tx) => tx.addToLog(rows));
  expect(answers).toEqual([row, null, ...others.map(() => null), first, row]);
  await house.close();
});
