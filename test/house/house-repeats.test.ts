import { expect, test } from 'vitest';
import { openHouse } from '../../src/engine/open-house.ts';
import { allEvents } from '../support/house/house-door.ts';
import { HOUSE } from '../support/house/house-places.ts';
import { DAY, inScene, itemOf, runsOf, transfer } from '../support/house/scheduled-scene.ts';
import { countingStore, type RowCount } from '../support/watch/house-counting-store.ts';

const KINDS = Object.values(HOUSE);

test.each(KINDS)(
  'on $name the ends of months: each counted from the first, to the last that is allowed',
  (kind) =>
    inScene(kind, '2026-01-31T08:00Z', async (scene) => {
      const { book } = scene;
      const executeAt = Date.parse('2026-01-31T09:00Z');
      const asked = {
        schedule: 's',
        command: transfer('ann', 'bob', 10n),
        executeAt,
        every: { months: 1 },
        count: 4,
      };
      expect(await book.schedule(asked)).toMatchObject({ ok: true });
      expect(await itemOf(book, 's')).toMatchObject({
        status: 'pending',
        nextAt: executeAt,
        transaction: null,
        every: { months: 1 },
        count: 4,
      });
      scene.now = Date.parse('2026-02-28T09:00Z');
      expect((await book.balance('bob'))?.posted).toBe(20n);
      const { transaction } = (await itemOf(book, 's')) ?? {};
      expect(transaction).toMatch(/^tallystick:schedule:\d+:1$/);
      if (kind.isDurable) await scene.reopen();
      // Several at once, each dated at its own moment.
      scene.now = Date.parse('2026-12-01T00:00Z');
      expect((await scene.book.balance('bob'))?.posted).toBe(40n);
      expect(await runsOf(scene.book)).toEqual(
        ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30'].map((day) => `s ${day}T09:00 executed`),
      );
      expect(await itemOf(scene.book, 's')).toMatchObject({
        status: 'finished',
        nextAt: null,
        endedAt: Date.parse('2026-04-30T09:00Z'),
        counts: { executed: 4, failed: 0, missed: 0 },
        latest: { n: 3, status: 'executed' },
      });
      // What was carried out is reversed by the id of its occurrence; the others stay.
      expect(await scene.book.reverse({ transaction: transaction ?? '' })).toMatchObject({ ok: true });
      expect((await scene.book.balance('bob'))?.posted).toBe(30n);
      expect(await scene.book.closeAccount({ account: 'bob' })).toMatchObject({
        reason: 'account_not_empty',
      });
    }),
);

test.each(KINDS)(
  'on $name several that repeat are decided in one order, by moment and by when they were scheduled',
  (kind) =>
    inScene(kind, '2026-12-01T00:00Z', async (scene) => {
      const { book, now } = scene;
      const command = transfer('ann', 'bob', 1n);
      await book.submit([
        { kind: 'schedule', schedule: 'two', command, executeAt: now + DAY, every: { days: 2 } },
        { kind: 'schedule', schedule: 'one', command, executeAt: now + DAY, every: { days: 1 } },
        { kind: 'schedule', schedule: 'once', command, executeAt: now + 3 * DAY },
        // Both days that are skipped come on the third, one after the other.
        {
          kind: 'schedule',
          schedule: 'rolled',
          command,
          executeAt: now + 2 * DAY,
          every: { days: 1 },
          count: 3,
          skipDates: ['2026-12-03', '2026-12-04'],
          roll: 'forward',
        },
      ]);
      scene.now = now + 4.5 * DAY;
      expect((await book.balance('ann'))?.posted).toBe(90n);
      expect((await runsOf(book)).map((run) => run.slice(0, -'T00:00 executed'.length))).toEqual([
        'two 2026-12-02',
        'one 2026-12-02',
        'one 2026-12-03',
        'two 2026-12-04',
        'one 2026-12-04',
        'once 2026-12-04',
        'one 2026-12-05',
        'rolled 2026-12-05',
        'rolled 2026-12-05',
        'rolled 2026-12-05',
      ]);
    }),
);

