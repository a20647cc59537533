import type { TreeNode } from './tree-node.ts';

/**
 * How elements are summed up. `join` must be associative, and gets what stands left in the order first; it need not
 * be commutative. Neither may change its arguments, answer undefined, or touch the tree.
 */
export interface Measure<K, V, S> {
  of(key: K, value: V): S;
  join(left: S, right: S): S;
}

/** The summary of a subtree: O(1) when it is fresh, else O(stale nodes in it). */
export function summaryOf<K, V, S>(measure: Measure<K, V, S>, node: TreeNode<K, V, S>): S {
  const kept = node.summary;
  if (kept !== undefined) return kept;
  const { left, right } = node;
  let sum = measure.of(node.key, node.value);
  if (left === undefined && right === undefined) return sum; // A leaf: see TreeNode.summary.
  if (left !== undefined) sum = measure.join(summaryOf(measure, left), sum);
  if (right !== undefined) sum = measure.join(sum, summaryOf(measure, right));
  node.summary = sum;
  return sum;
}

/** `sum`, and on its right the elements of the subtree whose key is under `to`: all of them without a `to`. O(log n). */
export function sumUnder<K, V, S>(
  compare: (a: K, b: K) => number,
  measure: Measure<K, V, S>,
  top: TreeNode<K, V, S> | undefined,
  to: K | undefined,
  sum: S,
): S {
  let node = top;
  if (to === undefined) return node === undefined ? sum : measure.join(sum, summaryOf(measure, node));
  while (node !== undefined) {
    if (compare(node.key, to) < 0) {
      if (node.left !== undefined) sum = measure.join(sum, summaryOf(measure, node.left));
      sum = measure.join(sum, measure.of(node.key, node.value));
      node = node.right;
    } else {
      node = node.left;
    }
  }
  return sum;
}

/** The mirror image of sumUnder: on the left of `sum`, the elements whose key is `from` or above it. O(log n). */
export function sumFrom<K, V, S>(
  compare: (a: K, b: K) => number,
  measure: Measure<K, V, S>,
  top: TreeNode<K, V, S> | undefined,
  from: K | undefined,
  sum: S,
): S {
  let node = top;
  if (from === undefined) return node === undefined ? sum : measure.join(summaryOf(measure, node), sum);
  while (node !== undefined) {
    if (compare(node.key, from) >= 0) {
      if (node.right !== undefined) sum = measure.join(summaryOf(measure, node.right), sum);
      sum = measure.join(measure.of(node.key, node.value), sum);
      node = node.left;
    } else {
      node = node.right;
    }
  }
  return sum;
}

/** The first node in order, of the subtree, whose own summary matches; subtrees that do not match are passed over. */
export function findFirst<K, V, S>(
  measure: Measure<K, V, S>,
  node: TreeNode<K, V, S> | undefined,
  matches: (summary: S) => boolean,
): TreeNode<K, V, S> | undefined {
  if (node === undefined || !matches(summaryOf(measure, node))) return undefined;
  const { left, right } = node;
  if (left === undefined && right === undefined) return node;
  const before = findFirst(measure, left, matches);
  if (before !== undefined) return before;
  if (matches(measure.of(node.key, node.value))) return node;
  return findFirst(measure, right, matches);
}

/** As findFirst, but only nodes whose key is above `after`. */
export function findAfter<K, V, S>(
  compare: (a: K, b: K) => number,
  measure: Measure<K, V, S>,
  top: TreeNode<K, V, S> | undefined,
  matches: (summary: S) => boolean,
  after: K,
): TreeNode<K, V, S> | undefined {
  let node = top;
  while (node !== undefined && compare(node.key, after) <= 0) node = node.right;
  if (node === undefined || !matches(summaryOf(measure, node))) return undefined;
  const before = findAfter(compare, measure, node.left, matches, after);
  if (before !== undefined) return before;
  if (matches(measure.of(node.key, node.value))) return node;
  return findFirst(measure, node.right, matches);
}
