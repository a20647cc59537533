import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { StoreError } from '../../src/base/store-error.ts';
import { open, openHouse } from '../../src/engine/open-house.ts';
import { allEvents, type House, type JournalRecord, type OpenBook } from '../support/house/house-door.ts';
import { DURABLE_HOUSES, HOUSES, inPlace } from '../support/house/house-places.ts';
import { through } from '../support/watch/through.ts';

const PROGRAM = join(import.meta.dirname, '../support/crash/due-child.ts');

async function fill(book: OpenBook): Promise<void> {
  for (const account of ['ann', 'bob']) await book.openAccount({ account, asset: 'GBP/2' });
  await book.transfer({ from: 'world', to: 'ann', amount: 25n });
}

const TEN = { kind: 'transfer', from: 'ann', to: 'bob', amount: 10n } as const;

/** Schedules of ten each, at those moments, in that order. */
function payments(moments: readonly number[]) {
  return moments.map(
    (executeAt, i) => ({ kind: 'schedule', schedule: `s${i}`, command: TEN, executeAt }) as const,
  );
}

/** What was carried out, in order, each with its moment and what became of it. */
function runsIn(records: readonly JournalRecord[]): unknown[] {
  return records.flatMap(({ kind, command, effectiveAt, outcome, entries }) =>
    kind === 'run_schedule' ? [{ command, effectiveAt, outcome, entries }] : [],
  );
}

test.each(HOUSES)('on $name what is due is run up to a moment, at most up to the present', (kind) =>
  inPlace(kind, async ({ url }) => {
    let now = 1_000;
    await using house = await open(url, { clock: () => now, announceExpiries: false });
    const [once, halves] = [house.book('once'), house.book('halves')];
    for (const book of [once, halves]) {
      await fill(book);
      // Of one moment in order of scheduling, and the third has too little.
      await book.submit(payments([3_000, 2_000, 3_000, 9_000]));
    }
    expect(await once.runDue(9_999)).toBe(0);
    now = 5_000;
    expect(await halves.runDue(2_500)).toBe(1);
    expect(runsIn(await allEvents(halves))).toHaveLength(1);
    expect(await halves.runDue(2_500)).toBe(0);
    expect(await halves.runDue(9_999)).toBe(2);
    expect(await once.runDue(9_999)).toBe(3);
    const runs = runsIn(await allEvents(once));
    expect(runs).toMatchObject([
      { command: { subject: 's1' }, effectiveAt: 2_000, outcome: 'executed' },
      { command: { subject: 's0' }, effectiveAt: 3_000, outcome: 'executed' },
      { command: { subject: 's2' }, effectiveAt: 3_000, outcome: 'failed' },
    ]);
    expect(runsIn(await allEvents(halves))).toEqual(runs);
    expect((await once.schedules({ status: 'pending' })).items).toMatchObject([{ schedule: 's3' }]);
    expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
  }),
);

test.each(HOUSES)(
  'on $name what is late is so by the moment at which it is run, whatever was asked for',
  (kind) =>
    inPlace(kind, async ({ url }) => {
      let now = 1_000;
      await using house = await open(url, { clock: () => now, announceExpiries: false });
      const book = house.book('shop');
      await fill(book);
      const payment = { kind: 'schedule', schedule: 's', command: TEN, executeAt: 2_000 } as const;
      await book.submit([{ ...payment, missed: 'none', missedAfterMs: 1_000 }]);
      now = 5_000;
      expect(await book.runDue(2_500)).toBe(1);
      expect((await book.schedules()).items).toMatchObject([{ status: 'missed' }]);
      expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
    }),
);

test.each(HOUSES)('on $name whoever asks for less beside others has all decided before those', (kind) =>
  inPlace(kind, async ({ url }) => {
    let now = 1_000;
    await using house = await open(url, { clock: () => now, announceExpiries: false });
    const book = house.book('shop');
    await fill(book);
    await book.submit(payments([2_000, 3_000]));
    now = 5_000;
    const [, transfer] = await Promise.all([
      book.runDue(2_000),
      book.transfer({ from: 'ann', to: 'bob', amount: 6n }),
    ]);
    expect(transfer).toMatchObject({ ok: false, reason: 'insufficient_funds' });
    expect((await allEvents(book)).slice(-3).map((record) => record.kind)).toEqual([
      'run_schedule',
      'run_schedule',
      'transfer',
    ]);
  }),
);

