import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { openHouse } from '../../src/engine/open-house.ts';
import { METRICS, type OpenBook, open } from '../../src/index.ts';
import { Faults, faultyStore } from '../support/crash/house-faulty-store.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { Recording } from '../support/watch/recording-observer.ts';

const OPEN = { account: 'ann', asset: 'GBP/2' } as const;
const GIVE = { from: 'world', to: 'ann', amount: 10n } as const;
const HOUR = 3_600_000;

/** Does what moves each metric that a book's commands alone do not. */
async function moveTheRest(observe: Recording, url: string): Promise<void> {
  let now = HOUR;
  const options = { observe: observe.observer, clock: () => now };
  const house = await open(url, options);
  try {
    const book = house.book('shop');
    await book.openAccount(OPEN);
    await book.transfer(GIVE);
    for (const at of [2, 3]) {
      const command = { kind: 'transfer', ...GIVE } as const;
      await book.schedule({ schedule: `s${at}`, command, executeAt: at * HOUR });
    }
    now = 2 * HOUR + 5_000;
    expect(await book.runDue(now)).toBe(1);
    expect(observe.valueOf('tallystick_due_decided_total')).toBe(1);
    expect(observe.seenOf('tallystick_due_late_seconds')).toEqual([5]);
    now = 3 * HOUR;
    // The house looks once a second by itself.
    await expect.poll(() => observe.valueOf('tallystick_schedules_due'), { timeout: 5_000 }).toBe(1);
    expect(observe.seenOf('tallystick_due_late_seconds')).toEqual([5, 0]);
    await expect.poll(() => observe.valueOf('tallystick_schedules_due'), { timeout: 5_000 }).toBe(0);
    await follow(observe, book);
    await house.reconcile();
    await house.verify();
    expect(observe.valueOf('tallystick_audit_last_success_timestamp_seconds', { audit: 'verify' })).toBe(
      3 * 3_600,
    );
    expect(observe.valueOf('tallystick_audit_last_success_timestamp_seconds', { audit: 'reconcile' })).toBe(
      3 * 3_600,
    );
    expect(observe.ended.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['tallystick.verify', 'tallystick.reconcile']),
    );
  } finally {
    await house.close();
  }
}

async function follow(observe: Recording, book: OpenBook): Promise<void> {
  const { seq } = await book.head();
  const rows: number[] = [];
  for await (const row of book.follow({ after: 1 })) {
    expect(observe.valueOf('tallystick_follows')).toBe(1);
    rows.push(row.seq);
    if (row.seq === seq) break;
  }
  expect(observe.valueOf('tallystick_follows')).toBe(0);
  expect(observe.valueOf('tallystick_follow_rows_total')).toBe(rows.length);
  expect(observe.seenOf('tallystick_follow_lag_events')).toEqual([seq - 1]);
}

/** Has commits fail: once for a moment, and then so that nobody knows. */
async function failCommits(
  observe: Recording,
  openStore: Parameters<Parameters<typeof inPlace>[1]>[0]['openStore'],
): Promise<void> {
  const faults = new Faults();
  const house = await openHouse(faultyStore(await openStore(), faults), {
    announceExpiries: false,
    observe: observe.observer,
  });
  try {
    const book = house.book('shop');
    await book.balance('ann');
    const before = observe.valueOf('tallystick_store_retries_total');
    faults.arm({ from: 1, count: 1, takesEffect: false, passes: true });
    expect(await book.transfer(GIVE)).toMatchObject({ ok: true });
    expect(observe.valueOf('tallystick_store_retries_total')).toBe(before + 1);
    faults.arm({ from: 1, count: 1, takesEffect: false, passes: false });
    await expect(book.transfer(GIVE)).rejects.toBeInstanceOf(StoreError);
    expect(observe.valueOf('tallystick_commands_total', { kind: 'transfer', outcome: 'failed' })).toBe(1);
    expect(observe.ended.at(-1)).toMatchObject({
      attributes: { outcome: 'failed' },
      error: expect.any(StoreError),
    });
  } finally {
    faults.arm(undefined);
    await house.close();
  }
}

test('every metric moves when its fact happens, and no other is told', async () => {
  await inPlace(HOUSE.sqlite, async ({ url, openStore }) => {
    const observe = new Recording();
    await moveTheRest(observe, url);
    const hits = observe.valueOf('tallystick_cache_requests_total', { result: 'hit' });
    await failCommits(observe, openStore);
    expect(hits).toBeGreaterThan(0);
    // A house that was just opened remembers nothing.
    expect(observe.valueOf('tallystick_cache_requests_total', { result: 'miss' })).toBeGreaterThan(0);
    await doubt(observe, openStore);
    await repeat(observe, url);
    await damage(observe, url);
    expect([...observe.names].sort()).toEqual(Object.keys(METRICS).sort());
  });
});

/** A repeat, a conflict of ids, a refusal. */
async function repeat(observe: Recording, url: string): Promise<void> {
  const house = await open(url, { announceExpiries: false, observe: observe.observer });
  try {
    const book = house.book('shop');
    for (const amount of [10n, 10n, 11n]) await book.transfer({ ...GIVE, id: 'give', amount });
    expect(observe.valueOf('tallystick_repeats_total')).toBe(1);
    expect(observe.valueOf('tallystick_refusals_total', { reason: 'id_conflict' })).toBe(1);
  } finally {
    await house.close();
  }
}

/** A commit of which nobody can find out what became of it. */
async function doubt(observe: Recording, openStore: Parameters<typeof failCommits>[1]): Promise<void> {
  const faults = new Faults();
  const house = await openHouse(faultyStore(await openStore(), faults), {
    announceExpiries: false,
    observe: observe.observer,
  });
  const book = house.book('shop');
  try {
    await book.transfer(GIVE);
    faults.arm({ from: 'transaction commit', count: 99, takesEffect: true, passes: true });
    await expect(book.transfer({ ...GIVE, id: 'doubt' })).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(observe.valueOf('tallystick_outcome_unknown_total')).toBe(1);
  } finally {
    faults.arm(undefined);
    await house.close();
  }
}

/** A balance that is not what its entries say. */
async function damage(observe: Recording, url: string): Promise<void> {
  const file = new DatabaseSync(url.slice('sqlite:'.length));
  // What was written last lies where it arrived.
  file.exec('UPDATE "arrivedEntries" SET "available" = "available" + 1');
  file.close();
  const house = await open(url, { announceExpiries: false, observe: observe.observer });
  try {
    const { problemCount } = await house.reconcile();
    const { kind = [] } = METRICS.tallystick_reconcile_problems.labels;
    const told = kind.map((one) => observe.valueOf('tallystick_reconcile_problems', { kind: one }));
    expect(problemCount).toBeGreaterThan(0);
    expect(told.reduce((sum, one) => sum + one, 0)).toBe(problemCount);
    expect(observe.valueOf('tallystick_reconcile_problems', { kind: 'other' })).toBe(0);
  } finally {
    await house.close();
  }
}
