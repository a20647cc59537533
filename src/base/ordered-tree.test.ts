import { describe, expect, test } from 'vitest';
import { OrderedTree } from './ordered-tree.ts';

const byNumber = (a: number, b: number): number => a - b;

/** A tree of texts in the order of their keys, whose summary is all of them in a row. */
function textTree(texts: Record<number, string>): OrderedTree<number, string, string> {
  const tree = new OrderedTree<number, string, string>(byNumber, {
    of: (_, text) => text,
    join: (left, right) => left + right,
  });
  for (const [key, text] of Object.entries(texts)) tree.set(Number(key), text);
  return tree;
}

describe('an empty tree', () => {
  test('has nothing to say', () => {
    const tree = textTree({});
    expect(tree.size).toBe(0);
    expect(tree.get(1)).toBe(undefined);
    expect(tree.delete(1)).toBe(undefined);
    expect(tree.first()).toBe(undefined);
    expect(tree.last()).toBe(undefined);
    expect(tree.total()).toBe(undefined);
    expect(tree.between(undefined, undefined)).toBe(undefined);
    expect(tree.find(() => true)).toBe(undefined);
    expect(tree.find(() => true, 1)).toBe(undefined);
    expect([...tree]).toEqual([]);
  });

  test('is what remains when the last element goes, and may be filled again', () => {
    const tree = textTree({ 1: 'a' });
    expect(tree.delete(1)).toBe('a');
    expect(tree.size).toBe(0);
    expect(tree.total()).toBe(undefined);
    expect(tree.set(1, 'b')).toBe(undefined);
    expect(tree.total()).toBe('b');
    expect(tree.size).toBe(1);
  });
});

describe('ranges', () => {
  const tree = textTree({ 10: 'a', 20: 'b', 30: 'c', 40: 'd', 50: 'e' });
  test.each<[number | undefined, number | undefined, string | undefined]>([
    [undefined, undefined, 'abcde'],
    [undefined, 30, 'ab'],
    [30, undefined, 'cde'],
    [20, 50, 'bcd'],
    [20, 51, 'bcde'],
    [15, 35, 'bc'],
    [30, 31, 'c'],
    [30, 30, undefined],
    [40, 20, undefined],
    [undefined, 10, undefined],
    [51, undefined, undefined],
    [21, 29, undefined],
  ])('from %s to under %s is %s', (from, to, expected) => {
    expect(tree.between(from, to)).toBe(expected);
    const texts = [...tree.entries(from, to)].map(({ value }) => value);
    expect(texts.join('')).toBe(expected ?? '');
  });
});

describe('set', () => {
  test('replaces the value in place and gives back the one before', () => {
    const tree = textTree({ 1: 'a', 2: 'b', 3: 'c' });
    expect(tree.total()).toBe('abc');
    expect(tree.set(2, 'x')).toBe('b');
    expect(tree.size).toBe(3);
    expect(tree.total()).toBe('axc');
    expect(tree.get(2)).toBe('x');
  });

  test('makes a value that was changed in place count anew', () => {
    const tree = new OrderedTree<number, { n: number }, number>(byNumber, {
      of: (_, value) => value.n,
      join: (left, right) => left + right,
    });
    const values = [1, 2, 3, 4, 5].map((n) => ({ n }));
    for (const value of values) tree.set(value.n, value);
    expect(tree.total()).toBe(15);
    for (const value of values) {
      value.n += 10;
      tree.set(value.n - 10, value);
    }
    expect(tree.total()).toBe(65);
  });
});

describe('find', () => {
  const tree = textTree({ 1: 'plum', 2: 'pear', 3: 'fig', 4: 'pear', 5: 'apple' });
  const has = (text: string) => (summary: string) => summary.includes(text);

  test('gives the first match in order, or the first after a key', () => {
    expect(tree.find(has('pear'))).toEqual({ key: 2, value: 'pear' });
    expect(tree.find(has('pear'), 2)).toEqual({ key: 4, value: 'pear' });
    expect(tree.find(has('pear'), 2.5)).toEqual({ key: 4, value: 'pear' });
    expect(tree.find(has('pear'), 4)).toBe(undefined);
    expect(tree.find(has('kiwi'))).toBe(undefined);
    expect(tree.find(has('plum'), -7)).toEqual({ key: 1, value: 'plum' });
  });

  test('is not led astray by a subtree that matches only as a whole', () => {
    expect(tree.find(has('mpea'))).toBe(undefined);
  });
});

