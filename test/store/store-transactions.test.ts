import { describe, expect, test } from 'vitest';
import type { StoreView } from '../../src/store/store.ts';
import { STORES, withStore } from './store-list.ts';
import { commandsOf, commitCommand, seqOf, someChanges, writeCommand } from './store-writes.ts';

/** Lets everything that is ready go on. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

describe.each(STORES)('transactions of the $name store', (kind) => {
  test('a store that is new has no books', () =>
    withStore(kind, async (store) => {
      expect(await store.latest.books({ limit: 10 })).toEqual([]);
      expect(await store.latest.head('b')).toBeUndefined();
      expect(await commandsOf(store.latest)).toEqual([]);
      expect(await store.latest.seqKnownAt('b', Number.MAX_SAFE_INTEGER)).toBe(0);
    }));

  test('what is written is seen by its transaction at once, and by others from the commit on', () =>
    withStore(kind, async (store) => {
      const transaction = await store.begin();
      await writeCommand(transaction, 'c1', 1);
      expect([await commandsOf(transaction), await seqOf(transaction)]).toEqual([['c1'], 1]);
      expect([await commandsOf(store.latest), await seqOf(store.latest)]).toEqual([[], undefined]);
      expect(await store.latest.books({ limit: 10 })).toEqual([]);
      await transaction.commit();
      expect([await commandsOf(store.latest), await seqOf(store.latest)]).toEqual([['c1'], 1]);
      expect(await store.latest.books({ limit: 10 })).toEqual(['b']);
    }));

  test('the latest moment that it has given is that of the accounts that its transaction reads', () =>
    withStore(kind, async (store) => {
      await commitCommand(store, 'c1', 1);
      const transaction = await store.begin();
      await transaction.lock('b');
      await transaction.write('b', someChanges('b', { seq: 2, assignedAt: 70 }));
      const accountsAt = async (view: StoreView) =>
        (await view.accountsAt('b', { ids: ['a'] }, { at: 50, isPresent: true })).at;
      expect([await accountsAt(transaction), await accountsAt(store.latest)]).toEqual([70, 50]);
      await transaction.commit();
      expect(await accountsAt(store.latest)).toBe(70);
    }));

  test('rows without a moment are listed by a column in the order of their key, behind a place of it', () =>
    withStore(kind, async (store) => {
      const secret = { id: 'c', salt: null, text: 'a', erasedBy: null };
      const transaction = await store.begin();
      await writeCommand(transaction, 'c', 3);
      const put = [10, 9, 2].map((seq) => ({ ...secret, seq, place: 0 }));
      await transaction.writeSide('b', 'private', { put });
      await transaction.commit();
      const where = { column: 'id', equals: 'c' } as const;
      const query = { where, order: 'oldest', after: [2, 5], limit: 10 } as const;
      expect((await store.latest.list('b', 'private', query)).map(({ seq }) => seq)).toEqual([9, 10]);
    }));

  test('several writes to several books are one transaction', () =>
    withStore(kind, async (store) => {
      const transaction = await store.begin();
      await writeCommand(transaction, 'c1', 1, 'a');
      await writeCommand(transaction, 'c1', 1, 'b');
      await writeCommand(transaction, 'c2', 2, 'a');
      expect(await commandsOf(store.latest, 'a')).toEqual([]);
      await transaction.commit();
      expect(await commandsOf(store.latest, 'a')).toEqual(['c1', 'c2']);
      expect(await commandsOf(store.latest, 'b')).toEqual(['c1']);
      expect([await seqOf(store.latest, 'a'), await seqOf(store.latest, 'b')]).toEqual([2, 1]);
    }));

  test('what is rolled back was never there, and rolling back again does nothing', () =>
    withStore(kind, async (store) => {
      await commitCommand(store, 'c1', 1);
      const transaction = await store.begin();
      await writeCommand(transaction, 'c2', 2);
      await writeCommand(transaction, 'c1', 1, 'new book');
      await transaction.rollback();
      await transaction.rollback();
      expect([await commandsOf(store.latest), await seqOf(store.latest)]).toEqual([['c1'], 1]);
      expect(await store.latest.books({ limit: 10 })).toEqual(['b']);
      await commitCommand(store, 'c3', 2);
      expect(await commandsOf(store.latest)).toEqual(['c1', 'c3']);
    }));

  test.each(['commit', 'rollback'] as const)(
    'a rollback after the %s does nothing, to the next one neither',
    (end) =>
      withStore(kind, async (store) => {
        const transaction = await store.begin();
        await writeCommand(transaction, 'c1', 1);
        await transaction[end]();
        const next = await store.begin();
        await transaction.rollback();
        let hasThirdBegun = false;
        const third = store.begin().then((begun) => {
          hasThirdBegun = true;
          return begun;
        });
        await settle();
        expect(hasThirdBegun).toBe(false);
        await writeCommand(next, 'c2', 2);
        await next.commit();
        await (await third).rollback();
        expect(await commandsOf(store.latest)).toEqual(end === 'commit' ? ['c1', 'c2'] : ['c2']);
      }),
  );

  test('a lock gives the head as it was committed, or as it was written since', () =>
    withStore(kind, async (store) => {
      const first = await store.begin();
      expect(await first.lock('b')).toEqual({
        book: 'b',
        seq: 0,
        link: new Uint8Array(32),
        assignedAt: null,
        recordedAt: null,
        lockedBefore: null,
        due: null,
        rules: 1,
        hasPurses: true,
        creditOrder: null,
      });
      const link = new Uint8Array(32).fill(9);
      const head = {
        book: 'b',
        seq: 7,
        link,
        assignedAt: -5,
        recordedAt: 8,
        lockedBefore: 3,
        due: 6,
        rules: 2,
        hasPurses: false,
        creditOrder: 'priority-expiry/v1',
      };
      await first.write('b', someChanges('b', head));
      expect(await first.lock('b')).toEqual(head);
      await first.commit();
      const second = await store.begin();
      expect(await second.lock('b')).toEqual(head);
      await second.rollback();
    }));

  test('a lock alone leaves no trace of a book', () =>
    withStore(kind, async (store) => {
      const transaction = await store.begin();
      await transaction.lock('b');
      await transaction.deleteCheckpoints('b');
      expect(await seqOf(transaction)).toBeUndefined();
      await transaction.commit();
      expect(await seqOf(store.latest)).toBeUndefined();
      expect(await store.latest.books({ limit: 10 })).toEqual([]);
    }));

  test('changes without any rows write the head', () =>
    withStore(kind, async (store) => {
      const transaction = await store.begin();
      await transaction.lock('b');
      await transaction.write('b', someChanges('b', { seq: 0, recordedAt: null }));
      await transaction.commit();
      expect(await seqOf(store.latest)).toBe(0);
      expect(await store.latest.books({ limit: 10 })).toEqual(['b']);
    }));

  test('one is open at a time; the others begin in the order in which they asked', () =>
    withStore(kind, async (store) => {
      const order: string[] = [];
      const run = async (name: string, end: 'commit' | 'rollback'): Promise<void> => {
        const transaction = await store.begin();
        order.push(`${name} began`);
        await writeCommand(transaction, name, 1);
        await settle();
        order.push(`${name} ended`);
        await transaction[end]();
      };
      await Promise.all([run('a', 'commit'), run('b', 'rollback'), run('c', 'commit'), run('d', 'rollback')]);
      expect(order).toEqual(['a', 'b', 'c', 'd'].flatMap((name) => [`${name} began`, `${name} ended`]));
      expect(await commandsOf(store.latest)).toEqual(['a', 'c']);
    }));

  test('who asks while another waits does not overtake it', () =>
    withStore(kind, async (store) => {
      const first = await store.begin();
      const order: string[] = [];
      const second = store.begin().then((transaction) => {
        order.push('second');
        return transaction;
      });
      // Asked for in the very moment in which the first one ends.
      const ended = first.commit();
      const third = store.begin().then((transaction) => {
        order.push('third');
        return transaction;
      });
      await ended;
      await settle();
      expect(order).toEqual(['second']);
      await (await second).rollback();
      await (await third).rollback();
      expect(order).toEqual(['second', 'third']);
    }));

  test.each(['entries', 'journal'] as const)(
    '%s of a key that is there are refused, and nothing is lost',
    (name) =>
      withStore(kind, async (store) => {
        const sums = {
          inflow: 1n,
          outflow: 0n,
          available: 1n,
          incoming: 0n,
          expected: 0n,
          purse: 0n,
          spendable: 0n,
        };
        const journalRow = { id: 'c1', kind: 'transfer', assignedAt: null, recordedAt: 5, isAccepted: true };
        const changes = someChanges(
          'b',
          { seq: 3 },
          {
            entries: [{ account: 'a', at: 1, order: 2, seq: 3, ...sums }],
            journal: [
              {
                ...journalRow,
                seq: 3,
                request: '{}',
                answer: '[]',
                link: null,
                retryOf: null,
                rules: 2,
                actor: null,
              },
            ],
          },
        );
        const first = await store.begin();
        await first.lock('b');
        await first.write('b', changes);
        await first.commit();
        const again = await store.begin();
        await again.lock('b');
        const rows = { command: [{ id: 'c2', seq: 4, event: 4, isReversed: false }] };
        const repeated = someChanges('b', { seq: 4 }, { rows, [name]: changes[name] });
        await expect(again.write('b', repeated).then(() => again.commit())).rejects.toThrow();
        await again.rollback();
        expect([await seqOf(store.latest), await commandsOf(store.latest)]).toEqual([3, []]);
        expect(await store.latest.allEntries('b', { limit: 9 })).toEqual(changes.entries);
        expect(await store.latest.journal('b', { limit: 9 })).toEqual(changes.journal);
        await commitCommand(store, 'c2', 4);
        expect(await commandsOf(store.latest)).toEqual(['c2']);
      }),
  );
});
