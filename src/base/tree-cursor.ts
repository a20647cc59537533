import type { TreeNode } from './tree-node.ts';

/** What a cursor has to see of its tree: it looks anew whenever `shape` has moved. */
export interface TreeShape<K, V, S> {
  readonly compare: (a: K, b: K) => number;
  readonly root: TreeNode<K, V, S> | undefined;
  readonly shape: number;
}

/**
 * Walks the elements with from <= key < to in order; an open end is undefined. O(log n) for the first, O(1) amortised
 * for each further one, and O(log n) for the first after the tree was changed.
 */
export class TreeCursor<K, V, S> implements IterableIterator<{ key: K; value: V }> {
  readonly #tree: TreeShape<K, V, S>;
  readonly #to: K | undefined;
  /** Nodes that are still to come, the next one last; each stands for itself and its right subtree. */
  readonly #ahead: TreeNode<K, V, S>[] = [];
  #shape = -1;
  /** Where to go on from: the key passed last or, before the first step, the key to begin with. */
  #mark: K | undefined;
  #passed = false;
  #done = false;

  constructor(tree: TreeShape<K, V, S>, from: K | undefined, to: K | undefined) {
    this.#tree = tree;
    this.#mark = from;
    this.#to = to;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(): IteratorResult<{ key: K; value: V }, undefined> {
    if (!this.#done) {
      if (this.#shape !== this.#tree.shape) this.#seek();
      const node = this.#ahead.pop();
      if (node !== undefined && (this.#to === undefined || this.#tree.compare(node.key, this.#to) < 0)) {
        this.#pushLeftEdge(node.right);
        this.#mark = node.key;
        this.#passed = true;
        return { done: false, value: { key: node.key, value: node.value } };
      }
      this.#done = true;
      this.#ahead.length = 0;
    }
    return { done: true, value: undefined };
  }

  /** Finds the way to the first element at the mark, or after it once it was passed. */
  #seek(): void {
    const { compare, root, shape } = this.#tree;
    const ahead = this.#ahead;
    const mark = this.#mark;
    ahead.length = 0;
    this.#shape = shape;
    if (mark === undefined) {
      this.#pushLeftEdge(root);
      return;
    }
    let node = root;
    while (node !== undefined) {
      const order = compare(node.key, mark);
      if (order > 0 || (order === 0 && !this.#passed)) {
        ahead.push(node);
        node = node.left;
      } else {
        node = node.right;
      }
    }
  }

  #pushLeftEdge(top: TreeNode<K, V, S> | undefined): void {
    for (let node = top; node !== undefined; node = node.left) this.#ahead.push(node);
  }
}
