import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ROW_KIND_NAMES,
  ROW_KINDS,
  type RowKindName,
  type StoredHold,
  type StoredRows,
} from '../../src/store/row-kinds.ts';
import type { Store } from '../../src/store/store.ts';
import type { StoredPayment } from '../../src/store/stored-lots.ts';
import { keyOf, type PlainRow } from './plain-order.ts';
import { showRows } from './show-rows.ts';
import { STORES, withStore } from './store-list.ts';
import { columnsOf, extremeRow, ODD_TEXTS, rowsOf } from './store-values.ts';
import { commitChanges } from './store-writes.ts';

function put<K extends RowKindName>(
  store: Store,
  kind: K,
  rows: readonly StoredRows[K][],
  book?: string,
): Promise<void> {
  return commitChanges(store, { rows: { [kind]: rows } }, book);
}

function inOrder(rows: readonly object[]): string[] {
  return rows.map(showRows).sort();
}

const payment: StoredPayment = {
  ...extremeRow('payment', 'null'),
  id: 'p',
  account: 'x',
  amount: 9n,
  remaining: 9n,
};

const hold: StoredHold = {
  ...extremeRow('hold', 'null'),
  id: 'h',
  key: 2,
  account: 'x',
};

describe.each(STORES)('rows of the $name store', (kind) => {
  describe.each(ROW_KIND_NAMES)('%s', (name) => {
    test.each(['least', 'greatest', 'null'] as const)('keeps the %s value of every column', (which) =>
      withStore(kind, async (store) => {
        const row = extremeRow(name, which);
        await put(store, name, [row]);
        expect(inOrder(await store.latest.list('b', name, { limit: 9 }))).toEqual([showRows(row)]);
      }),
    );

    test('keeps every odd text in every text column, and finds it', () =>
      withStore(kind, async (store) => {
        const texts = columnsOf(name).filter(([, { type }]) => type === 'text');
        const [keyed = ''] = ROW_KINDS[name].key;
        const hasTextKey = texts.some(([column]) =>
          (ROW_KINDS[name].key as readonly string[]).includes(column),
        );
        const rows = ODD_TEXTS.map((text, i) => ({
          ...extremeRow(name, 'null'),
          ...(hasTextKey ? {} : { [keyed]: i }),
          ...Object.fromEntries(texts.map(([column]) => [column, text])),
        }));
        await put(store, name, rows);
        expect(inOrder(await store.latest.list('b', name, { limit: 999 }))).toEqual(inOrder(rows));
        const whole = Object.entries(ROW_KINDS[name].lookups).filter(([, { where }]) => where === undefined);
        expect(whole.length).toBeGreaterThan(0);
        for (const [lookup] of whole) {
          for (const [i, text] of ODD_TEXTS.entries()) {
            const found = await store.latest.find('b', name, lookup, [text]);
            expect(inOrder(found), `${lookup} ${text}`).toEqual([showRows(rows[i])]);
          }
          expect(inOrder(await store.latest.find('b', name, lookup, ODD_TEXTS))).toEqual(inOrder(rows));
        }
      }));

    test('a row with a key that is there takes the place of the other', () =>
      withStore(kind, (store) =>
        fc.assert(
          fc.asyncProperty(rowsOf(name), rowsOf(name), fc.uuid(), async (before, changes, book) => {
            const after = withKeyOf(name, before, changes);
            await put(store, name, [before], book);
            await put(store, name, [after], book);
            expect(inOrder(await store.latest.list(book, name, { limit: 9 }))).toEqual([showRows(after)]);
            for (const [lookup, { column }] of Object.entries(ROW_KINDS[name].lookups)) {
              const values = new Set([before, after].map((row) => columnOf(row, column)));
              // Nobody looks for rows that have nothing there.
              const asked = [...values].filter((value) => value !== null);
              const found = await store.latest.find(book, name, lookup, asked);
              expect(found.length).toBeLessThanOrEqual(1);
              for (const row of found) expect(showRows(row)).toBe(showRows(after));
            }
          }),
          { numRuns: 25 },
        ),
      ));

    test('two books with the same keys do not see each other', () =>
      withStore(kind, async (store) => {
        const [a, b] = fc.sample(rowsOf(name), { numRuns: 2, seed: 1 });
        if (a === undefined || b === undefined) throw new Error('no rows');
        const other = withKeyOf(name, a, b);
        await put(store, name, [a], 'a');
        await put(store, name, [other], 'b');
        expect(inOrder(await store.latest.list('a', name, { limit: 9 }))).toEqual([showRows(a)]);
        expect(inOrder(await store.latest.list('b', name, { limit: 9 }))).toEqual([showRows(other)]);
        const [lookup = ''] = Object.keys(ROW_KINDS[name].lookups);
        const value = columnOf(a, ROW_KINDS[name].lookups[lookup]?.column ?? '');
        expect(inOrder(await store.latest.find('a', name, lookup, [value]))).toEqual([showRows(a)]);
        expect(await store.latest.list('c', name, { limit: 9 })).toEqual([]);
      }));

    test('pages of any size, one behind the other, are the whole list in order', () =>
      withStore(kind, async (store) => {
        const rows = fc.sample(rowsOf(name), { numRuns: 300, seed: 7 });
        const once = [...new Map(rows.map((row) => [keyOf(name, row), row])).values()];
        await put(store, name, once);
        const whole = await store.latest.list('b', name, { limit: 999 });
        expect(inOrder(whole)).toEqual(inOrder(once));
        for (const limit of [1, 2, 7]) {
          const paged: StoredRows[typeof name][] = [];
          for (;;) {
            const last = paged.at(-1);
            const after = last && ROW_KINDS[name].key.map((column) => columnOf(last, column));
            const page = await store.latest.list('b', name, { limit, ...(after && { after }) });
            if (page.length === 0) break;
            paged.push(...page);
          }
          expect(paged.map(showRows)).toEqual(whole.map(showRows));
        }
      }));
  });

  test('nothing is found under no values, and each row once under the same value given twice', () =>
    withStore(kind, async (store) => {
      await put(store, 'payment', [payment]);
      expect(await store.latest.find('b', 'payment', 'id', [])).toEqual([]);
      expect(await store.latest.find('b', 'payment', 'account', ['x', 'x', 'none'])).toEqual([payment]);
    }));

  test('as many rows are found as are asked for', () =>
    withStore(kind, async (store) => {
      const rows = ['p', 'q', 'r'].map((id) => ({ ...payment, id }));
      await put(store, 'payment', rows);
      for (const values of [['x'], ['none', 'x']]) {
        for (const limit of [0, 1, 2, 3, 4]) {
          const found = await store.latest.find('b', 'payment', 'account', values, limit);
          expect(new Set(found.map(({ id }) => id)).size).toBe(Math.min(3, limit));
          expect(inOrder(rows)).toEqual(expect.arrayContaining(inOrder(found)));
        }
      }
    }));

  test('a lookup of what is worth finding follows every change of it', () =>
    withStore(kind, async (store) => {
      const open = async (account: string): Promise<bigint[]> =>
        (await store.latest.find('b', 'payment', 'open', [account])).map(({ remaining }) => remaining);
      for (const remaining of [9n, 1n, 0n, 3n, -1n, 2n ** 63n - 1n, -(2n ** 63n)]) {
        await put(store, 'payment', [{ ...payment, remaining }]);
        expect(await open('x')).toEqual(remaining > 0n ? [remaining] : []);
        expect(await store.latest.find('b', 'payment', 'account', ['x'])).toHaveLength(1);
      }
      await put(store, 'payment', [payment]);
      await put(store, 'payment', [{ ...payment, account: 'z' }]);
      expect([await open('x'), await open('z')]).toEqual([[], [9n]]);
    }));

  test('text is in the order of its UTF-8 bytes, numbers by size', () =>
    withStore(kind, async (store) => {
      // As UTF-16 units the last two would be the other way round.
      const ids = [
        '\u0000',
        ' ',
        '"',
        '1',
        '10',
        '2',
        'A',
        'a',
        'a\u0000',
        'a ',
        'ab',
        '\u00e9',
        '\uff5e',
        '\u{1f600}',
      ];
      const keys = [Number.MIN_SAFE_INTEGER, -1, 0, 2, 10, Number.MAX_SAFE_INTEGER];
      const rows = ids.flatMap((id) => keys.map((key) => ({ ...hold, id, key })));
      await put(store, 'hold', rows.toReversed());
      const listed = await store.latest.list('b', 'hold', { limit: 999 });
      expect(listed.map(({ id, key }) => [id, key])).toEqual(rows.map(({ id, key }) => [id, key]));
      const behind = await store.latest.list('b', 'hold', { after: ['a', 2], limit: 3 });
      expect(behind.map(({ id, key }) => [id, key])).toEqual([
        ['a', 10],
        ['a', Number.MAX_SAFE_INTEGER],
        ['a\u0000', Number.MIN_SAFE_INTEGER],
      ]);
    }));

  // There is an index for the first; the second can be null.
  test.each(['account', 'endedBy'] as const)(
    'a list of those with one value in %s is paged in order of the keys',
    (column) =>
      withStore(kind, async (store) => {
        const rows = Array.from({ length: 40 }, (_, i) => ({
          ...hold,
          id: `h${i % 7}`,
          key: 100 - i,
          [column]: i % 3 === 0 ? 'x' : i % 3 === 1 || column === 'account' ? 'y' : null,
        }));
        await put(store, 'hold', rows);
        const expected = rows
          .filter((_, i) => i % 3 === 0)
          .map(({ id, key }): [string, number] => [id, key])
          .sort(([a, m], [b, n]) => (a < b ? -1 : a > b ? 1 : m - n));
        const where = { column, equals: 'x' };
        const found: [string, number][] = [];
        for (;;) {
          const after = found.at(-1);
          const page = await store.latest.list('b', 'hold', { where, limit: 3, ...(after && { after }) });
          if (page.length === 0) break;
          found.push(...page.map(({ id, key }): [string, number] => [id, key]));
        }
        expect(found).toEqual(expected);
        expect(await store.latest.list('b', 'hold', { where: { column, equals: 'null' }, limit: 9 })).toEqual(
          [],
        );
      }),
  );
});

/** The row, with the key of another. */
function withKeyOf<K extends RowKindName>(kind: K, other: StoredRows[K], row: StoredRows[K]): StoredRows[K] {
  const { key: columns, made } = ROW_KINDS[kind];
  const key = [...columns, ...(made === undefined ? [] : [made])].map((column) => [
    column,
    columnOf(other, column),
  ]);
  return { ...row, ...Object.fromEntries(key) };
}

/** A text or a number; both serve where keys and looked up values go. */
function columnOf(row: object, column: string): string {
  return (row as PlainRow)[column] as string;
}
