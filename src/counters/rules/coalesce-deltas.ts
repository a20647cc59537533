import { compareUtf8 } from '../../base/id.ts';
import { finest } from './granularity.ts';
import { bucketStart } from './plan-window.ts';

/** By how much a row of a bucket grows. */
export interface BucketDelta {
  readonly counter: string;
  readonly size: number;
  readonly start: number;
  /** 0: what reads see. Others are being rebuilt. */
  readonly generation: number;
  readonly slot: number;
  readonly sum: bigint;
}

/** Gathers what a batch counts for one counter, one sum for each bucket, so that a batch writes few rows. */
export class CounterDeltas {
  readonly counter: string;
  readonly #sizes: readonly number[];
  readonly #size: number;
  /** The bucket that the last event went to: most go where the one before went. */
  #start = Number.NaN;
  #sum = 0;
  /** The other buckets of the finest size. */
  #sums: Map<number, bigint> | null = null;

  constructor(counter: string, sizes: readonly number[]) {
    this.counter = counter;
    this.#sizes = sizes;
    this.#size = finest(sizes);
  }

  add(at: number, value: number): void {
    const start = bucketStart(at, this.#size);
    const sum = this.#sum + value;
    if (start === this.#start && Number.isSafeInteger(sum)) {
      this.#sum = sum;
      return;
    }
    this.#putAway();
    this.#start = start;
    this.#sum = value;
  }

  /** The deltas in order of size and start: of every size, summed up from the finest. */
  deltas(slot: number, generation: number): BucketDelta[] {
    const { counter } = this;
    if (this.#sums === null) return this.#ofOneBucket(slot, generation);
    this.#putAway();
    const fine = [...this.#sums].sort(([a], [b]) => a - b);
    const deltas: BucketDelta[] = [];
    for (const size of this.#sizes) {
      let open: { start: number; sum: bigint } | undefined;
      for (const [fineStart, fineSum] of fine) {
        const start = bucketStart(fineStart, size);
        if (open !== undefined && open.start !== start) {
          deltas.push({ counter, size, start: open.start, generation, slot, sum: open.sum });
          open = undefined;
        }
        open = { start, sum: (open?.sum ?? 0n) + fineSum };
      }
      if (open !== undefined)
        deltas.push({ counter, size, start: open.start, generation, slot, sum: open.sum });
    }
    return deltas;
  }

  #ofOneBucket(slot: number, generation: number): BucketDelta[] {
    if (Number.isNaN(this.#start)) return [];
    const { counter } = this;
    const sum = BigInt(this.#sum);
    return this.#sizes.map((size) => ({
      counter,
      size,
      start: bucketStart(this.#start, size),
      generation,
      slot,
      sum,
    }));
  }

  #putAway(): void {
    if (Number.isNaN(this.#start)) return;
    this.#sums ??= new Map();
    this.#sums.set(this.#start, (this.#sums.get(this.#start) ?? 0n) + BigInt(this.#sum));
    this.#start = Number.NaN;
    this.#sum = 0;
  }
}

/** The order in which rows are written: everywhere the same, so that batches that meet wait and never deadlock. */
export function compareDeltas(a: BucketDelta, b: BucketDelta): number {
  return (
    compareUtf8(a.counter, b.counter) ||
    a.size - b.size ||
    a.start - b.start ||
    a.generation - b.generation ||
    a.slot - b.slot
  );
}
