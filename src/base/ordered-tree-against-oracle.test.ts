import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Measure, OrderedTree } from './ordered-tree.ts';
import type { TreeNode } from './tree-node.ts';

/** The plainest ordered map there is: a sorted array, summed up from left to right at every question. */
class SortedArray<S> {
  elements: { key: number; value: number }[] = [];
  readonly #measure: Measure<number, number, S>;

  constructor(measure: Measure<number, number, S>) {
    this.#measure = measure;
  }

  get(key: number): number | undefined {
    return this.elements.find((element) => element.key === key)?.value;
  }

  set(key: number, value: number): number | undefined {
    const before = this.delete(key);
    this.elements.push({ key, value });
    this.elements.sort((a, b) => a.key - b.key);
    return before;
  }

  delete(key: number): number | undefined {
    const before = this.get(key);
    this.elements = this.elements.filter((element) => element.key !== key);
    return before;
  }

  entries(from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY): { key: number; value: number }[] {
    return this.elements.filter(({ key }) => from <= key && key < to);
  }

  between(from?: number, to?: number): S | undefined {
    const [first, ...others] = this.entries(from, to).map(({ key, value }) => this.#measure.of(key, value));
    return first === undefined
      ? undefined
      : others.reduce((sum, next) => this.#measure.join(sum, next), first);
  }

  find(
    matches: (summary: S) => boolean,
    after = Number.NEGATIVE_INFINITY,
  ): { key: number; value: number } | undefined {
    return this.elements.find(({ key, value }) => key > after && matches(this.#measure.of(key, value)));
  }
}

/**
 * Checks everything that must hold inside a tree between two calls: the order of the keys, the balance of every node,
 * that a kept summary is the one that its elements make, and that nothing above a stale summary is fresh.
 */
function checkTree<K, V, S>(tree: OrderedTree<K, V, S>, measure: Measure<K, V, S>): void {
  const keys: K[] = [];
  checkNode(tree.root, measure, keys);
  must(keys.length === tree.size, `the size is ${tree.size}, and there are ${keys.length} nodes`);
  for (const [i, key] of keys.entries()) {
    const next = keys[i + 1];
    must(next === undefined || tree.compare(key, next) < 0, `${key} stands before ${next}`);
  }
}

/** As an expectation, at a hundredth of its price: the checker asks millions of times. */
function must(condition: boolean, complaint: string): void {
  if (!condition) expect.unreachable(complaint);
}

function checkNode<K, V, S>(
  node: TreeNode<K, V, S> | undefined,
  measure: Measure<K, V, S>,
  keys: K[],
): { height: number; sum: S | undefined; stale: boolean } {
  if (node === undefined) return { height: 0, sum: undefined, stale: false };
  const left = checkNode(node.left, measure, keys);
  keys.push(node.key);
  const right = checkNode(node.right, measure, keys);
  must(node.balance === right.height - left.height, `${node.key} has the wrong balance`);
  must(Math.abs(node.balance) <= 1, `${node.key} is out of balance`);
  let sum = measure.of(node.key, node.value);
  if (left.sum !== undefined) sum = measure.join(left.sum, sum);
  if (right.sum !== undefined) sum = measure.join(sum, right.sum);
  const leaf = node.left === undefined && node.right === undefined;
  const kept = node.summary;
  must(kept === undefined || !leaf, `the leaf ${node.key} keeps a summary`);
  must(kept === undefined || !(left.stale || right.stale), `${node.key} is fresh above stale nodes`);
  must(kept === undefined || isDeepStrictEqual(kept, sum), `${node.key} keeps a wrong summary`);
  return { height: Math.max(left.height, right.height) + 1, sum, stale: !leaf && kept === undefined };
}

type Call =
  | { readonly call: 'set'; readonly key: number; readonly value: number }
  | { readonly call: 'delete' | 'get'; readonly key: number }
  | {
      readonly call: 'between' | 'entries';
      readonly from: number | undefined;
      readonly to: number | undefined;
    }
  | { readonly call: 'find'; readonly wanted: number; readonly after: number | undefined }
  | { readonly call: 'total' | 'ends' };

const KEY_MAX = 40;
const key = fc.integer({ min: -KEY_MAX, max: KEY_MAX });
const value = fc.integer({ min: -5, max: 5 });
const end = fc.option(key, { nil: undefined, freq: 4 });
const calls: fc.Arbitrary<Call[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ call: fc.constant('set'), key, value }) },
    { weight: 6, arbitrary: fc.record({ call: fc.constant('delete'), key }) },
    { weight: 1, arbitrary: fc.record({ call: fc.constant('get'), key }) },
    { weight: 3, arbitrary: fc.record({ call: fc.constantFrom('between', 'entries'), from: end, to: end }) },
    { weight: 3, arbitrary: fc.record({ call: fc.constant('find'), wanted: value, after: end }) },
    { weight: 2, arbitrary: fc.record({ call: fc.constantFrom('total', 'ends') }) },
  ),
  { size: 'max', maxLength: 200 },
);

/** A measure, and predicates that hold of a subtree whenever they hold of an element in it. */
interface Subject<S> {
  readonly name: string;
  readonly measure: Measure<number, number, S>;
  readonly matches: (wanted: number) => (summary: S) => boolean;
}