test.each(DURABLE_HOUSES)(
  'on $name nobody runs what is due in a house that is only read, where that can be',
  (kind) =>
    inPlace(kind, async ({ url }) => {
      if (!url.startsWith('postgres')) return;
      await (await open(url)).close();
      await using house = await open(url, { mode: 'read' });
      await expect(house.book('shop').runDue(5)).rejects.toMatchObject({ code: 'house_read_only' });
    }),
);

/** Each was carried out once, at its moment, and nothing was decided before what was due at its own. */
async function expectRunOnce(house: House, count: number): Promise<void> {
  const book = house.book('shop');
  const records = await allEvents(book, 0, 1_000);
  const runs = records.filter(({ kind }) => kind === 'run_schedule');
  expect(new Set(runs.map(({ command }) => (command as { subject?: unknown }).subject)).size).toBe(count);
  expect(runs).toHaveLength(count);
  const waiting = new Map<unknown, { readonly at: number; readonly recordedAt: number }>();
  for (const { kind, command, recordedAt, ok } of records) {
    const { schedule, executeAt, subject } = command as Readonly<Record<string, unknown>>;
    expect(ok).toBe(true);
    if (kind === 'run_schedule') {
      waiting.delete(subject);
      continue;
    }
    // What was scheduled by an earlier batch for this moment is over.
    const passedOver = [...waiting].filter(
      ([, made]) => made.recordedAt < recordedAt && made.at <= recordedAt,
    );
    expect(passedOver).toEqual([]);
    if (kind === 'schedule') waiting.set(schedule, { at: Number(executeAt), recordedAt });
  }
  expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
  expect((await house.reconcile()).problems).toEqual([]);
}

test.each(HOUSES)('on $name it is run once when nobody knows what became of the commit', (kind) =>
  inPlace(kind, async ({ openStore }) => {
    const inner = await openStore();
    let takesEffect: boolean | undefined;
    const store = through(inner, {
      begin: async () => {
        const transaction = await inner.begin();
        const commit = async (): Promise<void> => {
          const isDone = takesEffect;
          takesEffect = undefined;
          await (isDone === false ? transaction.rollback() : transaction.commit());
          if (isDone !== undefined) throw new StoreError('outcome_unknown', 'the connection was lost');
        };
        return through(transaction, { commit });
      },
    });
    let now = 1_000;
    await using house = await openHouse(store, { clock: () => now, announceExpiries: false });
    const book = house.book('shop');
    await fill(book);
    await book.submit(payments([2_000, 2_000, 3_000, 3_000]));
    for (const isDone of [true, false]) {
      now += 1_000;
      takesEffect = isDone;
      expect(await book.transfer({ from: 'world', to: 'bob', amount: 1n })).toMatchObject({ ok: true });
      expect(takesEffect).toBeUndefined();
    }
    expect((await book.balance('bob'))?.posted).toBe(22n);
    await expectRunOnce(house, 4);
  }),
);

const ROUNDS = 3;
const COUNT = 300;

test.each(DURABLE_HOUSES)(
  'on $name it is run once, before anything else, by processes that are killed meanwhile',
  (kind) =>
    inPlace(kind, async ({ url }) => {
      const first = await open(url, { announceExpiries: false });
      await fill(first.book('shop'));
      await first.close();
      for (let round = 0; round < ROUNDS; round += 1) {
        const child = spawn(process.execPath, [PROGRAM, url, String(round), String(COUNT)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        });
        try {
          await once(child.stdout, 'data');
          await sleep(round * 60);
        } finally {
          const ended = once(child, 'exit');
          child.kill('SIGKILL');
          await ended;
        }
      }
      await sleep(300);
      await using house = await open(url, { announceExpiries: false });
      expect((await house.book('shop').balance('ann'))?.posted).toBe(BigInt(25 + ROUNDS * COUNT));
      await expectRunOnce(house, ROUNDS * COUNT);
    }),
);
