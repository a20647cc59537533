import { describe, expect, test } from 'vitest';
import type { StoreView } from '../../src/store/store.ts';
import { STORES, withStore } from './store-list.ts';
import { commandsOf, commitCommand, seqOf, writeCommand } from './store-writes.ts';

const OF = [
  ['all books', undefined],
  ['one book', 'b'],
] as const;
const SNAPSHOTS = STORES.flatMap((kind) => OF.map(([of, book]) => ({ name: kind.name, of, book, kind })));

describe.each(SNAPSHOTS)('snapshots of $of of the $name store', ({ kind, book }) => {
  test('a snapshot shows what was committed when it was taken, whatever is written meanwhile', () =>
    withStore(kind, async (store) => {
      const empty = await store.snapshot(book);
      const open = await store.begin();
      await writeCommand(open, 'c1', 1);
      const whileOpen = await store.snapshot(book);
      await open.commit();
      const one = await store.snapshot(book);
      const next = await store.begin();
      await writeCommand(next, 'c2', 2);
      await next.deleteCheckpoints('b');
      expect(await commandsOf(one)).toEqual(['c1']);
      await next.commit();
      expect(await commandsOf(empty)).toEqual([]);
      expect(await commandsOf(whileOpen)).toEqual([]);
      expect([await commandsOf(one), await seqOf(one)]).toEqual([['c1'], 1]);
      expect([await commandsOf(store.latest), await seqOf(store.latest)]).toEqual([['c1', 'c2'], 2]);
      for (const snapshot of [empty, whileOpen, one]) await snapshot.close();
    }));

  test('a snapshot that was not read yet is as old as one that was', () =>
    withStore(kind, async (store) => {
      await commitCommand(store, 'c1', 1);
      const snapshot = await store.snapshot(book);
      await commitCommand(store, 'c2', 2);
      expect(await commandsOf(snapshot)).toEqual(['c1']);
      await snapshot.close();
    }));

  test('closing one leaves the others as they are', () =>
    withStore(kind, async (store) => {
      await commitCommand(store, 'c1', 1);
      const first = await store.snapshot(book);
      const second = await store.snapshot(book);
      await first.close();
      await commitCommand(store, 'c2', 2);
      expect(await commandsOf(second)).toEqual(['c1']);
      await second.close();
      expect(await commandsOf(store.latest)).toEqual(['c1', 'c2']);
    }));

  test('many snapshots and a transaction can be open at once, and be read at once', () =>
    withStore(kind, async (store) => {
      const views: StoreView[] = [];
      const close: (() => Promise<void>)[] = [];
      for (let seq = 1; seq <= 12; seq += 1) {
        await commitCommand(store, `c${String(seq).padStart(2, '0')}`, seq);
        const snapshot = await store.snapshot(book);
        views.push(snapshot);
        close.push(() => snapshot.close());
      }
      const transaction = await store.begin();
      await writeCommand(transaction, 'c99', 99);
      const counts = await Promise.all([...views, transaction, store.latest].map(commandsCount));
      expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 12]);
      await transaction.rollback();
      for (const closeOne of close) await closeOne();
    }));
});

async function commandsCount(view: StoreView): Promise<number> {
  return (await commandsOf(view)).length;
}