const concatenation: Subject<string> = {
  name: 'concatenation, which does not commute',
  measure: { of: (key, value) => `${key}:${value};`, join: (left, right) => left + right },
  matches: (wanted) => (summary) => summary.includes(`:${wanted};`),
};
const balance: Subject<{ sum: bigint; least: bigint }> = {
  name: 'sum and least prefix sum',
  measure: {
    of: (_, value) => ({ sum: BigInt(value), least: BigInt(value) }),
    join: (left, right) => {
      const through = left.sum + right.least;
      return { sum: left.sum + right.sum, least: through < left.least ? through : left.least };
    },
  },
  matches: () => () => true,
};
const greatest: Subject<number> = {
  name: 'maximum',
  measure: { of: (_, value) => value, join: (left, right) => (left > right ? left : right) },
  matches: (wanted) => (summary) => summary >= wanted,
};
const span: Subject<{ min: number; max: number }> = {
  name: 'span, whose subtrees may match without an element that does',
  measure: {
    of: (_, value) => ({ min: value, max: value }),
    join: (left, right) => ({ min: Math.min(left.min, right.min), max: Math.max(left.max, right.max) }),
  },
  matches: (wanted) => (summary) => summary.min <= wanted && wanted <= summary.max,
};

function runCalls<S>({ measure, matches }: Subject<S>, run: readonly Call[]): void {
  const tree = new OrderedTree((a: number, b: number) => a - b, measure);
  const oracle = new SortedArray(measure);
  for (const call of run) {
    switch (call.call) {
      case 'set':
        expect(tree.set(call.key, call.value)).toBe(oracle.set(call.key, call.value));
        break;
      case 'delete':
        expect(tree.delete(call.key)).toBe(oracle.delete(call.key));
        break;
      case 'get':
        expect(tree.get(call.key)).toBe(oracle.get(call.key));
        break;
      case 'between':
        expect(tree.between(call.from, call.to)).toEqual(oracle.between(call.from, call.to));
        break;
      case 'entries':
        expect([...tree.entries(call.from, call.to)]).toEqual(oracle.entries(call.from, call.to));
        break;
      case 'find':
        expect(tree.find(matches(call.wanted), call.after)).toEqual(
          oracle.find(matches(call.wanted), call.after),
        );
        break;
      case 'total':
        expect(tree.total()).toEqual(oracle.between());
        break;
      case 'ends':
        checkEnds(tree, oracle);
        break;
    }
    expect(tree.size).toBe(oracle.elements.length);
    checkTree(tree, measure);
  }
  expect([...tree]).toEqual(oracle.elements);
}

function checkEnds<S>(tree: OrderedTree<number, number, S>, oracle: SortedArray<S>): void {
  const [first, last] = [oracle.elements[0], oracle.elements.at(-1)];
  expect(tree.first()).toEqual(first && [first.key, first.value]);
  expect(tree.last()).toEqual(last && [last.key, last.value]);
}

describe('long random runs agree with a sorted array', () => {
  function testSubject<S>(subject: Subject<S>): void {
    test(subject.name, () => {
      fc.assert(
        fc.property(calls, (run) => runCalls(subject, run)),
        { numRuns: 300 },
      );
    });
  }
  testSubject(concatenation);
  testSubject(balance);
  testSubject(greatest);
  testSubject(span);
});

test('every tree of up to 7 keys, built in every order and taken down in another, keeps its balance', () => {
  for (const order of permutations([1, 2, 3, 4, 5, 6, 7])) {
    const tree = new OrderedTree((a: number, b: number) => a - b, concatenation.measure);
    for (const key of order) tree.set(key, key);
    checkTree(tree, concatenation.measure);
    tree.total();
    for (const key of [4, 1, 7, 2, 6, 3, 5]) {
      expect(tree.delete(key)).toBe(key);
      checkTree(tree, concatenation.measure);
      tree.total();
    }
    expect(tree.total()).toBe(undefined);
  }
});

test('a cursor sees the tree as it is when it arrives, whatever happens on the way', () => {
  const change = fc.record({ key, value: fc.option(value, { nil: undefined }) });
  const steps = fc.array(fc.array(change, { maxLength: 2 }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.uniqueArray(key, { maxLength: 30 }), end, end, steps, (keys, from, to, changes) => {
      const tree = new OrderedTree((a: number, b: number) => a - b, greatest.measure);
      const oracle = new SortedArray(greatest.measure);
      for (const key of keys) for (const map of [tree, oracle]) map.set(key, 0);
      const cursor = tree.entries(from, to);
      let passed = Number.NEGATIVE_INFINITY;
      let done = false;
      for (const batch of changes) {
        for (const { key, value } of batch) {
          for (const map of [tree, oracle]) value === undefined ? map.delete(key) : map.set(key, value);
        }
        const expected = done ? undefined : oracle.entries(from, to).find((element) => element.key > passed);
        expect(cursor.next()).toEqual({ done: expected === undefined, value: expected });
        if (expected === undefined) done = true;
        else passed = expected.key;
      }
    }),
    { numRuns: 1_000 },
  );
});

function permutations(items: readonly number[]): number[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item) =>
    permutations(items.filter((other) => other !== item)).map((others) => [item, ...others]),
  );
}
