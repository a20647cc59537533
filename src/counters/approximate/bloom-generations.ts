import { mixedKey } from '../rules/mixed-key.ts';
import { type Undercount, undercountBound } from '../rules/undercount.ts';
import { MeasuredFilter } from './measured-filter.ts';

export interface BloomSettings {
  readonly capacity: number;
  readonly errorRate: number;
  /** How long an id must be recognised after it came: horizon and skew together. */
  readonly rememberFor: number;
}

/** `mnemonist`, as far as it is needed: it is loaded when somebody asks for approximate dedup, and not before. */
export type Mnemonist = Pick<typeof import('mnemonist'), 'BloomFilter'>;

/**
 * Recognises repeats in constant memory: two filters, of which the present one takes new ids, and the one before is only
 * asked. They rotate when the present one is as old as an id must be remembered, so a repeat inside the horizon is always
 * found: nothing is counted twice. A new id may be taken for a repeat; how often at most, it knows.
 *
 * They do not rotate because of many events. More than the capacity makes the undercount grow, and the bound says so.
 */
export class BloomGenerations {
  readonly #settings: BloomSettings;
  readonly #mnemonist: Mnemonist;
  #present: MeasuredFilter;
  #before: MeasuredFilter | null = null;
  #begunAt: number | null = null;
  #expected = 0;
  #valueMax = 0;

  constructor(settings: BloomSettings, mnemonist: Mnemonist) {
    this.#settings = settings;
    this.#mnemonist = mnemonist;
    this.#present = this.#newFilter();
  }

  /** Whether an id is new, as far as the filter knows; from then on it is known. */
  take(source: string, eventId: string, value: number, now: number): boolean {
    this.#rotate(now);
    const size = Math.abs(value);
    if (size > this.#valueMax) this.#valueMax = size;
    const key = mixedKey(source, eventId);
    if (this.#present.has(key) || this.#before?.has(key) === true) return false;
    // Of new events, a share p is missed and 1 - p is counted: each that is counted stands for p / (1 - p) that are missed.
    const chance = Math.min(0.999, this.#present.falseChance + (this.#before?.falseChance ?? 0));
    this.#expected += chance / (1 - chance);
    this.#present.add(key);
    return true;
  }

  undercount(): Undercount {
    return { expected: this.#expected, bound: undercountBound(this.#expected), valueMax: this.#valueMax };
  }

  #rotate(now: number): void {
    const { rememberFor } = this.#settings;
    if (this.#begunAt === null) {
      this.#begunAt = now;
      return;
    }
    const age = now - this.#begunAt;
    // Strictly older: at the very end of its horizon an id is still accepted.
    if (age <= rememberFor) return;
    // After two whole lives even the youngest id in the present filter is forgotten rightly.
    this.#before = age <= 2 * rememberFor ? this.#present : null;
    this.#present = this.#newFilter();
    this.#begunAt = now;
  }

  #newFilter(): MeasuredFilter {
    const { capacity, errorRate } = this.#settings;
    return new MeasuredFilter(new this.#mnemonist.BloomFilter({ capacity, errorRate }));
  }
}
