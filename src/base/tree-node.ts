import { assert } from './assert.ts';

/**
 * One element of an ordered tree, and the top of a subtree of its own. `balance` is the height of the right subtree
 * less the height of the left one: -1, 0 or 1 between two calls.
 */
export class TreeNode<K, V, S> {
  key: K;
  value: V;
  left: TreeNode<K, V, S> | undefined = undefined;
  right: TreeNode<K, V, S> | undefined = undefined;
  balance = 0;
  /**
   * The summary of the subtree. Undefined: stale, and then so are the summaries of all nodes above. A node without
   * children never holds one, because the measure makes it from the element for less than its memory costs.
   */
  summary: S | undefined = undefined;

  constructor(key: K, value: V) {
    this.key = key;
    this.value = value;
  }
}

/** Balances a node whose left subtree is two levels deeper than its right one; the new top of the subtree. O(1). */
export function liftLeft<K, V, S>(node: TreeNode<K, V, S>): TreeNode<K, V, S> {
  const child = node.left;
  assert(child !== undefined, 'a node leaning left has no left child');
  child.summary = undefined; // The node's own is stale already: the change happened below it.
  if (child.balance <= 0) {
    node.left = child.right;
    child.right = node;
    // A level child occurs after a removal only; the subtree then keeps its height.
    node.balance = child.balance === 0 ? -1 : 0;
    child.balance = child.balance === 0 ? 1 : 0;
    return child;
  }
  const top = child.right;
  assert(top !== undefined, 'a child leaning right has no right child');
  child.right = top.left;
  node.left = top.right;
  top.left = child;
  top.right = node;
  child.balance = top.balance > 0 ? -1 : 0;
  node.balance = top.balance < 0 ? 1 : 0;
  top.balance = 0;
  top.summary = undefined;
  return top;
}

/** The mirror image of liftLeft: the right subtree is two levels deeper. O(1). */
export function liftRight<K, V, S>(node: TreeNode<K, V, S>): TreeNode<K, V, S> {
  const child = node.right;
  assert(child !== undefined, 'a node leaning right has no right child');
  child.summary = undefined; // The node's own is stale already: the change happened below it.
  if (child.balance >= 0) {
    node.right = child.left;
    child.left = node;
    node.balance = child.balance === 0 ? 1 : 0;
    child.balance = child.balance === 0 ? -1 : 0;
    return child;
  }
  const top = child.left;
  assert(top !== undefined, 'a child leaning left has no left child');
  child.left = top.right;
  node.right = top.left;
  top.right = child;
  top.left = node;
  child.balance = top.balance < 0 ? 1 : 0;
  node.balance = top.balance > 0 ? -1 : 0;
  top.balance = 0;
  top.summary = undefined;
  return top;
}
