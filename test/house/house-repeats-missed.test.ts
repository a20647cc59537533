import { expect, test, vi } from 'vitest';
import { HOUSE } from '../support/house/house-places.ts';
import { DAY, HOUR, inScene, itemOf, runsOf, transfer } from '../support/house/scheduled-scene.ts';

const KINDS = Object.values(HOUSE);

test.each(KINDS)('on $name of what was left for days all of it, the last or none is carried out', (kind) =>
  inScene(kind, '2026-12-01T00:00Z', async (scene) => {
    const { book, now } = scene;
    const common = {
      kind: 'schedule',
      command: transfer('ann', 'bob', 1n),
      executeAt: now + DAY,
      every: { days: 1 },
    } as const;
    await book.submit([
      { ...common, schedule: 'all', missed: 'all' },
      { ...common, schedule: 'last', missed: 'last' },
      { ...common, schedule: 'none', missed: 'none' },
      // A whole day late is not too late for it.
      { ...common, schedule: 'slow', missed: 'none', missedAfterMs: DAY },
      {
        kind: 'schedule',
        command: common.command,
        executeAt: common.executeAt,
        schedule: 'once',
        missed: 'none',
      },
      {
        kind: 'schedule',
        command: common.command,
        executeAt: common.executeAt,
        schedule: 'only',
        missed: 'last',
      },
    ]);
    // Three days, and the third is not yet an hour ago.
    scene.now = now + 3 * DAY + HOUR;
    await book.balance('ann');
    const runs = await runsOf(book);
    const of = (name: string) =>
      runs.filter((run) => run.startsWith(`${name} `)).map((run) => run.split(' ')[2]);
    expect(of('all')).toEqual(['executed', 'executed', 'executed']);
    expect(of('last')).toEqual(['missed', 'executed', 'executed']);
    expect(of('none')).toEqual(['missed', 'missed', 'executed']);
    expect(of('slow')).toEqual(['missed', 'missed', 'executed']);
    expect(of('once')).toEqual(['missed']);
    expect(of('only')).toEqual(['executed']);
    expect(await itemOf(book, 'once')).toMatchObject({
      status: 'missed',
      missed: 'none',
      missedAfterMs: HOUR,
    });
    scene.now = now + 6 * DAY + HOUR + 1;
    await book.balance('ann');
    expect((await itemOf(book, 'last'))?.counts).toEqual({ executed: 3, failed: 0, missed: 3 });
    expect((await itemOf(book, 'none'))?.counts).toEqual({ executed: 1, failed: 0, missed: 5 });
    expect((await itemOf(book, 'slow'))?.counts).toEqual({ executed: 2, failed: 0, missed: 4 });
    expect((await book.schedules({ status: 'missed' })).items.map(({ schedule }) => schedule)).toEqual([
      'once',
    ]);
  }),
);

test.each(KINDS)(
  'on $name in a zone by its clocks, on its dates, and decided again without its data',
  (kind) =>
    inScene(kind, '2026-03-27T00:00Z', async (scene) => {
      const { book } = scene;
      const command = transfer('ann', 'bob', 1n);
      const executeAt = Date.parse('2026-03-28T01:30Z');
      await book.schedule({
        schedule: 'berlin',
        command,
        executeAt,
        every: { days: 1 },
        zone: 'Europe/Berlin',
        count: 3,
      });
      // In Auckland it is the last day of the month already.
      const auckland = {
        ...({
          kind: 'schedule',
          schedule: 'auckland',
          command,
          every: { months: 1, day: -1 },
          count: 2,
        } as const),
        ...{ executeAt: Date.parse('2026-03-30T11:30Z'), zone: 'Pacific/Auckland' },
      };
      await book.submit([{ kind: 'atomic', commands: [auckland] }]);
      await book.transaction(async (tx) => {
        const more = { executeAt: Date.parse('2026-03-28T12:00Z'), every: { days: 1 }, zone: 'Asia/Tokyo' };
        await tx.schedule({
          schedule: 'tokyo',
          command,
          ...more,
          count: 1,
          skipDates: ['2026-03-28'],
          roll: 'forward',
        });
      });
      scene.now = Date.parse('2026-05-01T00:00Z');
      await book.balance('ann');
      expect(await runsOf(book)).toEqual([
        'berlin 2026-03-28T01:30 executed',
        'berlin 2026-03-29T01:30 executed',
        'tokyo 2026-03-29T12:00 executed',
        'berlin 2026-03-30T00:30 executed',
        'auckland 2026-03-30T11:30 executed',
        'auckland 2026-04-29T12:30 executed',
      ]);
      const asked = vi.spyOn(Intl.DateTimeFormat.prototype, 'formatToParts');
      try {
        expect((await scene.house.verify({ decideAgain: true })).problems).toEqual([]);
        expect(asked).not.toHaveBeenCalled();
      } finally {
        asked.mockRestore();
      }
    }),
);

