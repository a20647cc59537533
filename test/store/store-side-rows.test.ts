import { describe, expect, test, vi } from 'vitest';
import { openPostgresStore } from '../../src/store/postgres/open.ts';
import { HOUSE_BOOK, type RowKey, type SideChanges } from '../../src/store/side-rows.ts';
import type { Store, StoreView } from '../../src/store/store.ts';
import { makeSchema } from '../support/postgres/postgres-place.ts';
import { all, asKind, at, change, claim, commitHolds, commitSide, delivery } from './side-writes.ts';
import { STORES, withStore } from './store-list.ts';
import { ODD_TEXTS } from './store-values.ts';
import { commandsOf, commitCommand, someChanges, writeCommand } from './store-writes.ts';
import type { Claim } from './test-side-kinds.ts';

vi.mock(import('../../src/store/side-kinds.ts'), async (original) => {
  const { addKinds } = await import('./test-side-kinds.ts');
  return addKinds(original);
});

describe.each(STORES)('side rows of the $name store', (kind) => {
  test('are put, read by key, by lookup and in pages, replaced and deleted', () =>
    withStore(kind, async (store) => {
      const rows = [claim('a', 2, 'x'), claim('a', 10, 'y'), claim('b', -1, 'x')];
      await commitSide(store, HOUSE_BOOK, 'claim', { put: rows.toReversed() });
      expect(await all(store.latest, HOUSE_BOOK, 'claim')).toEqual(rows);
      const found = await at(store.latest, HOUSE_BOOK, 'claim', ['b', -1], ['a', 2], ['a', 3], ['b', -1]);
      expect(found.toSorted((a, b) => a.part - b.part)).toEqual([rows[2], rows[0]]);
      expect(await at(store.latest, HOUSE_BOOK, 'claim')).toEqual([]);
      const held = await store.latest.find(HOUSE_BOOK, asKind('claim'), 'holder', ['x', 'x', 'none']);
      expect(held).toHaveLength(2);
      const page = await store.latest.list(HOUSE_BOOK, asKind('claim'), { after: ['a', 2], limit: 1 });
      expect(page).toEqual([rows[1]]);
      const isDone = await commitSide(store, HOUSE_BOOK, 'claim', {
        put: [claim('b', -1, 'z')],
        remove: [
          ['a', 2],
          ['c', 0],
        ],
      });
      expect(isDone).toBe(true);
      expect(await all(store.latest, HOUSE_BOOK, 'claim')).toEqual([rows[1], claim('b', -1, 'z')]);
      expect(await store.latest.find(HOUSE_BOOK, asKind('claim'), 'holder', ['x'])).toEqual([]);
      await commitSide(store, HOUSE_BOOK, 'claim', {
        remove: [
          ['a', 10],
          ['b', -1],
        ],
      });
      expect(await all(store.latest, HOUSE_BOOK, 'claim')).toEqual([]);
    }));

  test('are found and deleted under every odd text and extreme number', () =>
    withStore(kind, async (store) => {
      await commitCommand(store, 'c', 1);
      const seqs = [Number.MIN_SAFE_INTEGER, 0, Number.MAX_SAFE_INTEGER];
      const rows = ODD_TEXTS.flatMap((sink) => seqs.map((seq) => delivery(seq, sink)));
      await commitSide(store, 'b', 'delivery', { put: rows });
      const keys = rows.map(({ seq, sink }): RowKey => [seq, sink]);
      expect(await at(store.latest, 'b', 'delivery', ...keys)).toHaveLength(rows.length);
      for (const [i, key] of keys.entries()) {
        expect(await at(store.latest, 'b', 'delivery', key)).toEqual([rows[i]]);
      }
      await commitSide(store, 'b', 'delivery', { remove: keys.slice(1) });
      expect(await all(store.latest, 'b', 'delivery')).toEqual(rows.slice(0, 1));
    }));

  test('of the house stand under a name that is no book, and those of a book under one that has a head', () =>
    withStore(kind, async (store) => {
      await commitSide(store, HOUSE_BOOK, 'claim', { put: [claim('a', 1, 'x')] });
      expect(await store.latest.books({ limit: 9 })).toEqual([]);
      expect(await store.latest.head(HOUSE_BOOK)).toBeUndefined();
      expect(await store.info()).toMatchObject({ rulesVersion: 1 });
      const transaction = await store.begin();
      expect(await transaction.lock(HOUSE_BOOK)).toMatchObject({ seq: 0, rules: 1 });
      await expect(change(transaction, 'b', 'delivery', {})).rejects.toThrow(/not of the book/);
      await expect(change(transaction, 'b', 'claim', {})).rejects.toThrow(/not of the book/);
      await expect(change(transaction, HOUSE_BOOK, 'delivery', {})).rejects.toThrow(/not of the book/);
      await expect(transaction.write(HOUSE_BOOK, someChanges(HOUSE_BOOK, {}))).rejects.toThrow(/no journal/);
      await writeCommand(transaction, 'c', 1);
      await change(transaction, 'b', 'delivery', { put: [delivery(1, 's')] });
      await expect(change(transaction, 'b', 'claim', {})).rejects.toThrow(/not of the book/);
      await transaction.rollback();
      expect(await store.latest.books({ limit: 9 })).toEqual([]);
      expect(await store.checkFile?.()).toEqual(store.checkFile && []);
    }));

  test('are written with a batch, before or behind it, or without; and are gone with it', () =>
    withStore(kind, async (store) => {
      const transaction = await store.begin();
      await change(transaction, HOUSE_BOOK, 'claim', { put: [claim('a', 1, 'x')] });
      await writeCommand(transaction, 'c1', 1);
      await change(transaction, 'b', 'delivery', { put: [delivery(1, 's'), delivery(2, 's')] });
      expect(await at(transaction, 'b', 'delivery', [1, 's'])).toEqual([delivery(1, 's')]);
      await change(transaction, 'b', 'delivery', { remove: [[1, 's']] });
      await writeCommand(transaction, 'c2', 2);
      expect(await all(transaction, 'b', 'delivery')).toEqual([delivery(2, 's')]);
      expect(await all(store.latest, HOUSE_BOOK, 'claim')).toEqual([]);
      await transaction.commit();
      expect(await all(store.latest, 'b', 'delivery')).toEqual([delivery(2, 's')]);
      expect(await all(store.latest, HOUSE_BOOK, 'claim')).toEqual([claim('a', 1, 'x')]);
      const undone = await store.begin();
      await writeCommand(undone, 'c3', 3);
      await change(undone, 'b', 'delivery', { put: [delivery(3, 's')], remove: [[2, 's']] });
      await change(undone, HOUSE_BOOK, 'claim', { put: [claim('a', 1, 'y')] });
      await undone.rollback();
      expect(await all(store.latest, 'b', 'delivery')).toEqual([delivery(2, 's')]);
      expect(await all(store.latest, HOUSE_BOOK, 'claim')).toEqual([claim('a', 1, 'x')]);
      expect(await commandsOf(store.latest)).toEqual(['c1', 'c2']);
    }));

  test('change only when all is as it must be, else not at all', () =>
    withStore(kind, async (store) => {
      const mine = claim('a', 1, 'me', 5);
      const take = (put: Claim, when: SideChanges<Claim>['when'] = {}): Promise<boolean> =>
        commitSide(store, HOUSE_BOOK, 'claim', { put: [put], remove: [['b', 2]], when });
      await commitSide(store, HOUSE_BOOK, 'claim', { put: [claim('b', 2, 'x')] });
      expect(await take(mine, { same: [mine] })).toBe(false);
      expect(
        await take(mine, {
          absent: [
            ['a', 1],
            ['b', 2],
          ],
        }),
      ).toBe(false);
      expect(await all(store.latest, HOUSE_BOOK, 'claim')).toEqual([claim('b', 2, 'x')]);
      expect(await take(mine, { absent: [['a', 1]], same: [claim('b', 2, 'x')] })).toBe(true);
      expect(await take(claim('a', 1, 'you'), { absent: [['a', 1]] })).toBe(false);
      for (const other of [
        { ...mine, due: 6 },
        { ...mine, due: null },
        { ...mine, isPaused: true },
      ]) {
        expect(await take(claim('a', 1, 'you'), { same: [other] })).toBe(false);
      }
      expect(await all(store.latest, HOUSE_BOOK, 'claim')).toEqual([mine]);
      const transaction = await store.begin();
      await change(transaction, HOUSE_BOOK, 'claim', { put: [{ ...mine, due: 7 }], when: { same: [mine] } });
      const again = { put: [claim('a', 1, 'no')], when: { same: [mine] } };
      expect(await change(transaction, HOUSE_BOOK, 'claim', again)).toBe(false);
      const next = { remove: [['a', 1]], when: { same: [{ ...mine, due: 7 }] } };
      expect(await change(transaction, HOUSE_BOOK, 'claim', next)).toBe(true);
      await transaction.commit();
      expect(await all(store.latest, HOUSE_BOOK, 'claim')).toEqual([]);
    }));

  test('of a view stay as they are, and those of other books are not touched', () =>
    withStore(kind, async (store) => {
      for (const book of ['a', 'b']) {
        await commitCommand(store, 'c', 1, book);
        await commitSide(store, book, 'delivery', { put: [delivery(1, 's', 4), delivery(2, 's', 4)] });
      }
      await commitSide(store, HOUSE_BOOK, 'claim', { put: [claim('a', 1, 'x')] });
      const before = await store.snapshot();
      await commitSide(store, 'b', 'delivery', { put: [delivery(2, 's')], remove: [[1, 's']] });
      await commitSide(store, HOUSE_BOOK, 'claim', { remove: [['a', 1]] });
      const both = [delivery(1, 's', 4), delivery(2, 's', 4)];
      expect(await all(before, 'b', 'delivery')).toEqual(both);
      expect(await at(before, HOUSE_BOOK, 'claim', ['a', 1])).toHaveLength(1);
      expect(await before.dueAnywhere({ until: 4, limit: 9 })).toHaveLength(4);
      await before.close();
      expect(await all(store.latest, 'a', 'delivery')).toEqual(both);
      expect(await all(store.latest, 'b', 'delivery')).toEqual([delivery(2, 's')]);
      expect(await store.latest.dueAnywhere({ until: 4, limit: 9 })).toHaveLength(2);
    }));

  test('and state rows that are due come in one order, of a book or of all, and leave when they are due no more', () =>
    withStore(kind, async (store) => {
      const [one, two] = ['a', '\u{1f600}'];
      const hold = { id: 'h', key: 10, due: 5 };
      await commitHolds(store, one, [hold, { ...hold, key: 9 }, { id: 'g', key: 1, due: 7 }]);
      await commitHolds(store, two, [
        { id: 'z', key: 3, due: 5 },
        { id: 'n', key: 1, due: null },
      ]);
      await commitSide(store, one, 'delivery', {
        put: [delivery(2, 't', 5), delivery(10, 'a', 5), delivery(3, 't')],
      });
      await commitSide(store, HOUSE_BOOK, 'claim', { put: [claim('k', 1, 'x', -3), claim('k', 2, 'x', 5)] });
      const show = async (rows: ReturnType<StoreView['dueAnywhere']>): Promise<string[]> =>
        (await rows).map(({ book, kind, due, key }) => `${due} ${book} ${kind} ${key.join('/')}`);
      const anywhere = (until: number, more = {}): Promise<string[]> =>
        show(store.latest.dueAnywhere({ until, limit: 99, ...more }));
      const ofOne = [
        `5 ${one} delivery 2/t`,
        `5 ${one} delivery 10/a`,
        `5 ${one} hold h/9`,
        `5 ${one} hold h/10`,
      ];
      const five = ['-3  claim k/1', '5  claim k/2', ...ofOne, `5 ${two} hold z/3`];
      expect(await anywhere(-4)).toEqual([]);
      expect(await anywhere(6)).toEqual(five);
      expect(await anywhere(7)).toEqual([...five, `7 ${one} hold g/1`]);
      expect(await anywhere(6, { limit: 3 })).toEqual(five.slice(0, 3));
      expect(await anywhere(6, { except: [one, HOUSE_BOOK] })).toEqual(five.slice(-1));
      expect(await anywhere(6, { except: ['none'] })).toEqual(five);
      expect(await show(store.latest.due(one, 6, 99))).toEqual(ofOne);
      expect(await show(store.latest.due(one, 6, 2))).toEqual(ofOne.slice(0, 2));
      expect(await show(store.latest.due(HOUSE_BOOK, 4, 9))).toEqual(five.slice(0, 1));
      expect(await show(store.latest.due('none', 9, 9))).toEqual([]);
      await commitHolds(store, one, [
        { ...hold, due: null },
        { ...hold, key: 9, due: 8 },
      ]);
      await commitSide(store, one, 'delivery', { put: [delivery(2, 't', 4)], remove: [[10, 'a']] });
      expect(await show(store.latest.due(one, 8, 9))).toEqual([
        `4 ${one} delivery 2/t`,
        `7 ${one} hold g/1`,
        `8 ${one} hold h/9`,
      ]);
    }));
});

