import { describe, expect, test } from 'vitest';
import { StoreError } from '../../base/store-error.ts';
import { RowCursor } from './row-cursor.ts';

const ROWS = Array.from({ length: 2_500 }, (_, i) => i + 1);

/** A cursor over rows of which some cannot be read, with what it tells. */
function cursorOver(rows: readonly number[], unreadable: (row: number) => boolean = () => false) {
  const breaks: string[] = [];
  let reads = 0;
  const cursor = new RowCursor<number>({
    read: async (after, limit) => {
      reads += 1;
      const from = after === undefined ? 0 : rows.indexOf(after) + 1;
      const page = rows.slice(from, from + limit);
      if (page.some(unreadable)) throw new StoreError('store_corrupt', 'a text is not one');
      return page;
    },
    compare: (a, b) => a - b,
    onBreak: (after, what) => breaks.push(`${after}: ${what}`),
  });
  return { cursor, breaks, reads: () => reads };
}

async function allOf(cursor: RowCursor<number>): Promise<number[]> {
  const all: number[] = [];
  for await (const page of cursor.pages()) all.push(...page);
  return all;
}

describe('RowCursor', () => {
  test('goes over all rows, once each', async () => {
    const { cursor, breaks } = cursorOver(ROWS);
    expect(await allOf(cursor)).toEqual(ROWS);
    expect(breaks).toEqual([]);
    expect(cursor.isBroken).toBe(false);
  });

  test.each([1, 2, 777, 1_000, 1_001, 2_500])('finds row %i, which cannot be read', async (bad) => {
    const { cursor, breaks, reads } = cursorOver(ROWS, (row) => row === bad);
    expect(await allOf(cursor)).toEqual(ROWS.slice(0, bad - 1));
    const after = bad === 1 ? undefined : bad - 1;
    const what = 'the row behind it cannot be read: a text is not one; what follows was not looked at';
    expect(breaks).toEqual([`${after}: ${what}`]);
    expect(cursor.isBroken).toBe(true);
    expect(reads()).toBeLessThan(30);
  });

  test.each([
    ['twice', [1, 2, 2, 3], [1, 2]],
    ['out of order', [1, 5, 3, 4, 6], [1, 5]],
  ])('stops at a row that comes %s', async (_, rows, before) => {
    const { cursor, breaks } = cursorOver(rows);
    expect(await allOf(cursor)).toEqual(before);
    expect(breaks).toEqual([
      `${before.at(-1)}: the row behind it is out of order; what follows was not looked at`,
    ]);
  });

  test('throws what is no damage', async () => {
    const cursor = new RowCursor<number>({
      read: async () => {
        throw new StoreError('house_closed', 'it was closed');
      },
      compare: (a, b) => a - b,
      onBreak: () => undefined,
    });
    await expect(allOf(cursor)).rejects.toMatchObject({ code: 'house_closed' });
  });
});
