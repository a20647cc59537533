import type { BloomGenerations } from './approximate/bloom-generations.ts';
import type { CounterStore } from './counter-store.ts';
import { RateMeter } from './rules/slots.ts';

/** What the counters of one book share: their store, the present, and what this process alone remembers. */
export class CounterContext {
  readonly store: CounterStore;
  readonly book: string;
  readonly clock: () => number;
  /** The filters of counters with approximate dedup, by counter. */
  readonly filters = new Map<string, BloomGenerations>();
  readonly meter = new RateMeter();
  /** Called when what is remembered here begins to decide what is counted. */
  readonly keep: () => void;

  constructor(store: CounterStore, book: string, clock: () => number, keep: () => void) {
    this.store = store;
    this.book = book;
    this.clock = clock;
    this.keep = keep;
  }
}
