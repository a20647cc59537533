import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { open, openHouse } from '../../src/engine/open-house.ts';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import type { PostgresStore } from '../../src/store/postgres/postgres-store.ts';
import { HOUSE, inPlace } from '../support/house/house-places.ts';
import { openOn, TestMachine } from '../support/house/test-machine.ts';
import { ClockProcess } from '../support/nodes/clock-process.ts';
import { makeSchema } from '../support/postgres/postgres-place.ts';

const DAY = 86_400_000;
const YEARS = 30 * 365 * DAY;
const ADD = { kind: 'transfer', from: 'world', to: 'alice', amount: 1 } as const;

test('nodes whose clocks are 30 years apart on each side date by the server, and agree', async () => {
  await inPlace(HOUSE.postgres, async ({ url }) => {
    const nodes = await Promise.all([YEARS, -YEARS].map((skew) => ClockProcess.start(url, skew)));
    const [ahead, behind] = nodes as [ClockProcess, ClockProcess];
    const began = Date.now();
    expect(await ahead.ask({ kind: 'open_account', account: 'alice', asset: 'GBP/2' })).toMatchObject({
      ok: true,
    });
    const moments: unknown[] = [];
    for (const node of [ahead, behind, ahead, behind, behind]) {
      const { ok, effectiveAt, recordedAt } = await node.ask(ADD);
      expect(ok).toBe(true);
      moments.push(effectiveAt, recordedAt);
    }
    const ended = Date.now();
    expect(moments).toEqual(moments.toSorted());
    expect(Number(moments[0])).toBeGreaterThanOrEqual(began - 2);
    expect(Number(moments.at(-1))).toBeLessThanOrEqual(ended + 2);

    // A hold for a week holds, whichever node looks, and no node announces that it ran out.
    const hold = { kind: 'hold', hold: 'h', account: 'alice', amount: 2, expiresAt: ended + 7 * DAY };
    expect(await behind.ask(hold)).toMatchObject({ ok: true });
    await sleep(2_300); // Each looks for what ran out once a second.
    for (const node of nodes) {
      expect(await node.ask({ call: 'balance' })).toMatchObject({ posted: 5, held: 2, available: 3 });
      expect(await node.ask({ call: 'checkClock' })).toMatchObject({ jumpMs: 0, booksAhead: [] });
    }
    const events = await ahead.ask({ call: 'events' });
    expect(Object.values(events).map((event) => (event as { kind: string }).kind)).not.toContain(
      'announce_expiry',
    );
    // A node whose clock is set while it runs does not care either.
    await ahead.ask({ skew: -YEARS });
    expect(await ahead.ask(ADD)).toMatchObject({ ok: true });
    await using house = await open(url, { announceExpiries: false });
    expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
    await Promise.all(nodes.map((node) => node.kill()));
  });
});

test('a process whose clock is set while it has a file open refuses what it would date', async () => {
  await inPlace(HOUSE.sqlite, async ({ url }) => {
    const node = await ClockProcess.start(url, 0);
    expect(await node.ask({ kind: 'open_account', account: 'alice', asset: 'GBP/2' })).toMatchObject({
      ok: true,
    });
    for (const skew of [YEARS, -YEARS, 61_500]) {
      await node.ask({ skew });
      const asked = { ...ADD, id: `at ${skew}` };
      expect(await node.ask(asked)).toMatchObject({ ok: false, reason: 'clock_jumped' });
      await node.ask({ skew: 0 });
      expect(await node.ask(asked)).toMatchObject({ ok: true });
    }
    await node.ask({ skew: DAY });
    expect(await node.ask({ call: 'acceptClock' })).toEqual([]);
    const { ok, effectiveAt } = await node.ask(ADD);
    expect(ok).toBe(true);
    expect(Number(effectiveAt)).toBeGreaterThan(Date.now() + DAY - 60_000);
    await node.kill();
  });
});

test('a server whose time does not go with that of this process is not believed', async () => {
  await inPlace(HOUSE.postgres, async (place) => {
    const machine = new TestMachine(0);
    await using house = await openOn(machine, place);
    const book = house.book('shop');
    await book.openAccount({ account: 'alice', asset: 'GBP/2' });
    // An hour passes here, and a moment there.
    machine.pass(3_600_000);
    const asked = { from: 'world', to: 'alice', amount: 1n, id: 'asked' } as const;
    expect(await book.transfer(asked)).toMatchObject({ ok: false, reason: 'clock_jumped' });
    expect(await house.checkClock()).toMatchObject({
      booksAhead: [],
      jumpMs: expect.closeTo(-3_600_000, -4),
    });
    expect(await house.acceptClock()).toEqual([]);
    const { ok, effectiveAt } = await book.transfer(asked);
    expect(ok).toBe(true);
    expect(Math.abs(Number(effectiveAt) - Date.now())).toBeLessThan(5_000);
  });
});

test('the moment is read when the lock is had, and not when it was asked for', async () => {
  const schema = await makeSchema();
  const house = await open(schema.url, { announceExpiries: false });
  const client = new pg.Client({ connectionString: schema.serverUrl });
  await client.connect();
  try {
    const book = house.book('shop');
    await book.openAccount({ account: 'alice', asset: 'GBP/2' });
    await client.query(`BEGIN; SELECT 1 FROM "${schema.name}"."books" WHERE "book" = 'shop' FOR UPDATE`);
    const waiting = book.transfer({ from: 'world', to: 'alice', amount: 1n });
    await sleep(700);
    const { rows } = await client.query(
      'SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::float8 AS now',
    );
    await client.query('ROLLBACK');
    const answer = await waiting;
    expect(answer.effectiveAt).toBeGreaterThanOrEqual(rows[0].now);
  } finally {
    await client.end();
    await house.close();
    await schema.drop();
  }
});

test("reading the server's time costs no round trip", async () => {
  const schema = await makeSchema();
  const store = (await openPostgresStore(schema.url)) as PostgresStore;
  const house = await openHouse(store, { announceExpiries: false });
  try {
    const book = house.book('shop');
    await book.openAccount({ account: 'alice', asset: 'GBP/2' });
    const cost = async (work: () => Promise<unknown>): Promise<number> => {
      const { roundTrips } = store.traffic;
      await work();
      return store.traffic.roundTrips - roundTrips;
    };
    const transfer = () => book.transfer({ from: 'world', to: 'alice', amount: 1n });
    await cost(transfer);
    await cost(() => book.balance('alice')); // It opens a connection.
    expect(await cost(transfer)).toBe(2); // Begin and lock; write and commit.
    expect(await cost(() => book.balance('alice'))).toBe(1);
  } finally {
    await house.close();
    await schema.drop();
  }
});