test('of many nodes on PostgreSQL that take a claim on the same condition, one has it, each time', async () => {
  const schema = await makeSchema();
  const nodes: Store[] = [];
  try {
    for (let i = 0; i < 4; i += 1) nodes.push(await openPostgresStore(schema.url));
    let held: Claim | undefined;
    for (let round = 0; round < 25; round += 1) {
      // The first of all has no row to be locked yet, and the book of the house neither.
      const when = held === undefined ? { absent: [['relay', 1]] } : { same: [held] };
      const tokens = nodes.flatMap((node, i) => [0, 1].map((j) => [node, `${round}/${i}/${j}`] as const));
      const told = await Promise.all(
        tokens.map(([node, token]) =>
          commitSide(node, HOUSE_BOOK, 'claim', { put: [claim('relay', 1, token)], when }),
        ),
      );
      expect(told.filter(Boolean)).toHaveLength(1);
      [held] = await all(nodes[0]?.latest as StoreView, HOUSE_BOOK, 'claim');
      expect(held?.holder).toBe(tokens[told.indexOf(true)]?.[1]);
    }
  } finally {
    await Promise.all(nodes.map((node) => node.close()));
    await schema.drop();
  }
});

test.each(STORES.filter(({ isDurable }) => isDurable))(
  'side rows are there when the $name store is opened again',
  async (kind) => {
    const place = await kind.makePlace();
    try {
      const store = await place.open();
      await commitCommand(store, 'c', 1);
      await commitSide(store, 'b', 'delivery', { put: [delivery(1, 's', 3)] });
      await commitSide(store, HOUSE_BOOK, 'claim', { put: [claim('a', 1, 'x', 2)] });
      await store.close();
      const again = await place.open();
      try {
        expect(await all(again.latest, 'b', 'delivery')).toEqual([delivery(1, 's', 3)]);
        expect(await all(again.latest, HOUSE_BOOK, 'claim')).toEqual([claim('a', 1, 'x', 2)]);
        expect(await again.latest.dueAnywhere({ until: 9, limit: 9 })).toHaveLength(2);
        expect(await again.checkFile?.()).toEqual([]);
      } finally {
        await again.close();
      }
    } finally {
      await place.remove();
    }
  },
);
