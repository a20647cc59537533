import { DISTINCT_EXACT_MAX } from '../../base/limits.ts';
import { mixedKey } from '../rules/mixed-key.ts';

/** `hyperlolo`, as far as it is needed. */
export type Hyperlolo = Pick<typeof import('hyperlolo'), 'HyperLogLog'>;

/** 2^12 registers, the most that the library's hash serves. */
const PRECISION = 12;

/** The standard error of 2^12 registers: 1.04 / sqrt(4,096), of the count. */
const DISTINCT_STANDARD_ERROR = 0.01625;

/** How many different sources there were. */
export interface DistinctCount {
  /** The number; an estimate where `approximate` is true. */
  readonly count: number;
  /** True when there were too many to list: the number is within a few percent. */
  readonly approximate: boolean;
  /** Of two answers in three the error is less than this share of the count; 0 when the answer is exact. */
  readonly standardError: number;
}

/**
 * Counts different texts: exactly in a set, as long as they are few; then by a HyperLogLog, which takes 4 KiB. The bound
 * lies beyond the counts where a HyperLogLog of this size changes its formula and is worse than its standard error.
 */
export class DistinctSketch {
  readonly #hyperlolo: Hyperlolo;
  readonly #exactMax: number;
  #exact: Set<string> | null = new Set();
  #sketch: InstanceType<Hyperlolo['HyperLogLog']> | null = null;

  constructor(hyperlolo: Hyperlolo, exactMax = DISTINCT_EXACT_MAX) {
    this.#hyperlolo = hyperlolo;
    this.#exactMax = exactMax;
  }

  add(text: string): void {
    if (this.#sketch !== null) {
      this.#sketch.add(mixedKey('', text));
      return;
    }
    this.#exact?.add(text);
    if ((this.#exact?.size ?? 0) > this.#exactMax) this.#startSketch();
  }

  count(): DistinctCount {
    if (this.#sketch === null) {
      return { count: this.#exact?.size ?? 0, approximate: false, standardError: 0 };
    }
    const count = Math.round(this.#sketch.count());
    return { count, approximate: true, standardError: DISTINCT_STANDARD_ERROR };
  }

  #startSketch(): void {
    const sketch = new this.#hyperlolo.HyperLogLog({ precision: PRECISION });
    for (const text of this.#exact ?? []) sketch.add(mixedKey('', text));
    this.#exact = null;
    this.#sketch = sketch;
  }
}
