import { type Measure, OrderedTree } from '../src/base/ordered-tree.ts';
import { SIZES } from './harness/bench-work.ts';
import { defineBench } from './harness/define-bench.ts';
import { showCount } from './harness/show-number.ts';
import { keep } from './harness/weigh-heap.ts';

type Tree = OrderedTree<number, bigint, bigint>;

const sums: Measure<number, bigint, bigint> = {
  of: (_key, value) => value,
  join: (left, right) => left + right,
};
const byNumber = (a: number, b: number): number => a - b;
const emptyTree = (): Tree => new OrderedTree(byNumber, sums);

/** Keys in an order that looks random and is the same in every run: multiples of a prime, modulo another. */
function scatteredKeys(size: number): number[] {
  return Array.from({ length: size }, (_, index) => (index * 7_368_787) % 2_147_483_647);
}

function filledTree(size: number): { readonly tree: Tree; readonly keys: number[] } {
  const tree = emptyTree();
  const keys = scatteredKeys(size);
  for (const key of keys) tree.set(key, 1n);
  return { tree, keys };
}

/** The naive way: a sorted array of keys beside a map of values; sums are added up when asked for. */
class SortedArray {
  readonly keys: number[] = [];
  readonly values = new Map<number, bigint>();

  set(key: number, value: bigint): void {
    if (!this.values.has(key)) this.keys.splice(this.#place(key), 0, key);
    this.values.set(key, value);
  }

  sumBefore(key: number): bigint {
    let sum = 0n;
    for (const other of this.keys.slice(0, this.#place(key))) sum += this.values.get(other) ?? 0n;
    return sum;
  }

  #place(key: number): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.keys[middle] ?? Infinity) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function filledArray(size: number): { readonly array: SortedArray; readonly keys: number[] } {
  const array = new SortedArray();
  const keys = scatteredKeys(size);
  for (const key of keys) array.values.set(key, 1n);
  array.keys.push(...keys.toSorted(byNumber));
  return { array, keys };
}

/** How often two keys are compared in one insertion, on average: the work itself, without the machine's caches. */
function comparisonsPerInsertion(size: number): number {
  let comparisons = 0;
  const compare = (a: number, b: number): number => {
    comparisons++;
    return a - b;
  };
  const tree: Tree = new OrderedTree(compare, sums);
  for (const key of scatteredKeys(size)) tree.set(key, 1n);
  return comparisons / size;
}

/** How many keys are looked at where looking at all of them would only take longer. */
const PROBES_MAX = 100_000;
const NAIVE_PROBES_MAX = 1_000;

export default defineBench(
  'ordered-tree',
  'The balanced tree with subtree sums that timelines, payments and credits stand on, beside a sorted array.',
  async (report) => {
    await report.measure({
      work: 'set: insert in scattered order',
      prepare: (size) => ({ tree: emptyTree(), keys: scatteredKeys(size) }),
      run: ({ tree, keys }) => {
        for (const key of keys) tree.set(key, 1n);
        return keys.length;
      },
      heap: (size) => filledTree(size).tree,
      naive: {
        name: 'sorted array',
        sizes: [1_000, 10_000, 100_000],
        prepare: (size) => ({ array: new SortedArray(), keys: scatteredKeys(size) }),
        run: ({ array, keys }) => {
          for (const key of keys) array.set(key, 1n);
          return keys.length;
        },
      },
    });
    await report.measure({
      work: 'set: update in scattered order',
      prepare: filledTree,
      run: ({ tree, keys }) => {
        const probes = keys.slice(0, PROBES_MAX);
        for (const key of probes) tree.set(key, 2n);
        return probes.length;
      },
    });
    await report.measure({
      work: 'between: sum of all before a key',
      prepare: filledTree,
      run: ({ tree, keys }) => {
        const probes = keys.slice(0, PROBES_MAX);
        for (const key of probes) keep(tree.between(undefined, key));
        return probes.length;
      },
      naive: {
        name: 'sorted array',
        sizes: [1_000, 10_000],
        prepare: filledArray,
        run: ({ array, keys }) => {
          const probes = keys.slice(0, NAIVE_PROBES_MAX);
          for (const key of probes) keep(array.sumBefore(key));
          return probes.length;
        },
      },
    });
    await report.measure({
      work: 'delete in scattered order',
      prepare: filledTree,
      run: ({ tree, keys }) => {
        const probes = keys.slice(0, PROBES_MAX);
        for (const key of probes) tree.delete(key);
        return probes.length;
      },
    });
    const counts = SIZES.map((size) => `${comparisonsPerInsertion(size).toFixed(1)} at ${showCount(size)}`);
    report.note(
      `Comparisons an insertion: ${counts.join(', ')}. What grows faster than that in the tables is memory: past the ` +
        "processor's caches every step down the tree waits for it.",
    );
  },
);
