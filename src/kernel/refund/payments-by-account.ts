import { type Measure, OrderedTree } from '../../base/ordered-tree.ts';
import type { Residency } from '../residency.ts';
import type { RowWatcher } from '../time/table.ts';
import { type DrawOrder, OLDEST_FIRST } from './draw-order.ts';
import type { PaymentRow } from './payment.ts';

/** What a subtree of payments could give: from when on, and how much. */
export interface Refundable {
  readonly earliestAt: number;
  readonly remaining: bigint;
}

const measureRefundable: Measure<PaymentRow, PaymentRow, Refundable> = {
  of: (payment) => ({ earliestAt: payment.at, remaining: payment.remaining }),
  join: (left, right) => ({
    earliestAt: left.earliestAt < right.earliestAt ? left.earliestAt : right.earliestAt,
    remaining: left.remaining + right.remaining,
  }),
};

export type PaymentTree = OrderedTree<PaymentRow, PaymentRow, Refundable>;

/**
 * The payments of each account that have something left, in every draw order asked for so far. There are at
 * most a few dozen different orders. Oldest first is always kept: its prefix sums say what is refundable.
 */
export class PaymentsByAccount implements RowWatcher<PaymentRow, string> {
  readonly #trees = new Map<string, Map<string, PaymentTree>>();
  readonly #residency: Residency | undefined;

  /** @param residency only where a part of the payments is in memory */
  constructor(residency?: Residency) {
    this.#residency = residency;
  }

  rowChanged(_key: string, before: PaymentRow | undefined, after: PaymentRow | undefined): void {
    if (before !== undefined && before.remaining > 0n) {
      for (const tree of this.#treesOf(before.account).values()) tree.delete(before);
    }
    if (after !== undefined && after.remaining > 0n) {
      for (const tree of this.#treesOf(after.account).values()) tree.set(after, after);
    }
  }

  #treesOf(account: string): Map<string, PaymentTree> {
    let trees = this.#trees.get(account);
    if (trees === undefined) {
      trees = new Map([[OLDEST_FIRST.name, new OrderedTree(OLDEST_FIRST.compare, measureRefundable)]]);
      this.#trees.set(account, trees);
    }
    return trees;
  }

  /** Plain data, the same for equal indexes, whatever orders were asked for. */
  describe(): [string, unknown][] {
    return [...this.#trees].flatMap(([account, trees]): [string, unknown][] => {
      const orders = [...trees.values()].map((tree) => [...tree].map(({ key }) => key.id));
      const [oldestFirst] = orders;
      const sizes = new Set(orders.map(({ length }) => length));
      return sizes.size === 1 && sizes.has(0) ? [] : [[account, [oldestFirst, [...sizes]]]];
    });
  }

  /** An account's payments in that order. The first time an order is asked for costs O(m log m). */
  inOrder(account: string, order: DrawOrder): PaymentTree {
    this.#residency?.need('payments_of', account);
    const trees = this.#treesOf(account);
    const kept = trees.get(order.name);
    if (kept !== undefined) return kept;
    const tree: PaymentTree = new OrderedTree(order.compare, measureRefundable);
    for (const { key } of this.oldestFirst(account).entries()) tree.set(key, key);
    trees.set(order.name, tree);
    return tree;
  }

  oldestFirst(account: string): PaymentTree {
    return this.inOrder(account, OLDEST_FIRST);
  }
}
