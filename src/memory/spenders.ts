import { assert } from '../base/assert.ts';
import { compareUtf8 } from '../base/id.ts';
import { type Measure, OrderedTree } from '../base/ordered-tree.ts';

interface Spender {
  /** The caller's id of the account. */
  readonly id: string;
  readonly outgoing: bigint;
}

/** Nothing is summed up of what is only kept in order. */
export const NO_SUMMARY: Measure<unknown, unknown, null> = { of: () => null, join: () => null };

/** The living accounts in the order of what they spent, most first, then by id in UTF-8 byte order. Every change is O(log n). */
export class Spenders {
  readonly #inOrder = new OrderedTree<Spender, Spender, null>(compareSpenders, NO_SUMMARY);
  readonly #byAccount = new Map<string, Spender>();

  /** @param account its id in the book; `id` is the caller's */
  open(account: string, id: string): void {
    this.#put(account, { id, outgoing: 0n });
  }

  spend(account: string, amount: bigint): void {
    const { id, outgoing } = this.#takeOut(account);
    this.#put(account, { id, outgoing: outgoing + amount });
  }

  /** What an account spent counts as spent by another from now on. */
  merge(into: string, from: string): void {
    this.spend(into, this.#takeOut(from).outgoing);
  }

  /** The first so many as `id(outgoing)`. O(count). */
  first(count: number): string[] {
    const found: string[] = [];
    if (count === 0) return found;
    for (const { value } of this.#inOrder) {
      found.push(`${value.id}(${value.outgoing})`);
      if (found.length === count) break;
    }
    return found;
  }

  #put(account: string, spender: Spender): void {
    this.#byAccount.set(account, spender);
    this.#inOrder.set(spender, spender);
  }

  #takeOut(account: string): Spender {
    const spender = this.#byAccount.get(account);
    assert(spender !== undefined, 'a living account is in the order');
    this.#byAccount.delete(account);
    this.#inOrder.delete(spender);
    return spender;
  }
}

function compareSpenders(a: Spender, b: Spender): number {
  if (a.outgoing !== b.outgoing) return a.outgoing > b.outgoing ? -1 : 1;
  return compareUtf8(a.id, b.id);
}
