import { assert } from './assert.ts';
import { TreeCursor, type TreeShape } from './tree-cursor.ts';
import { liftLeft, liftRight, TreeNode } from './tree-node.ts';
import { findAfter, findFirst, type Measure, sumFrom, summaryOf, sumUnder } from './tree-summary.ts';

export type { Measure } from './tree-summary.ts';

/**
 * A map in the order of its keys that can sum up any range of them: an AVL tree, one node for each element, where
 * nodes remember the summary of their subtree until an element in it changes. Changes only mark summaries stale;
 * `total`, `between` and `find` make the stale ones that they meet anew, so that a run of changes costs no joins.
 *
 * `compare` is a total order of the keys. A key must not change while it is in the tree; a value that was changed in
 * place has to be `set` again. Neither is ever undefined. Every call is O(log n) unless it says otherwise.
 */
export class OrderedTree<K, V, S> implements TreeShape<K, V, S> {
  /** @internal For the cursor, and the tests of the structure, as `root` and `shape`. */
  readonly compare: (a: K, b: K) => number;
  /** @internal */
  root: TreeNode<K, V, S> | undefined = undefined;
  /** @internal Moves whenever a node comes, goes or changes its key. */
  shape = 0;
  readonly #measure: Measure<K, V, S>;
  #count = 0;

  constructor(compare: (a: K, b: K) => number, measure: Measure<K, V, S>) {
    this.compare = compare;
    this.#measure = measure;
  }

  /** How many elements there are. O(1). */
  get size(): number {
    return this.#count;
  }

  /** The value under the key. */
  get(key: K): V | undefined {
    let node = this.root;
    while (node !== undefined) {
      const order = this.compare(key, node.key);
      if (order === 0) return node.value;
      node = order < 0 ? node.left : node.right;
    }
    return undefined;
  }

  /** Inserts the element, or replaces the value under its key; the value before, undefined when there was none. */
  set(key: K, value: V): V | undefined {
    const root = this.root;
    if (root === undefined) {
      this.root = new TreeNode<K, V, S>(key, value);
      this.#count += 1;
      this.shape += 1;
      return undefined;
    }
    // The pivot is the lowest node on the way that leans: nothing above it will feel the insertion.
    let pivot = root;
    let abovePivot: TreeNode<K, V, S> | undefined;
    let above: TreeNode<K, V, S> | undefined;
    let node = root;
    for (;;) {
      const order = this.compare(key, node.key);
      node.summary = undefined;
      if (order === 0) {
        const before = node.value;
        node.value = value;
        return before;
      }
      if (node.balance !== 0) {
        pivot = node;
        abovePivot = above;
      }
      const next: TreeNode<K, V, S> | undefined = order < 0 ? node.left : node.right;
      if (next === undefined) {
        const leaf = new TreeNode<K, V, S>(key, value);
        if (order < 0) node.left = leaf;
        else node.right = leaf;
        this.#count += 1;
        this.shape += 1;
        this.#settleInsertion(leaf, pivot, abovePivot);
        return undefined;
      }
      above = node;
      node = next;
    }
  }

  /** Removes the element; the value that it had, undefined when there was none. */
  delete(key: K): V | undefined {
    const path: TreeNode<K, V, S>[] = [];
    let node = this.root;
    while (node !== undefined) {
      const order = this.compare(key, node.key);
      path.push(node);
      if (order === 0) break;
      node = order < 0 ? node.left : node.right;
    }
    if (node === undefined) return undefined;
    const value = node.value;
    if (node.left !== undefined && node.right !== undefined) {
      // The next element moves here, and its node, which has no left child, goes in place of this one.
      let next: TreeNode<K, V, S> = node.right;
      path.push(next);
      while (next.left !== undefined) {
        next = next.left;
        path.push(next);
      }
      node.key = next.key;
      node.value = next.value;
    }
    this.#settleRemoval(path);
    this.#count -= 1;
    this.shape += 1;
    return value;
  }

  /** The first element in order. */
  first(): [K, V] | undefined {
    let node = this.root;
    while (node?.left !== undefined) node = node.left;
    return node && [node.key, node.value];
  }

