import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedRows } from './sorted-rows.ts';

interface Row {
  readonly key: number;
  readonly value: number;
}

const byKey = (a: Row, b: Row): number => a.key - b.key;

/** How the keys of a run come: in order, backward, or shuffled. */
const runs = fc.record({
  keys: fc.oneof(
    fc.integer({ min: 1, max: 20 }).map((step) => Array.from({ length: 400 }, (_, i) => i * step)),
    fc.constant(Array.from({ length: 400 }, (_, i) => -i)),
    fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 100, maxLength: 900, size: 'max' }),
  ),
  /** Of each hundred: how many rows are removed, and how often the tree is forked. */
  removals: fc.constantFrom(0, 20, 45),
  forks: fc.constantFrom(0, 3, 30),
  noise: fc.infiniteStream(fc.integer({ min: 0, max: 99 })),
});

test('a tree and all that it was forked from are sorted arrays', () => {
  fc.assert(
    fc.property(runs, ({ keys, removals, forks, noise }) => {
      const next = (): number => noise.next().value ?? 0;
      let tree = new SortedRows(byKey);
      let plain: Row[] = [];
      const forked: { tree: SortedRows<Row>; plain: readonly Row[] }[] = [];
      keys.forEach((key, value) => {
        if (next() < forks) {
          forked.push({ tree, plain });
          tree = tree.fork();
        }
        const row = { key, value };
        const before = plain.find((one) => one.key === key);
        expect(tree.put(row)).toBe(before);
        plain = [...plain.filter((one) => one !== before), row];
        if (next() < removals) {
          const gone = plain[(next() * 100 + next()) % plain.length];
          if (gone === undefined) return;
          expect(tree.remove({ ...gone, value: -1 })).toBe(true);
          expect(tree.remove(gone)).toBe(false);
          plain = plain.filter((one) => one !== gone);
        }
      });
      for (const one of [...forked, { tree, plain }]) {
        const rows = one.plain.toSorted(byKey);
        expect(one.tree.between({})).toEqual(rows);
        const low = (next() * 7) % 600;
        const high = low + next() * 3;
        checkRange(one.tree, rows, low, high);
      }
    }),
    { numRuns: 60 },
  );
});

function checkRange(tree: SortedRows<Row>, rows: readonly Row[], low: number, high: number): void {
  const isBefore = ({ key }: Row): boolean => key < low;
  const isBehind = ({ key }: Row): boolean => key > high;
  const isWanted = ({ key }: Row): boolean => key % 3 === 0;
  const within = rows.filter((row) => !isBefore(row) && !isBehind(row));
  expect(tree.between({ isBefore, isBehind })).toEqual(within);
  expect(tree.between({ isBefore, isBehind, isWanted, limit: 5 })).toEqual(
    within.filter(isWanted).slice(0, 5),
  );
  expect(tree.between({ isBefore, limit: 0 })).toEqual([]);
  expect(tree.first({ isBefore })).toBe(rows.find((row) => !isBefore(row)));
  expect(tree.last({ isBehind })).toBe(rows.findLast((row) => !isBehind(row)));
  expect(tree.last({ isBefore, isBehind, isWanted })).toBe(within.findLast(isWanted));
  expect(tree.last({ isBefore })).toBe(rows.findLast((row) => !isBefore(row)));
}

test('removing every row, in any order, leaves a tree that can be used', () => {
  const keys = Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 5_000);
  const rows = keys.map((key) => ({ key, value: key }));
  for (const order of [rows, rows.toReversed(), rows.toSorted(byKey), rows.toSorted(byKey).toReversed()]) {
    const tree = new SortedRows(byKey);
    for (const row of rows) tree.put(row);
    for (const row of order) expect(tree.remove(row)).toBe(true);
    expect(tree.between({})).toEqual([]);
    expect(tree.last({})).toBeUndefined();
    expect(tree.put({ key: 1, value: 1 })).toBeUndefined();
    expect(tree.between({})).toEqual([{ key: 1, value: 1 }]);
  }
});

test('a tree that was forked is not changed again', () => {
  const tree = new SortedRows(byKey);
  tree.fork();
  expect(() => tree.put({ key: 1, value: 1 })).toThrow('bug in tallystick');
  expect(() => tree.remove({ key: 1, value: 1 })).toThrow('bug in tallystick');
});
