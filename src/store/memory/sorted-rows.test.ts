import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SortedRows } from './sorted-rows.ts';

interface Row {
  readonly key: number;
  readonly value: number;
}

const byKey = (a: Row, b: Row): number => a.key - b.key;

/** How the keys of a run come. */
const ORDERS = {
  forward: (step) => step,
  backward: (step) => -step,
  shuffled: (step) => (step * 7_919) % 1_009,
  'shuffled, with many repeats': (step) => (step * 7_919) % 211,
  'in runs, each appended to': (step) => (step % 9) * 1_000 + step,
} as const satisfies Record<string, (step: number) => number>;

interface Run {
  readonly order: keyof typeof ORDERS;
  readonly steps: number;
  /** Of each hundred steps: how many remove a row too, and how many fork the tree before. */
  readonly removals: number;
  readonly forks: number;
  readonly seed: number;
}

const runs: fc.Arbitrary<Run> = fc.record({
  order: fc.constantFrom(...(Object.keys(ORDERS) as (keyof typeof ORDERS)[])), // The keys of that very table.
  steps: fc.integer({ min: 1, max: 1_200 }),
  removals: fc.constantFrom(0, 20, 60, 95),
  forks: fc.constantFrom(0, 1, 10),
  seed: fc.integer({ min: 1, max: 2 ** 31 - 2 }),
});

interface Version {
  readonly tree: SortedRows<Row>;
  readonly rows: readonly Row[];
}

/** The versions of a tree that a run leaves behind, the latest last, each beside the rows that it should have. */
function* play({ order, steps, removals, forks, seed }: Run): Generator<Version> {
  let random = seed;
  const below = (end: number): number => {
    random = (random * 48_271) % 2_147_483_647;
    return random % end;
  };
  let tree = new SortedRows(byKey);
  const plain = new Map<number, Row>();
  for (let step = 0; step < steps; step += 1) {
    if (below(100) < forks) {
      yield { tree, rows: [...plain.values()].sort(byKey) };
      tree = tree.fork();
    }
    const row = { key: ORDERS[order](step), value: step };
    must(tree.put(row) === plain.get(row.key), 'put gives the row before');
    plain.set(row.key, row);
    if (below(100) >= removals) continue;
    const gone = [...plain.values()][below(plain.size)];
    if (gone === undefined) continue;
    must(tree.remove({ ...gone, value: -1 }), 'remove finds the row');
    must(!tree.remove(gone), 'what was removed is gone');
    plain.delete(gone.key);
  }
  yield { tree, rows: [...plain.values()].sort(byKey) };
}

function must(condition: boolean, what: string): void {
  if (!condition) throw new Error(`not so: ${what}`);
}

test('a tree and all that it was forked from are sorted arrays', () => {
  fc.assert(
    fc.property(runs, fc.nat(), (run, place) => {
      for (const version of [...play(run)]) {
        expect(version.tree.between({})).toEqual(version.rows);
        const low = version.rows[place % (version.rows.length + 1)]?.key ?? place % 2_000;
        for (const width of [-1, 0, 5, 400]) checkRange(version, low - 1, low + width);
      }
    }),
    { numRuns: 150 },
  );
});

function checkRange({ tree, rows }: Version, low: number, high: number): void {
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

test.each(['forward', 'backward', 'shuffled'] as const)(
  'removing every row, %s, leaves a tree that can be used',
  (how) => {
    const keys = Array.from({ length: 5_000 }, (_, i) => (i * 7_919) % 5_000);
    const rows = keys.map((key) => ({ key, value: key }));
    const tree = new SortedRows(byKey);
    for (const row of rows) tree.put(row);
    const sorted = rows.toSorted(byKey);
    for (const row of how === 'shuffled' ? rows : how === 'forward' ? sorted : sorted.toReversed()) {
      expect(tree.remove(row)).toBe(true);
    }
    expect(tree.between({})).toEqual([]);
    expect(tree.last({})).toBeUndefined();
    expect(tree.put({ key: 1, value: 1 })).toBeUndefined();
    expect(tree.between({})).toEqual([{ key: 1, value: 1 }]);
  },
);

test('a tree that was forked is not changed again', () => {
  const tree = new SortedRows(byKey);
  tree.fork();
  expect(() => tree.put({ key: 1, value: 1 })).toThrow('bug in tallystick');
  expect(() => tree.remove({ key: 1, value: 1 })).toThrow('bug in tallystick');
});
