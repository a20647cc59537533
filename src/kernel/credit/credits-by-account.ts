import type { Clock } from '../../base/clock.ts';
import { OrderedTree } from '../../base/ordered-tree.ts';
import type { Residency } from '../residency.ts';
import type { Instant } from '../time/instant.ts';
import type { RowWatcher } from '../time/table.ts';
import type { CreditRow } from './credit.ts';
import { compareCredits, isHere, mayBeLive, measureCredits, type Spendable } from './credit-order.ts';

/** By which credits can be spent: those that may be drawn at a place, and live there and at a clock. */
export interface WhenSpent {
  readonly clock: Clock;
  readonly place: Instant;
}

type Credits = OrderedTree<CreditRow, CreditRow, Spendable>;

/** The credits of each account that have something left, in spending order. */
export class CreditsByAccount implements RowWatcher<CreditRow, string> {
  readonly #byAccount = new Map<string, Credits>();
  readonly #residency: Residency | undefined;

  /** @param residency only where a part of the credits is in memory */
  constructor(residency?: Residency) {
    this.#residency = residency;
  }

  rowChanged(_key: string, before: CreditRow | undefined, after: CreditRow | undefined): void {
    const stays = after !== undefined && after.remaining > 0n;
    if (before !== undefined && before.remaining > 0n) {
      // Spending a part moves nothing: a row with the same place in the order is replaced where it is.
      const isSamePlace = stays && before.account === after.account && compareCredits(before, after) === 0;
      if (!isSamePlace) this.#takeOut(before);
    }
    if (!stays) return;
    let credits = this.#byAccount.get(after.account);
    if (credits === undefined) {
      credits = new OrderedTree(compareCredits, measureCredits);
      this.#byAccount.set(after.account, credits);
    }
    credits.set(after, after);
  }

  #takeOut(credit: CreditRow): void {
    const credits = this.#byAccount.get(credit.account);
    credits?.delete(credit);
    if (credits?.size === 0) this.#byAccount.delete(credit.account);
  }

  /** Plain data, the same for equal indexes. */
  describe(): [string, unknown][] {
    return [...this.#byAccount].map(([account, credits]) => [
      account,
      [...credits].map(({ value }) => value.key),
    ]);
  }

  /**
   * The first credit after `after` that may be drawn at the place and is live there and at the clock: O(d log k) whatever expired ones
   * lie before it. Of those whose time has not come, what lies among expired ones is looked at in vain.
   */
  nextLive(account: string, { clock, place }: WhenSpent, after?: CreditRow): CreditRow | undefined {
    this.#residency?.need('credits_of', account);
    const isWanted = (summary: Spendable): boolean => mayBeLive(summary, clock, place);
    return this.#byAccount.get(account)?.find(isWanted, after)?.value;
  }

  /** Every credit of the account that is here at a place, with something left, in spending order. O(k). */
  *here(account: string, place: Instant): IterableIterator<CreditRow> {
    for (const credit of this.all(account)) if (isHere(credit, place)) yield credit;
  }

  /** Every credit of the book with something left, in any order. Whoever goes to the end needs them all. O(k). */
  *ofBook(): IterableIterator<CreditRow> {
    for (const credits of this.#byAccount.values()) for (const { value } of credits.entries()) yield value;
    this.#residency?.need('open_credits', '');
  }

  /** Every credit of the account with something left, in spending order. O(k). */
  *all(account: string): IterableIterator<CreditRow> {
    this.#residency?.need('credits_of', account);
    const credits = this.#byAccount.get(account);
    if (credits === undefined) return;
    for (const { value } of credits.entries()) yield value;
  }
}