test('what cannot be repeated so is refused before anything changes', async () => {
  await inScene(HOUSE.memory, '2026-12-01T00:00Z', async ({ book, now }) => {
    const asked = { schedule: 's', command: transfer('ann', 'bob', 1n), executeAt: now + DAY };
    const every = { days: 1 };
    const refused: [object, string, string][] = [
      [{ every: {} }, 'every', 'bad_command'],
      [{ every: { hours: 1 } }, 'every.hours', 'bad_command'],
      [{ every: { days: 1, weeks: 1 } }, 'every.weeks', 'bad_command'],
      [{ every: { days: 0 } }, 'every.days', 'bad_command'],
      [{ every: { days: 1.5 } }, 'every.days', 'bad_command'],
      [{ every: { days: 10_001 } }, 'every.days', 'bad_command'],
      [{ every: { weeks: 1, day: -1 } }, 'every.day', 'bad_command'],
      [{ every: { months: 1, day: 31 } }, 'every.day', 'bad_command'],
      [{ every: 'monthly' }, 'every', 'bad_command'],
      [{ until: now + DAY }, 'until', 'bad_command'],
      [{ every, until: now }, 'until', 'bad_command'],
      [{ every, until: now + DAY, count: 1 }, 'count', 'bad_command'],
      [{ every, count: 0 }, 'count', 'bad_command'],
      [{ every, zone: 'Mars/Olympus' }, 'zone', 'bad_command'],
      [{ zone: 'Europe/Berlin' }, 'zone', 'bad_command'],
      [{ every, skipDates: ['2026-02-29'] }, 'skipDates[0]', 'bad_command'],
      [{ every, skipDates: '2026-02-28' }, 'skipDates', 'bad_command'],
      [{ every, roll: 'forward' }, 'roll', 'bad_command'],
      [{ every, skipDates: ['2026-12-25'], roll: 'up' }, 'roll', 'bad_command'],
      [{ missed: 'some' }, 'missed', 'bad_command'],
      [{ missedAfterMs: 5 }, 'missedAfterMs', 'bad_command'],
      [{ missed: 'last', missedAfterMs: -1 }, 'missedAfterMs', 'bad_timestamp'],
      [{ every, executeAt: 8_640_000_000_000_000 }, 'executeAt', 'bad_command'],
    ];
    for (const [more, field, code] of refused) {
      await expect(book.schedule({ ...asked, ...more })).rejects.toMatchObject({ field, code });
    }
    const never = { every, count: 2, skipDates: ['2026-12-02', '2026-12-03'] };
    expect(await book.schedule({ ...asked, ...never })).toMatchObject({
      reason: 'schedule_never_executes',
      subject: 's',
    });
    const before = { every, skipDates: ['2026-12-02', '2026-12-01'], roll: 'back' } as const;
    expect(await book.schedule({ ...asked, ...before })).toMatchObject({ reason: 'executes_before_start' });
    expect((await book.schedules()).items).toEqual([]);
    // The same request in other words is the same one.
    const id = 'once';
    const one = {
      ...asked,
      id,
      every,
      skipDates: ['2026-12-25', '2026-12-24'],
      zone: 'UTC',
      missed: 'all',
    } as const;
    expect(await book.schedule(one)).toMatchObject({ ok: true });
    const other = {
      ...asked,
      id,
      every,
      skipDates: ['2026-12-24', '2026-12-25', '2026-12-24'],
      roll: 'none',
    } as const;
    expect(await book.schedule(other)).toMatchObject({ ok: true, replayed: true });
  });
});
