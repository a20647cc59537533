import { expect, test } from 'vitest';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { HOUSE } from '../support/house/house-places.ts';
import {
  DAY,
  HOUR,
  inScene,
  itemOf,
  runsOf,
  type Scene,
  transfer,
} from '../support/house/scheduled-scene.ts';

const KINDS = Object.values(HOUSE);
const START = '2026-12-01T00:00Z';

/** The ids of what was decided, in order, without what they begin with. */
async function idsOf(book: OpenBook): Promise<string[]> {
  const records = await allEvents(book);
  return records.flatMap(({ kind, id }) =>
    kind === 'run_schedule' ? [id.replace(/^tallystick:/u, '')] : [],
  );
}

async function at(scene: Scene, now: number): Promise<bigint | undefined> {
  scene.now = now;
  return (await scene.book.balance('bob'))?.posted;
}

test.each(KINDS)('on $name what is refused is tried again, dated at its own moments', (kind) =>
  inScene(kind, START, async (scene) => {
    const { now } = scene;
    const rent = { schedule: 'rent', command: transfer('ann', 'bob', 150n), executeAt: now + DAY };
    await scene.book.schedule({ ...rent, retry: { everyMs: 2 * HOUR, times: 3 } });
    const { key } = { key: (await scene.book.head()).seq };
    expect(await at(scene, now + DAY)).toBe(0n);
    expect(await itemOf(scene.book, 'rent')).toMatchObject({
      ...{ status: 'pending', nextAt: now + DAY + 2 * HOUR, attempts: 1 },
      ...{
        failure: { reason: 'insufficient_funds', subject: 'ann' },
        transaction: `tallystick:schedule:${key}`,
      },
    });
    if (kind.isDurable) await scene.reopen();
    // It is late for the attempt before it, and counts for the next.
    await scene.book.transfer({ from: 'world', to: 'ann', amount: 50n, effectiveAt: now });
    expect(await at(scene, now + DAY + 2 * HOUR - 1)).toBe(0n);
    // Later than all of them: each is decided at its moment, up to the first that is carried out.
    expect(await at(scene, now + 9 * DAY)).toBe(150n);
    expect(await itemOf(scene.book, 'rent')).toMatchObject({
      ...{ status: 'executed', endedAt: now + DAY + 2 * HOUR, nextAt: null, attempts: 2 },
      transaction: `tallystick:schedule:${key}+1`,
    });
    expect(await itemOf(scene.book, 'rent')).not.toHaveProperty('failure');
    expect(await idsOf(scene.book)).toEqual([`schedule:${key}`, `schedule:${key}+1`]);
    const records = (await allEvents(scene.book)).filter(({ kind: of }) => of === 'run_schedule');
    expect(records).toMatchObject([
      { outcome: 'failed', effectiveAt: now + DAY, retryAt: now + DAY + 2 * HOUR },
      { outcome: 'executed', effectiveAt: now + DAY + 2 * HOUR },
    ]);
    // What was carried out at last is reversed by its id.
    const back = await scene.book.reverse({ transaction: `tallystick:schedule:${key}+1` });
    expect(back).toMatchObject({ ok: true });
  }),
);

test.each(KINDS)('on $name attempts are used up, or end where the next occurrence begins', (kind) =>
  inScene(kind, START, async (scene) => {
    const { book, now } = scene;
    const common = { kind: 'schedule', command: transfer('ann', 'bob', 500n), executeAt: now + DAY } as const;
    await book.submit([
      { ...common, schedule: 'once', retry: { everyMs: HOUR, times: 2 } },
      // Of five attempts those at 12 and 24 hours: the third would be at the next occurrence.
      { ...common, schedule: 'daily', every: { days: 1 }, count: 2, retry: { everyMs: 12 * HOUR, times: 5 } },
    ]);
    scene.now = now + 30 * DAY;
    expect((await itemOf(book, 'once'))?.status).toBe('failed');
    const of = async (name: string): Promise<number[]> =>
      (await runsOf(book))
        .filter((run) => run.startsWith(name))
        .map((run) => (Date.parse(`${run.split(' ')[1]}Z`) - now) / HOUR);
    expect(await of('once')).toEqual([24, 25, 26]);
    expect(await of('daily')).toEqual([24, 36, 48, 60, 72, 84, 96, 108]);
    expect(await itemOf(book, 'daily')).toMatchObject({
      ...{ status: 'finished', counts: { executed: 0, failed: 2, missed: 0 } },
      latest: { n: 1, at: now + 2 * DAY, status: 'failed' },
    });
    const { transaction } = (await itemOf(book, 'daily')) ?? {};
    expect(transaction).toMatch(/:1\+5$/u);
    expect(await book.command(transaction ?? '')).toMatchObject({ kind: 'run_schedule', outcome: 'failed' });
  }),
);

