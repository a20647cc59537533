import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { ATTEMPTS_MAX } from '../../src/base/limits.ts';
import { open } from '../../src/engine/open-house.ts';
import { houseIn, inFolder } from '../support/house/house-folder.ts';
import { rejectionOf } from '../support/house/house-same.ts';

/** A program that knows only SQLite, and writes to the house's file for as long as it likes. */
function foreignWriter(folder: string): DatabaseSync {
  const database = new DatabaseSync(join(folder, 'house.db'), { timeout: 0 });
  database.exec('BEGIN IMMEDIATE');
  return database;
}

/** Counts turns of the event loop, which there are none of while somebody waits in SQLite. */
function countTurns(): () => number {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 5);
  return () => {
    clearInterval(timer);
    return turns;
  };
}

const OPTIONS = { announceExpiries: false };

test('what another program writes for a while is waited for, by commands, groups and counters; the loop turns', async () => {
  await inFolder(async (folder) => {
    await using house = await open(houseIn(folder), OPTIONS);
    const book = house.book('main');
    await book.openAccount({ account: 'a', asset: 'GBP/2' });
    const foreign = foreignWriter(folder);
    const turns = countTurns();
    const calls = [
      book.transfer({ id: 't', from: 'world', to: 'a', amount: 5n }),
      book.transaction((tx) => tx.transfer({ from: 'world', to: 'a', amount: 5n })),
      house.atomic([
        { book: 'main', kind: 'transfer', from: 'world', to: 'a', amount: 5n },
        { book: 'other', kind: 'open_account', account: 'b', asset: 'GBP/2' },
      ]),
      house.counters.define({ counter: 'c' }),
    ];
    // Reads do not wait for writers.
    expect(await book.events()).toHaveLength(1);
    await sleep(400);
    foreign.exec('ROLLBACK');
    for (const answer of await Promise.all(calls)) expect(answer).toMatchObject({ ok: true });
    expect(turns()).toBeGreaterThan(20);
    expect((await book.balance('a'))?.posted).toBe(15n);
    foreign.close();
  });
});

test('what another program does not end is told as what passes by itself, and nothing was written', async () => {
  await inFolder(async (folder) => {
    await using house = await open(houseIn(folder), OPTIONS);
    const book = house.book('main');
    await book.openAccount({ account: 'a', asset: 'GBP/2', id: 'open' });
    const foreign = foreignWriter(folder);
    const turns = countTurns();
    const command = { id: 't', from: 'world', to: 'a', amount: 5n };
    const [failed, uncounted] = await Promise.all([
      rejectionOf(book.transfer(command)),
      rejectionOf(house.counters.define({ counter: 'c' })),
    ]);
    for (const error of [failed, uncounted]) {
      expect(error).toMatchObject({ code: 'store_failed', isRetryable: true });
      expect(String(error)).toMatch(`though it was tried ${ATTEMPTS_MAX} times`);
      expect(String(error)).toMatch(/another program writes to it/);
    }
    expect(turns()).toBeGreaterThan(50);
    foreign.exec('ROLLBACK');
    expect((await book.balance('a'))?.posted).toBe(0n);
    // The same command again, twice.
    const done = await book.transfer(command);
    expect(done).toMatchObject({ ok: true });
    expect(await book.transfer(command)).toEqual({ ...done, replayed: true });
    expect((await book.balance('a'))?.posted).toBe(5n);
    expect(await house.verify()).toMatchObject({ ok: true });
    foreign.close();
  });
});

test('a house is opened and read while another program writes to its file', async () => {
  await inFolder(async (folder) => {
    await (await open(houseIn(folder), OPTIONS)).close();
    const foreign = foreignWriter(folder);
    await using house = await open(houseIn(folder), OPTIONS);
    expect(await house.books()).toEqual([]);
    const opened = house.book('main').openAccount({ account: 'a', asset: 'GBP/2' });
    foreign.exec('ROLLBACK');
    foreign.close();
    expect(await opened).toMatchObject({ ok: true });
  });
});
