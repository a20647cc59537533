import { AMOUNT_MAX, AMOUNT_MIN } from '../../base/amount.ts';
import { TallystickError } from '../../base/error.ts';
import type { BucketRow } from '../../counters/counter-rows.ts';
import type { BucketRange } from '../../counters/rules/plan-window.ts';

/** One bucket of one generation: the sum of each slot that has a row. */
export class Bucket<Owner> {
  readonly owner: Owner;
  readonly start: number;
  /** In the place of its slot. */
  slots: (bigint | undefined)[] = [];
  /** Of all slots. */
  sum = 0n;

  constructor(owner: Owner, start: number) {
    this.owner = owner;
    this.start = start;
  }

  /** Puts a slot's sum, or takes its row away; what it was. */
  put(slot: number, sum: bigint | undefined): bigint | undefined {
    const before = this.slots[slot];
    this.slots[slot] = sum;
    this.sum += (sum ?? 0n) - (before ?? 0n);
    return before;
  }

  get isEmpty(): boolean {
    return this.slots.every((sum) => sum === undefined);
  }
}

/** A slot's sum with something added to it, which must stay within 64 bits. */
export function addWithin64(sum: bigint | undefined, more: bigint): bigint {
  const total = (sum ?? 0n) + more;
  if (total <= AMOUNT_MAX && total >= AMOUNT_MIN) return total;
  throw new TallystickError('out_of_range', 'value', more, 'a bucket whose sum stays within 64 bits');
}

/** The buckets of one generation of a counter, by size and start. */
export class BucketTable<Owner> {
  readonly #bySize = new Map<number, Map<number, Bucket<Owner>>>();

  get(size: number, start: number): Bucket<Owner> | undefined {
    return this.#bySize.get(size)?.get(start);
  }

  add(size: number, bucket: Bucket<Owner>): void {
    let ofSize = this.#bySize.get(size);
    if (ofSize === undefined) {
      ofSize = new Map();
      this.#bySize.set(size, ofSize);
    }
    ofSize.set(bucket.start, bucket);
  }

  remove(size: number, start: number): void {
    this.#bySize.get(size)?.delete(start);
  }

  /** The buckets of a range, in any order: by their starts, or all of them looked at, whichever is less. */
  *range({ size, from, to }: BucketRange): Generator<Bucket<Owner>> {
    const ofSize = this.#bySize.get(size);
    if (ofSize === undefined) return;
    if ((to - from) / size > ofSize.size) {
      for (const bucket of ofSize.values()) if (bucket.start >= from && bucket.start < to) yield bucket;
      return;
    }
    for (let start = from; start < to; start += size) {
      const bucket = ofSize.get(start);
      if (bucket !== undefined) yield bucket;
    }
  }

  *all(): Generator<[size: number, bucket: Bucket<Owner>]> {
    for (const [size, ofSize] of this.#bySize) for (const bucket of ofSize.values()) yield [size, bucket];
  }

  rows(counter: string, generation: number): BucketRow[] {
    const rows: BucketRow[] = [];
    for (const [size, { start, slots }] of this.all()) {
      slots.forEach((sum, slot) => {
        if (sum !== undefined) rows.push({ counter, size, start, generation, slot, sum });
      });
    }
    return rows;
  }
}

/** The live buckets of all counters by time: what the counters of one moment are compared by. */
export class BucketsByTime<Owner> {
  readonly #bySize = new Map<number, Map<number, Set<Bucket<Owner>>>>();

  add(size: number, bucket: Bucket<Owner>): void {
    let ofSize = this.#bySize.get(size);
    if (ofSize === undefined) {
      ofSize = new Map();
      this.#bySize.set(size, ofSize);
    }
    let atStart = ofSize.get(bucket.start);
    if (atStart === undefined) {
      atStart = new Set();
      ofSize.set(bucket.start, atStart);
    }
    atStart.add(bucket);
  }

  remove(size: number, bucket: Bucket<Owner>): void {
    const ofSize = this.#bySize.get(size);
    const atStart = ofSize?.get(bucket.start);
    atStart?.delete(bucket);
    if (atStart?.size === 0) ofSize?.delete(bucket.start);
  }

  /** Visits the buckets of a range, in any order. */
  visit({ size, from, to }: BucketRange, visit: (bucket: Bucket<Owner>) => void): void {
    const ofSize = this.#bySize.get(size);
    if (ofSize === undefined) return;
    if ((to - from) / size > ofSize.size) {
      for (const [start, atStart] of ofSize) if (start >= from && start < to) atStart.forEach(visit);
      return;
    }
    for (let start = from; start < to; start += size) ofSize.get(start)?.forEach(visit);
  }
}