test.each(KINDS)('on $name each attempt is late by its own moment', (kind) =>
  inScene(kind, START, async (scene) => {
    const { book, now } = scene;
    const common = {
      ...({ kind: 'schedule', command: transfer('ann', 'bob', 1n), executeAt: now + DAY } as const),
      retry: { everyMs: HOUR, times: 3 },
    };
    await book.submit([
      { ...common, schedule: 'none', missed: 'none', missedAfterMs: 0 },
      { ...common, schedule: 'last', missed: 'last', missedAfterMs: 0 },
      { ...common, schedule: 'all' },
      { ...common, schedule: 'over', missed: 'none', missedAfterMs: 0, retry: { everyMs: 1, times: 2 } },
    ]);
    scene.now = now + DAY + 2 * HOUR + 1;
    await book.balance('ann');
    const of = async (name: string): Promise<unknown[]> =>
      (await runsOf(book)).filter((run) => run.startsWith(name)).map((run) => run.split(' ')[2]);
    // Nobody ran over the first three of them, and the fourth is in time.
    expect(await of('none')).toEqual(['missed', 'missed', 'missed']);
    expect(await of('last')).toEqual(['missed', 'missed', 'executed']);
    expect(await of('all')).toEqual(['executed']);
    expect(await of('over')).toEqual(['missed', 'missed', 'missed']);
    expect(await itemOf(book, 'over')).toMatchObject({ status: 'missed', attempts: 3 });
    expect(await itemOf(book, 'none')).toMatchObject({ status: 'pending', nextAt: now + DAY + 3 * HOUR });
    expect(await at(scene, now + DAY + 3 * HOUR)).toBe(3n);
    expect((await itemOf(book, 'none'))?.status).toBe('executed');
  }),
);

test.each(KINDS)('on $name it is cancelled between two attempts, and not before one that was made', (kind) =>
  inScene(kind, START, async (scene) => {
    const { book, now } = scene;
    const rent = { schedule: 'rent', command: transfer('ann', 'bob', 500n), executeAt: now + DAY };
    await book.schedule({ ...rent, retry: { everyMs: HOUR, times: 3 } });
    scene.now = now + DAY + HOUR;
    const cancel = { schedule: 'rent', account: 'ann' };
    const early = { ok: false, reason: 'schedule_executes_before' };
    expect(await book.cancelSchedule({ ...cancel, effectiveAt: now + DAY + HOUR })).toMatchObject(early);
    expect(await book.cancelSchedule({ ...cancel, effectiveAt: now + DAY + 2 * HOUR })).toMatchObject(early);
    expect(await book.closeAccount({ account: 'bob' })).toMatchObject({ reason: 'account_scheduled' });
    expect(await book.cancelSchedule({ ...cancel, effectiveAt: scene.now + 1 })).toMatchObject({ ok: true });
    scene.now = now + 9 * DAY;
    expect((await itemOf(book, 'rent'))?.status).toBe('cancelled');
    expect(await runsOf(book)).toHaveLength(2);
    expect(await book.closeAccount({ account: 'bob' })).toMatchObject({ ok: true });
  }),
);

test.each(KINDS)(
  'on $name a merge or a close that is dated before an attempt is refused, and known ends count',
  (kind) =>
    inScene(
      kind,
      START,
      async (scene) => {
        const { book, now } = scene;
        const rent = { command: transfer('ann', 'bob', 500n), executeAt: now + DAY };
        const retry = { everyMs: DAY, times: 2 };
        await book.closeAccount({ account: 'eve', effectiveAt: now + 2 * DAY });
        const toEve = { ...rent, command: transfer('ann', 'eve', 1n) };
        expect(await book.schedule({ ...toEve, schedule: 'eve', retry })).toMatchObject({
          ...{ ok: false, reason: 'account_unknown', subject: 'eve' },
        });
        expect(await book.schedule({ ...toEve, schedule: 'eve' })).toMatchObject({ ok: true });
        await book.schedule({ ...rent, schedule: 'rent', retry });
        scene.now = now + 2 * DAY;
        await book.balance('ann');
        const merge = { from: 'bob', into: 'dan' };
        const before = await book.merge({ ...merge, effectiveAt: now + 2 * DAY - 1 });
        expect(before).toMatchObject({ ok: false });
        expect(await book.merge(merge)).toMatchObject({ ok: true });
        // Whom it was merged into is paid.
        await book.transfer({ from: 'world', to: 'ann', amount: 500n });
        scene.now = now + 3 * DAY;
        expect((await book.balance('dan'))?.posted).toBe(500n);
      },
      ['ann', 'bob', 'dan', 'eve'],
    ),
);

test.each(KINDS)(
  'on $name a close that is dated before what was carried out, or has failed, is refused',
  (kind) =>
    inScene(kind, START, async (scene) => {
      const { book, now } = scene;
      const common = { kind: 'schedule', executeAt: now + DAY } as const;
      await book.submit([
        {
          ...common,
          schedule: 'done',
          command: transfer('ann', 'bob', 7n),
          retry: { everyMs: HOUR, times: 1 },
        },
        {
          ...common,
          schedule: 'failed',
          command: transfer('bob', 'ann', 700n),
          retry: { everyMs: HOUR, times: 1 },
        },
      ]);
      scene.now = now + 2 * DAY;
      await book.transfer({ from: 'bob', to: 'ann', amount: 7n, effectiveAt: now + DAY + 1 });
      // The last attempt was an hour later: it names him until then.
      for (const effectiveAt of [now + DAY - 1, now + DAY + 2, now + DAY + HOUR - 1])
        expect(await book.closeAccount({ account: 'bob', effectiveAt })).toMatchObject({ ok: false });
      const close = await book.closeAccount({ account: 'bob', effectiveAt: now + DAY + HOUR + 1 });
      expect(close).toMatchObject({ ok: true });
    }),
);
