import { type Measure, OrderedTree } from '../../base/ordered-tree.ts';
import type { Residency } from '../residency.ts';
import { compareInstants, type Instant } from '../time/instant.ts';
import type { RowWatcher } from '../time/table.ts';
import { isPending, type OfferRow } from './offer.ts';

/** A subtree's summary is the latest moment at which one of its offers is still pending or just ends. */
const latestEnd: Measure<Instant, OfferRow, number> = {
  of: (_made, offer) => (offer.end === null ? Number.POSITIVE_INFINITY : offer.end.at),
  join: (left, right) => (left > right ? left : right),
};

type Offers = OrderedTree<Instant, OfferRow, number>;

/** Finds the offers pending at a moment by source and by target: O((1 + found) log n). */
export class OffersByAccount implements RowWatcher<OfferRow, string> {
  readonly #bySource = new Map<string, Offers>();
  readonly #byTarget = new Map<string, Offers>();
  readonly #residency: Residency | undefined;

  /** @param residency only where a part of the offers is in memory */
  constructor(residency?: Residency) {
    this.#residency = residency;
  }

  rowChanged(_key: string, before: OfferRow | undefined, after: OfferRow | undefined): void {
    if (before !== undefined && before.lastTarget !== after?.lastTarget) {
      takeOut(this.#byTarget, before.lastTarget, before);
    }
    if (after === undefined) {
      if (before !== undefined) takeOut(this.#bySource, before.source, before);
      return;
    }
    treeOf(this.#bySource, after.source).set(after.made, after);
    treeOf(this.#byTarget, after.lastTarget).set(after.made, after);
  }

  /** Plain data, the same for equal indexes. */
  describe(): [string, unknown][][] {
    const idsIn = ([account, tree]: [string, Offers]): [string, unknown] => [
      account,
      [...tree].map(({ value }) => value.id),
    ];
    return [[...this.#bySource].map(idsIn), [...this.#byTarget].map(idsIn)];
  }

  pendingFrom(source: string, instant: Instant): OfferRow[] {
    this.#residency?.need('offers_of', source);
    return pendingIn(this.#bySource.get(source), instant);
  }

  /** Offers that an account has at their end. An account that was never merged away has them all its life. */
  pendingTo(target: string, instant: Instant): OfferRow[] {
    this.#residency?.need('offers_of', target);
    return pendingIn(this.#byTarget.get(target), instant);
  }

  /** Offers from an account, and those that it has at their end, without those that are over by a moment. */
  openBehind(account: string, { at }: Instant): OfferRow[] {
    this.#residency?.need('offers_of', account);
    const found: OfferRow[] = [];
    const isOpen = (latest: number): boolean => latest >= at;
    for (const tree of [this.#bySource.get(account), this.#byTarget.get(account)]) {
      let next = tree?.find(isOpen);
      for (; next !== undefined; next = tree?.find(isOpen, next.key)) found.push(next.value);
    }
    return found;
  }
}

function treeOf(trees: Map<string, Offers>, account: string): Offers {
  let tree = trees.get(account);
  if (tree === undefined) {
    tree = new OrderedTree(compareInstants, latestEnd);
    trees.set(account, tree);
  }
  return tree;
}

function takeOut(trees: Map<string, Offers>, account: string, offer: OfferRow): void {
  const tree = trees.get(account);
  tree?.delete(offer.made);
  if (tree?.size === 0) trees.delete(account);
}

function pendingIn(tree: Offers | undefined, instant: Instant): OfferRow[] {
  const pending: OfferRow[] = [];
  if (tree === undefined) return pending;
  const mayBePending = (latest: number): boolean => latest >= instant.at;
  let next = tree.find(mayBePending);
  while (next !== undefined && compareInstants(next.key, instant) < 0) {
    if (isPending(next.value, instant)) pending.push(next.value);
    next = tree.find(mayBePending, next.key);
  }
  return pending;
}
