import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { DUE_ROWS_MAX } from '../../src/base/limits.ts';
import { open } from '../../src/engine/open-house.ts';
import { Scene } from '../support/house/due-scene.ts';
import { allEvents, type OpenBook } from '../support/house/house-door.ts';
import { HOUSE } from '../support/house/house-places.ts';
import type { RowCount } from '../support/watch/house-counting-store.ts';

const KINDS = Object.values(HOUSE);

async function fill(book: OpenBook): Promise<void> {
  for (const account of ['ann', 'bob']) await book.openAccount({ account, asset: 'GBP/2' });
  await book.transfer({ from: 'world', to: 'ann', amount: 1_000_000n });
}

const pay = (amount: bigint) => ({ kind: 'transfer', from: 'ann', to: 'bob', amount }) as const;

function schedules(count: number, executeAt: number) {
  return Array.from(
    { length: count },
    (_, i) => ({ kind: 'schedule', schedule: `s${i}`, command: pay(1n), executeAt }) as const,
  );
}

test.each([HOUSE.sqlite, HOUSE.postgres])(
  'on $name what does not fit in a batch is decided by the next, before commands',
  (kind) =>
    Scene.on(kind, async (scene) => {
      const house = await scene.open();
      const book = house.book('shop');
      await fill(book);
      const count = DUE_ROWS_MAX + 4;
      await book.submit(schedules(count, 2_000));
      scene.now = 2_000;
      const head = await book.head();
      const [answer, other] = await Promise.all([
        book.transfer({ from: 'ann', to: 'bob', amount: 7n }),
        book.openAccount({ account: 'eve', asset: 'GBP/2' }),
      ]);
      expect([answer.ok, other.ok]).toEqual([true, true]);
      const records = await allEvents(book, head.seq, 1_000);
      expect(records.map(({ kind: of }) => of)).toEqual([
        ...Array<string>(count).fill('run_schedule'),
        'transfer',
        'open_account',
      ]);
      expect((await book.balance('bob'))?.posted).toBe(BigInt(count) + 7n);
      expect((await house.verify()).problems).toEqual([]);
    }),
);

test.each(KINDS)('on $name a group decides first in each of its books, outside of itself', (kind) =>
  Scene.on(kind, async (scene) => {
    const house = await scene.open();
    for (const name of ['shop', 'stall']) {
      await fill(house.book(name));
      await house.book(name).schedule({ schedule: 's1', command: pay(10n), executeAt: 2_000 });
    }
    scene.now = 2_000;
    const refused = await house.atomic([
      { book: 'shop', kind: 'transfer', from: 'bob', to: 'ann', amount: 10n },
      { book: 'stall', kind: 'transfer', from: 'bob', to: 'ann', amount: 11n },
    ]);
    // Bob has ten in both books by then, and nothing of the group is done.
    expect(refused).toMatchObject({ ok: false, reason: 'insufficient_funds', available: 10n, path: [1] });
    for (const name of ['shop', 'stall']) {
      const { items } = await house.book(name).schedules();
      expect(items).toMatchObject([{ status: 'executed' }]);
      expect((await house.book(name).balance('bob'))?.posted).toBe(10n);
    }
  }),
);

test.each(KINDS)('on $name transactions and dry runs find it decided', (kind) =>
  Scene.on(kind, async (scene) => {
    const house = await scene.open();
    const book = house.book('shop');
    await fill(book);
    await book.submit([
      { kind: 'schedule', schedule: 's1', command: pay(10n), executeAt: 2_000 },
      { kind: 'schedule', schedule: 's2', command: pay(10n), executeAt: 3_000 },
      { kind: 'schedule', schedule: 's3', command: pay(10n), executeAt: 4_000 },
    ]);
    scene.now = 2_000;
    const back = { from: 'bob', to: 'ann' };
    expect(await book.dryRun({ kind: 'transfer', ...back, amount: 10n })).toMatchObject({ ok: true });
    scene.now = 3_000;
    const done = await book.transaction(async (tx) => {
      const seen = await tx.balance('bob');
      await tx.transfer({ ...back, amount: seen?.posted ?? 0n });
      return seen?.posted;
    });
    expect(done).toMatchObject({ ok: true, value: 20n });
    const tx = await book.begin();
    await tx.transfer({ from: 'ann', to: 'bob', amount: 1n });
    scene.now = 4_000;
    // What comes due meanwhile is before it, and in its way only where it changes what it saw.
    expect(await tx.commit()).toMatchObject({ ok: true });
    expect((await book.balance('bob'))?.posted).toBe(11n);
    expect((await house.verify({ decideAgain: true })).problems).toEqual([]);
  }),
);

