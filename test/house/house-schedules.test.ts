import { expect, test } from 'vitest';
import type { OpenBook } from '../support/house/house-door.ts';
import { HOUSE, type HouseKind } from '../support/house/house-places.ts';
import { inScene as inSceneAt, type Scene, transfer } from '../support/house/scheduled-scene.ts';

/** With ann, who has 100, bob and eve, at the moment 1,000. */
const inScene = (kind: HouseKind, work: (scene: Scene) => Promise<void>): Promise<void> =>
  inSceneAt(kind, '1970-01-01T00:00:01Z', work, ['ann', 'bob', 'eve']);

async function postedOf(book: OpenBook, account: string): Promise<bigint | undefined> {
  return (await book.balance(account))?.posted;
}

const KINDS = Object.values(HOUSE);

test.each(KINDS)('on $name what is due is carried out before a read, dated at its moment', (kind) =>
  inScene(kind, async (scene) => {
    const { book } = scene;
    const asked = { schedule: 's1', command: transfer('ann', 'bob', 30n), executeAt: 2_000 } as const;
    expect(await book.schedule(asked)).toMatchObject({ ok: true });
    scene.now = 1_999;
    expect(await postedOf(book, 'bob')).toBe(0n);
    // It is not foreseen.
    expect(await book.balance('bob', { at: 3_000 })).toMatchObject({ posted: 0n });
    scene.now = 2_500;
    expect(await postedOf(book, 'bob')).toBe(30n);
    expect(await book.balance('bob', { at: 1_999 })).toMatchObject({ posted: 0n });
    expect(await book.balance('bob', { at: 2_000 })).toMatchObject({ posted: 30n });
    const [item] = (await book.schedules()).items;
    expect(item).toMatchObject({ schedule: 's1', account: 'ann', status: 'executed', endedAt: 2_000 });
    // What was carried out is reversed by its id.
    const transaction = item?.transaction ?? '';
    expect(await book.reverse({ transaction })).toMatchObject({ ok: true });
    expect(await postedOf(book, 'bob')).toBe(0n);
    // Who sends the same again gets the first answer.
    expect(await book.schedule(asked)).toMatchObject({ ok: true, replayed: true });
  }),
);

test.each(KINDS)(
  'on $name of one moment what was scheduled first is first, and all before commands',
  (kind) =>
    inScene(kind, async (scene) => {
      const { book } = scene;
      for (let i = 1; i <= 12; i += 1) {
        await book.schedule({
          schedule: `payment${i}`,
          command: transfer('ann', 'bob', 15n),
          executeAt: 2_000,
        });
      }
      scene.now = 2_000;
      // Whatever they are dated: seven are first, and leave less than this takes.
      expect(await book.transfer({ from: 'ann', to: 'eve', amount: 90n, effectiveAt: 1_500 })).toMatchObject({
        ok: false,
        reason: 'insufficient_funds',
      });
      const { items } = await book.schedules({ account: 'ann', limit: 20 });
      const done = items.filter(({ status }) => status === 'executed').map(({ schedule }) => schedule);
      expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6].map((i) => `payment${i}`).sort());
      const failed = items.filter(({ status }) => status === 'failed');
      expect(failed.map(({ failure }) => failure)).toEqual(
        failed.map(() => ({ reason: 'insufficient_funds', subject: 'ann' })),
      );
      expect(failed).toHaveLength(6);
      // A deposit that comes late turns no failure into a success.
      await book.transfer({ from: 'world', to: 'ann', amount: 500n, effectiveAt: 1_500 });
      expect((await book.schedules({ status: 'failed' })).items).toHaveLength(6);
      expect(await postedOf(book, 'bob')).toBe(90n);
      // And nothing that was carried out may lose its money to what comes late.
      const late = { from: 'ann', to: 'eve', amount: 520n, effectiveAt: 1_600 };
      expect(await book.transfer(late)).toMatchObject({ ok: false, reason: 'insufficient_funds' });
    }),
);

test.each(KINDS)('on $name cancelled by its owner alone, once, and before its moment', (kind) =>
  inScene(kind, async (scene) => {
    const { book } = scene;
    const command = transfer('ann', 'bob', 30n);
    await book.schedule({ schedule: 's1', command, executeAt: 2_000 });
    await book.schedule({ schedule: 's2', command, executeAt: 2_000 });
    const reasonOf = async (schedule: string, account: string, effectiveAt?: number) => {
      const answer = await book.cancelSchedule({ schedule, account, ...(effectiveAt && { effectiveAt }) });
      return answer.ok ? 'ok' : answer.reason;
    };
    expect(await reasonOf('none', 'ann')).toBe('schedule_unknown');
    expect(await reasonOf('s1', 'bob')).toBe('not_the_owner');
    expect(await reasonOf('s1', 'ann', 2_000)).toBe('schedule_executes_before');
    expect(await reasonOf('s1', 'ann', 500)).toBe('schedule_unknown');
    expect(await reasonOf('s1', 'ann')).toBe('ok');
    expect(await reasonOf('s1', 'ann')).toBe('schedule_not_pending');
    scene.now = 2_000;
    // At the moment itself it is carried out first; a cancellation dated before comes too late.
    expect(await reasonOf('s2', 'ann')).toBe('schedule_not_pending');
    expect(await reasonOf('s2', 'ann', 1_500)).toBe('schedule_not_pending');
    expect(await postedOf(book, 'bob')).toBe(30n);
    expect(
      await book.schedule({ schedule: 's1', command: transfer('ann', 'bob', 1n), executeAt: 3_000 }),
    ).toMatchObject({ ok: false, reason: 'schedule_exists', subject: 's1' });
  }),
);

test.each(KINDS)('on $name it follows merges on both sides, and keeps accounts from being closed', (kind) =>
  inScene(kind, async (scene) => {
    const { book } = scene;
    for (const account of ['old', 'shop', 'heir']) await book.openAccount({ account, asset: 'GBP/2' });
    await book.transfer({ from: 'world', to: 'old', amount: 50n });
    await book.schedule({ schedule: 's1', command: transfer('old', 'shop', 20n), executeAt: 2_000 });
    await book.schedule({ schedule: 's2', command: transfer('old', 'eve', 20n), executeAt: 2_000 });
    expect(await book.merge({ from: 'old', into: 'ann' })).toMatchObject({ ok: true });
    expect(await book.merge({ from: 'shop', into: 'heir' })).toMatchObject({ ok: true });
    // An id that is opened anew is another life.
    scene.now = 1_100;
    await book.openAccount({ account: 'shop', asset: 'GBP/2' });
    const close = async (account: string) => {
      const answer = await book.closeAccount({ account });
      return answer.ok ? 'ok' : answer.reason;
    };
    expect(await close('heir')).toBe('account_scheduled');
    expect(await close('shop')).toBe('ok');
    expect(await book.cancelSchedule({ schedule: 's2', account: 'old' })).toMatchObject({
      reason: 'not_the_owner',
    });
    expect(await book.cancelSchedule({ schedule: 's2', account: 'ann' })).toMatchObject({ ok: true });
    expect(await close('eve')).toBe('ok');
    if (kind.isDurable) await scene.reopen();
    scene.now = 2_000;
    expect(await postedOf(scene.book, 'heir')).toBe(20n);
    expect(await postedOf(scene.book, 'ann')).toBe(130n);
    const late = { from: 'heir', into: 'bob', effectiveAt: 1_500 };
    expect(await scene.book.merge(late)).toMatchObject({ ok: false, reason: 'account_named_later' });
  }),
);