test.each(KINDS)('on $name too little money fails one occurrence, and the next is decided anew', (kind) =>
  inScene(kind, '2026-12-01T00:00Z', async (scene) => {
    const { book, now } = scene;
    await book.schedule({
      schedule: 's',
      command: transfer('ann', 'bob', 60n),
      executeAt: now + DAY,
      every: { days: 1 },
    });
    scene.now = now + 2 * DAY;
    expect((await book.balance('ann'))?.posted).toBe(40n);
    expect(await itemOf(book, 's')).toMatchObject({
      status: 'pending',
      failure: { reason: 'insufficient_funds', subject: 'ann' },
    });
    await book.transfer({ from: 'world', to: 'ann', amount: 50n });
    scene.now = now + 3 * DAY;
    expect((await book.balance('ann'))?.posted).toBe(30n);
    expect(await itemOf(book, 's')).not.toHaveProperty('failure');
    expect(await itemOf(book, 's')).toMatchObject({ counts: { executed: 2, failed: 1, missed: 0 } });
    // A close waits for it, and a merge carries it on.
    expect(await book.closeAccount({ account: 'bob' })).toMatchObject({ ok: false });
    await book.openAccount({ account: 'heir', asset: 'GBP/2' });
    expect(await book.merge({ from: 'bob', into: 'heir', effectiveAt: now + 2.5 * DAY })).toMatchObject({
      ok: false,
    });
    expect(await book.merge({ from: 'bob', into: 'heir' })).toMatchObject({ ok: true });
    await book.transfer({ from: 'world', to: 'ann', amount: 50n });
    scene.now = now + 4 * DAY;
    expect((await book.balance('heir'))?.posted).toBe(180n);
  }),
);

test.each(KINDS)('on $name cancelled between two occurrences, and not behind one that was decided', (kind) =>
  inScene(kind, '2026-12-01T00:00Z', async (scene) => {
    const { book, now } = scene;
    await book.schedule({
      schedule: 's',
      command: transfer('ann', 'bob', 10n),
      executeAt: now + DAY,
      every: { days: 1 },
    });
    const cancel = async (effectiveAt?: number) => {
      const answer = await book.cancelSchedule({
        schedule: 's',
        account: 'ann',
        ...(effectiveAt && { effectiveAt }),
      });
      return answer.ok ? 'ok' : answer.reason;
    };
    scene.now = now + 2 * DAY;
    expect(await cancel(now + DAY)).toBe('schedule_executes_before');
    // The moment itself is that of the occurrence, which is first.
    expect(await cancel()).toBe('schedule_executes_before');
    expect(await cancel(now + 3 * DAY)).toBe('schedule_executes_before');
    expect(await cancel(now + 3 * DAY - 1)).toBe('ok');
    expect(await cancel(now + 3 * DAY - 1)).toBe('schedule_not_pending');
    scene.now = now + 9 * DAY;
    expect((await book.balance('bob'))?.posted).toBe(20n);
    expect(await itemOf(book, 's')).toMatchObject({ status: 'cancelled', nextAt: null, latest: { n: 1 } });
    expect(await book.closeAccount({ account: 'ann' })).toMatchObject({ reason: 'account_not_empty' });
  }),
);

test.each(KINDS)(
  'on $name as little is asked of the store for two hundred that repeat as for twenty',
  async (kind) => {
    const place = await kind.makePlace();
    const count: RowCount = { rows: 0, asks: 0 };
    let now = Date.parse('2026-01-01T00:00Z');
    const store = countingStore(await place.openStore(), count);
    const house = await openHouse(store, { clock: () => now, announceExpiries: false });
    try {
      const asked: (number | undefined)[] = [];
      for (const [name, schedules] of [
        ['some', 20],
        ['many', 200],
      ] as const) {
        now = Date.parse('2026-01-01T00:00Z');
        const book = house.book(name);
        for (const account of ['ann', 'bob']) await book.openAccount({ account, asset: 'GBP/2' });
        await book.transfer({ from: 'world', to: 'ann', amount: 1_000_000n });
        const command = transfer('ann', 'bob', 1n);
        const common = { kind: 'schedule', command, executeAt: now + DAY, every: { months: 1 } } as const;
        await book.submit(Array.from({ length: schedules }, (_, i) => ({ ...common, schedule: `s${i}` })));
        // Three months behind, all of it in one batch.
        now = Date.parse('2026-03-15T00:00Z');
        const head = await book.head();
        Object.assign(count, { rows: 0, asks: 0 });
        await book.transfer({ from: 'ann', to: 'bob', amount: 1n });
        asked.push(count.asks);
        expect((await book.balance('bob'))?.posted).toBe(BigInt(3 * schedules) + 1n);
        const recorded = new Set((await allEvents(book, head.seq)).map(({ recordedAt }) => recordedAt));
        expect(recorded.size).toBe(1);
      }
      expect(asked[1]).toBe(asked[0]);
    } finally {
      await house.close();
      await place.remove();
    }
  },
);