test.each(KINDS)('on $name nothing more is asked of the store with three thousand pending', (kind) =>
  Scene.on(kind, async (scene) => {
    const count: RowCount = { rows: 0, asks: 0 };
    const house = await scene.openCounting(count);
    const asked: RowCount[] = [];
    for (const [name, pending] of [
      ['none', 0],
      ['many', 3_000],
    ] as const) {
      const book = house.book(name);
      await fill(book);
      if (pending > 0) await book.submit(schedules(pending, 9_000));
      await book.balance('ann');
      Object.assign(count, { rows: 0, asks: 0 });
      await book.transfer({ from: 'ann', to: 'bob', amount: 7n });
      await book.transfer({ from: 'ann', to: 'bob', amount: 7n, id: 'once' });
      await book.balance('ann');
      asked.push({ ...count });
    }
    expect(asked[1]).toEqual(asked[0]);
  }),
);

describe('what is due in a book that is idle', () => {
  test('is decided by a running house by itself, also after nobody ran over its moment', async () => {
    const place = await HOUSE.sqlite.makePlace();
    try {
      const first = await open(place.url);
      await fill(first.book('shop'));
      const later = { schedule: 's1', command: pay(5n), executeAt: Date.now() + 300 };
      await first.book('shop').schedule(later);
      await first.close();
      await sleep(400);
      const house = await open(place.url);
      try {
        await expect
          .poll(async () => (await house.book('shop').events({ after: 4 })).map(({ kind }) => kind), {
            timeout: 8_000,
          })
          .toEqual(['run_schedule']);
        const [record] = await house.book('shop').events({ after: 4 });
        expect(record).toMatchObject({ outcome: 'executed', effectiveAt: later.executeAt });
      } finally {
        await house.close();
      }
    } finally {
      await place.remove();
    }
  });

  test('is decided once, by whichever node asks first, and all see it', () =>
    Scene.on(HOUSE.postgres, async (scene) => {
      const [one, other] = [await scene.open(), await scene.open()];
      await fill(one.book('shop'));
      expect((await other.book('shop').balance('bob'))?.posted).toBe(0n);
      await one.book('shop').submit(schedules(50, 2_000));
      scene.now = 2_000;
      const posted = async (): Promise<unknown[]> => {
        const seen = await Promise.all([one, other].map((house) => house.book('shop').balance('bob')));
        return seen.map((balance) => balance?.posted);
      };
      expect(await posted()).toEqual([50n, 50n]);
      const records = await allEvents(one.book('shop'));
      expect(records.filter(({ kind }) => kind === 'run_schedule')).toHaveLength(50);
      expect((await one.verify({ decideAgain: true })).problems).toEqual([]);
    }));

  test('is left be and told of where the house is only read', () =>
    Scene.on(HOUSE.postgres, async (scene) => {
      const house = await scene.open();
      await fill(house.book('shop'));
      await house.book('shop').submit(schedules(3, 2_000));
      await house.close();
      const reading = await scene.open({ mode: 'read' });
      expect(await reading.book('shop').balance('bob')).not.toHaveProperty('due');
      scene.now = 2_000;
      expect(await reading.book('shop').balance('bob')).toMatchObject({ posted: 0n, due: 3 });
    }));
});

test('ids that a house gives to what it does by itself are refused of callers', () =>
  Scene.on(HOUSE.memory, async (scene) => {
    const house = await scene.open();
    const book = house.book('shop');
    await fill(book);
    const id = 'tallystick:schedule:4';
    const error = { code: 'bad_id', field: 'id' };
    await expect(book.transfer({ from: 'ann', to: 'bob', amount: 1n, id })).rejects.toMatchObject(error);
    await expect(book.transaction(async () => 1, { id })).rejects.toMatchObject(error);
    await expect(house.atomic([{ book: 'shop', ...pay(1n) }], { id })).rejects.toMatchObject(error);
    const inside = { kind: 'atomic', commands: [{ ...pay(1n), id }] } as const;
    await expect(book.submit([inside])).rejects.toMatchObject({ code: 'bad_id' });
    expect((await book.head()).seq).toBe(3);
  }));
