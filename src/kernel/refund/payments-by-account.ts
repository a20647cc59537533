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

/** The payments of an account, all of them or those of a group. */
export interface PaymentScope {
  /** Key of the account. */
  readonly account: string;
  readonly group?: string | undefined;
}

/** The same payments in each draw order asked for so far, by its name. */
type Trees = Map<string, PaymentTree>;

interface TreesOfAccount {
  readonly all: Trees;
  /** By name. */
  readonly groups: Map<string, Trees>;
}

/**
 * The payments of each account that have something left, all and by group, in every draw order asked for so far. There
 * are at most 92 different orders. Oldest first is always kept: its prefix sums say what is refundable. Nothing stays of an
 * account or a group that has nothing left.
 */
export class PaymentsByAccount implements RowWatcher<PaymentRow, string> {
  readonly #accounts = new Map<string, TreesOfAccount>();
  readonly #residency: Residency | undefined;

  /** @param residency only where a part of the payments is in memory */
  constructor(residency?: Residency) {
    this.#residency = residency;
  }

  rowChanged(_key: string, before: PaymentRow | undefined, after: PaymentRow | undefined): void {
    if (before !== undefined && before.remaining > 0n) this.#remove(before);
    if (after !== undefined && after.remaining > 0n) this.#add(after);
  }

  #add(payment: PaymentRow): void {
    const { account, group } = payment;
    for (const tree of this.#treesOf({ account }).values()) tree.set(payment, payment);
    if (group === undefined) return;
    for (const tree of this.#treesOf({ account, group }).values()) tree.set(payment, payment);
  }

  #remove(payment: PaymentRow): void {
    const { account, group } = payment;
    if (group !== undefined && takeOut(this.#treesOf({ account, group }), payment))
      this.#ofAccount(account).groups.delete(group);
    if (takeOut(this.#treesOf({ account }), payment)) this.#accounts.delete(account);
  }

  #ofAccount(account: string): TreesOfAccount {
    const known = this.#accounts.get(account);
    if (known !== undefined) return known;
    const made: TreesOfAccount = { all: newTrees(), groups: new Map() };
    this.#accounts.set(account, made);
    return made;
  }

  #treesOf({ account, group }: PaymentScope): Trees {
    const { all, groups } = this.#ofAccount(account);
    if (group === undefined) return all;
    let trees = groups.get(group);
    if (trees === undefined) {
      trees = newTrees();
      groups.set(group, trees);
    }
    return trees;
  }

  /** Plain data, the same for equal indexes, whatever orders were asked for. */
  describe(): [string, unknown][] {
    return [...this.#accounts].map(([account, { all, groups }]) => [
      account,
      [describeTrees(all), new Map([...groups].map(([group, trees]) => [group, describeTrees(trees)]))],
    ]);
  }

  /** The payments of a scope in that order. The first time an order is asked for costs O(m log m). */
  inOrder(scope: PaymentScope, order: DrawOrder): PaymentTree {
    this.#need(scope);
    const trees = this.#known(scope);
    const kept = trees?.get(order.name);
    if (kept !== undefined) return kept;
    const tree: PaymentTree = new OrderedTree(order.compare, measureRefundable);
    const oldestFirst = trees?.get(OLDEST_FIRST.name);
    if (trees === undefined || oldestFirst === undefined) return tree;
    for (const { key } of oldestFirst.entries()) tree.set(key, key);
    trees.set(order.name, tree);
    return tree;
  }

  /** Nothing is kept for having been asked. */
  #known({ account, group }: PaymentScope): Trees | undefined {
    const ofAccount = this.#accounts.get(account);
    return group === undefined ? ofAccount?.all : ofAccount?.groups.get(group);
  }

  #need({ account, group }: PaymentScope): void {
    if (group === undefined) this.#residency?.need('payments_of', account);
    else this.#residency?.need('payments_in', group);
  }

  oldestFirst(account: string): PaymentTree {
    return this.inOrder({ account }, OLDEST_FIRST);
  }
}

function newTrees(): Trees {
  return new Map([[OLDEST_FIRST.name, new OrderedTree(OLDEST_FIRST.compare, measureRefundable)]]);
}

/** Takes a payment out of all orders; whether nothing is left in them. */
function takeOut(trees: Trees, payment: PaymentRow): boolean {
  for (const tree of trees.values()) tree.delete(payment);
  return trees.get(OLDEST_FIRST.name)?.size === 0;
}

function describeTrees(trees: Trees): unknown[] {
  const orders = [...trees.values()].map((tree) => [...tree].map(({ key }) => key.id));
  return [orders[0], [...new Set(orders.map(({ length }) => length))]];
}
