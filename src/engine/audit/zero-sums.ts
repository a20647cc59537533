import crypto from 'node:crypto';
import { newKey } from './content-sums.ts';

const BUCKETS = 1_024;
const BUCKET_DIGITS = 3;
const WEIGHT_DIGITS = 12;

/** About how many groups are added up at once to find those that are wrong. */
const GROUPS_AT_ONCE = 200_000;

/** Adds an amount to a group. */
export type AddTo = (group: string, amount: bigint) => void;

/**
 * Whether the amounts of each of many groups sum to zero, in whatever order they come, in O(1) memory. Each group
 * counts with a weight of 48 bits that is new in each audit; were a group not zero, its bucket would be zero only by a
 * chance of 1 in 2^48. Sums are exact.
 */
export class ZeroSums {
  readonly #key = newKey();
  readonly #buckets: bigint[] = Array.from({ length: BUCKETS }, () => 0n);
  #amounts = 0;

  readonly add: AddTo = (group, amount) => {
    if (amount === 0n) return;
    const { bucket, weight } = this.#weigh(group);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0n) + amount * BigInt(weight);
    this.#amounts += 1;
  };

  #weigh(group: string): { bucket: number; weight: number } {
    const digits = crypto.hash('sha256', this.#key + group, 'hex');
    return {
      bucket: Number.parseInt(digits.slice(0, BUCKET_DIGITS), 16) % BUCKETS,
      // Never zero, which would let anything pass.
      weight: 1 + Number.parseInt(digits.slice(BUCKET_DIGITS, BUCKET_DIGITS + WEIGHT_DIGITS), 16),
    };
  }

  /**
   * Reports every group that is not zero.
   *
   * @param addAgain adds everything once more; called only when something is wrong, as often as memory asks for
   */
  async findWrong(
    addAgain: (add: AddTo) => Promise<void>,
    onWrong: (group: string, sum: bigint) => void,
  ): Promise<void> {
    const wrong = [...this.#buckets.keys()].filter((bucket) => this.#buckets[bucket] !== 0n);
    const atOnce = Math.max(1, Math.floor((GROUPS_AT_ONCE * BUCKETS) / Math.max(1, this.#amounts)));
    for (let i = 0; i < wrong.length; i += atOnce) {
      const buckets = new Set(wrong.slice(i, i + atOnce));
      const sums = new Map<string, bigint>();
      await addAgain((group, amount) => {
        if (buckets.has(this.#weigh(group).bucket)) sums.set(group, (sums.get(group) ?? 0n) + amount);
      });
      for (const [group, sum] of sums) if (sum !== 0n) onWrong(group, sum);
    }
  }
}