describe('iterating', () => {
  test('gives elements of their own, which later changes leave alone', () => {
    const tree = textTree({ 1: 'a', 2: 'b' });
    const [first] = tree;
    tree.set(1, 'x');
    expect(first).toEqual({ key: 1, value: 'a' });
    expect([...tree.entries()]).toEqual([
      { key: 1, value: 'x' },
      { key: 2, value: 'b' },
    ]);
  });

  test('every element may be removed as it is passed', () => {
    const tree = textTree(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [i, 'x'])));
    let passed = 0;
    for (const { key } of tree) {
      expect(key).toBe(passed);
      passed += 1;
      tree.delete(key);
    }
    expect(passed).toBe(100);
    expect(tree.size).toBe(0);
  });

  test('sees what is put or changed ahead, and not what is put behind', () => {
    const tree = textTree({ 10: 'a', 20: 'b', 30: 'c' });
    const seen: string[] = [];
    for (const { key, value } of tree.entries(10, 40)) {
      seen.push(`${key}${value}`);
      if (key === 10) for (const added of [5, 15, 40]) tree.set(added, 'n');
      if (key === 20) tree.set(30, 'z');
    }
    expect(seen).toEqual(['10a', '15n', '20b', '30z']);
  });

  test('a cursor that has ended stays at its end, and one not begun begins late', () => {
    const tree = textTree({ 1: 'a' });
    const ended = tree.entries();
    const waiting = tree.entries(1);
    expect([...ended]).toEqual([{ key: 1, value: 'a' }]);
    tree.set(2, 'b');
    tree.delete(1);
    expect(ended.next()).toEqual({ done: true, value: undefined });
    expect([...waiting]).toEqual([{ key: 2, value: 'b' }]);
  });
});

describe('cost, counted', () => {
  const SIZE = 100_000;
  const LEVELS_MAX = Math.ceil(1.4405 * Math.log2(SIZE + 2));
  let compares = 0;
  let joins = 0;
  let asked = 0;
  const compare = (a: number, b: number): number => {
    compares += 1;
    return a - b;
  };
  const measure = {
    of: (_: number, value: number): number => value,
    join: (left: number, right: number): number => {
      joins += 1;
      return left > right ? left : right;
    },
  };
  const cost = (work: () => unknown): { compares: number; joins: number; asked: number } => {
    compares = joins = asked = 0;
    work();
    return { compares, joins, asked };
  };
  const atLeast = (wanted: number) => (summary: number) => {
    asked += 1;
    return summary >= wanted;
  };
  const build = (keyAt: (i: number) => number): OrderedTree<number, number, number> => {
    const tree = new OrderedTree(compare, measure);
    for (let i = 0; i < SIZE; i += 1) tree.set(keyAt(i), 0);
    return tree;
  };

  // 7919 shares no factor with the size, so that the second order visits every key once.
  test.each<[string, (i: number) => number]>([
    ['in order', (i) => i],
    ['out of order', (i) => (i * 7919) % SIZE],
  ])('built %s, nothing takes more than its few paths', (_, keyAt) => {
    const built = new OrderedTree(compare, measure);
    expect(cost(() => Array.from({ length: SIZE }, (_, i) => built.set(keyAt(i), 0))).joins).toBe(0);
    expect(cost(() => built.total()).joins).toBe(SIZE - 1);
    expect(cost(() => built.total()).joins).toBe(0);

    const tree = build(keyAt);
    tree.total();
    for (const key of [0, 1, 4_999, 65_536, 99_998, 99_999]) {
      expect(cost(() => tree.get(key)).compares).toBeLessThanOrEqual(LEVELS_MAX);
      expect(cost(() => tree.set(key, 0)).compares).toBeLessThanOrEqual(LEVELS_MAX);
      expect(cost(() => tree.total()).joins).toBeLessThanOrEqual(2 * LEVELS_MAX);
      expect(cost(() => tree.between(key, key + 5_000)).joins).toBeLessThanOrEqual(4 * LEVELS_MAX);
      expect(cost(() => tree.between(undefined, key)).compares).toBeLessThanOrEqual(2 * LEVELS_MAX);
      expect(cost(() => tree.entries(key).next()).compares).toBeLessThanOrEqual(LEVELS_MAX);
      expect(cost(() => tree.delete(key)).compares).toBeLessThanOrEqual(LEVELS_MAX);
      expect(cost(() => tree.total()).joins).toBeLessThanOrEqual(4 * LEVELS_MAX);
      tree.set(key, 0);
      tree.total();
    }
  });

  test('find passes over any number of elements that do not match', () => {
    const tree = build((i) => i);
    tree.set(77_777, 5);
    tree.set(99_999, 5);
    tree.total();
    const find = (after?: number): { key: number } | undefined => tree.find(atLeast(5), after);
    expect(find()?.key).toBe(77_777);
    expect(find(77_777)?.key).toBe(99_999);
    expect(cost(() => find()).asked).toBeLessThanOrEqual(3 * LEVELS_MAX);
    expect(cost(() => find(12_345)).asked).toBeLessThanOrEqual(4 * LEVELS_MAX);
    expect(cost(() => find(77_777)).asked).toBeLessThanOrEqual(4 * LEVELS_MAX);
    expect(cost(() => tree.find(atLeast(6), 3)).asked).toBe(1);
  });

  test('walking n elements takes no more than one path and n steps', () => {
    const tree = build((i) => i);
    const walk = cost(() => expect([...tree.entries(10_000, 20_000)].length).toBe(10_000));
    expect(walk.compares).toBeLessThanOrEqual(10_001 + LEVELS_MAX);
    expect(cost(() => [...tree]).compares).toBe(0);
  });
});