  /** The last element in order. */
  last(): [K, V] | undefined {
    let node = this.root;
    while (node?.right !== undefined) node = node.right;
    return node && [node.key, node.value];
  }

  /** The summary of all elements, undefined when there are none. O(1) when nothing has changed since. */
  total(): S | undefined {
    return this.root && summaryOf(this.#measure, this.root);
  }

  /** The summary of all elements with from <= key < to, undefined when there are none; an open end is undefined. */
  between(from: K | undefined, to: K | undefined): S | undefined {
    const { compare } = this;
    const measure = this.#measure;
    let node = this.root;
    // Down to the first node inside the range: there the two sides part.
    while (node !== undefined) {
      if (from !== undefined && compare(node.key, from) < 0) node = node.right;
      else if (to !== undefined && compare(node.key, to) >= 0) node = node.left;
      else break;
    }
    if (node === undefined) return undefined;
    const sum = sumUnder(compare, measure, node.right, to, measure.of(node.key, node.value));
    return sumFrom(compare, measure, node.left, from, sum);
  }

  /**
   * The first element in order, and strictly after `after` when it is given, whose own summary matches. `matches`
   * must be true of a subtree's summary whenever it is true of an element in it. O(log n) when the converse holds
   * too; otherwise subtrees are searched in vain.
   */
  find(matches: (summary: S) => boolean, after?: K): { key: K; value: V } | undefined {
    const { compare, root } = this;
    const measure = this.#measure;
    const node =
      after === undefined
        ? findFirst(measure, root, matches)
        : findAfter(compare, measure, root, matches, after);
    return node && { key: node.key, value: node.value };
  }

  /**
   * The elements with from <= key < to, in order; an open end is undefined. O(log n + k). The tree may be changed on
   * the way: what lies ahead is seen as it is when it is reached, and nothing is seen twice unless it was put ahead.
   */
  entries(from?: K, to?: K): IterableIterator<{ key: K; value: V }> {
    return new TreeCursor(this, from, to);
  }

  /** All elements, in order. */
  [Symbol.iterator](): IterableIterator<{ key: K; value: V }> {
    return new TreeCursor<K, V, S>(this, undefined, undefined);
  }

  /** Restores the balance from the pivot down to the new leaf. */
  #settleInsertion(
    leaf: TreeNode<K, V, S>,
    pivot: TreeNode<K, V, S>,
    abovePivot: TreeNode<K, V, S> | undefined,
  ): void {
    const key = leaf.key;
    const side = this.compare(key, pivot.key) < 0 ? -1 : 1;
    let node = side < 0 ? pivot.left : pivot.right;
    while (node !== undefined && node !== leaf) {
      if (this.compare(key, node.key) < 0) {
        node.balance = -1;
        node = node.left;
      } else {
        node.balance = 1;
        node = node.right;
      }
    }
    if (pivot.balance !== side) {
      pivot.balance += side;
      return;
    }
    const top = side < 0 ? liftLeft(pivot) : liftRight(pivot);
    if (abovePivot === undefined) this.root = top;
    else if (abovePivot.left === pivot) abovePivot.left = top;
    else abovePivot.right = top;
  }

  /** Takes the last node of the path out, which has one child at most, and restores the balance from there up. */
  #settleRemoval(path: readonly TreeNode<K, V, S>[]): void {
    let below = path.at(-1);
    let top = below?.left ?? below?.right;
    let shrunk = true;
    for (let i = path.length - 2; i >= 0; i -= 1) {
      const node = path[i];
      assert(node !== undefined, 'the path to a removal has a gap');
      node.summary = undefined;
      const side = node.left === below ? -1 : 1;
      if (side < 0) node.left = top;
      else node.right = top;
      top = node;
      if (shrunk) {
        if (node.balance === 0) {
          node.balance = -side;
          shrunk = false;
        } else if (node.balance === side) {
          node.balance = 0;
        } else {
          top = side < 0 ? liftRight(node) : liftLeft(node);
          shrunk = top.balance === 0;
        }
      }
      below = node;
    }
    this.root = top;
  }
}
