import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import type { OpenBook } from '../support/house/house-door.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { countingStore, type RowCount } from '../support/watch/house-counting-store.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const ONE = { kind: 'transfer', from: 'ann', to: 'bob', amount: 1n } as const;
const TIMES = 500;

/** Schedules, some of them repeated, of which none stays: each is cancelled, or taken back with the work that it was made in. */
async function comeAndGo(book: OpenBook, round: number): Promise<void> {
  const names = Array.from({ length: TIMES }, (_, i) => `s${round}:${i}`);
  const made = names.map((schedule, i) => ({
    ...({ kind: 'schedule', schedule, command: ONE, executeAt: 9_000 + i } as const),
    ...(i % 2 === 0 && { every: { days: 1 } as const, retry: { everyMs: 5, times: 3 } }),
  }));
  const answers = await book.submit(made);
  expect(answers.every(({ ok }) => ok)).toBe(true);
  const gone = names.map((schedule) => ({ kind: 'cancel_schedule', schedule, account: 'ann' }) as const);
  expect((await book.submit(gone)).every(({ ok }) => ok)).toBe(true);
  const undone = book.transaction(async (tx) => {
    for (let i = 0; i < 10; i += 1)
      await tx.schedule({ schedule: `t${round}:${i}`, command: ONE, executeAt: 5 + round });
    throw new Error('taken back');
  });
  await expect(undone).rejects.toThrow('taken back');
}

function heapBytes(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

test('schedules that come and go leave nothing in memory, and nothing that is asked for', () =>
  inPlace(HOUSE.sqlite, async ({ openStore }) => {
    const count: RowCount = { rows: 0, asks: 0 };
    const store = countingStore(await openStore(), count);
    let now = 1_000;
    await using house = await openHouse(store, {
      clock: () => now,
      announceExpiries: false,
      cacheRowsMax: 100,
    });
    const book = house.book('shop');
    for (const account of ['ann', 'bob']) await book.openAccount({ account, asset: 'GBP/2' });
    for (let round = 0; round < 4; round += 1) await comeAndGo(book, round);
    const listeners = process.eventNames().map((name) => process.listenerCount(name));
    const before = heapBytes();
    for (let round = 4; round < 20; round += 1) await comeAndGo(book, round);
    // Eight thousand of them would be megabytes.
    expect(heapBytes() - before).toBeLessThan(2_000_000);
    expect(process.eventNames().map((name) => process.listenerCount(name))).toEqual(listeners);
    // Nobody who reads or writes then finds anything due.
    await book.balance('ann');
    now = 99_000;
    Object.assign(count, { rows: 0, asks: 0 });
    await book.balance('ann');
    expect(count.asks).toBe(0);
    expect(await book.runDue(now)).toBe(0);
    expect(await book.closeAccount({ account: 'bob' })).toMatchObject({ ok: true });
    expect((await house.verify()).problems).toEqual([]);
  }));
