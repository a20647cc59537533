import { assert } from '../../base/assert.ts';
import type { DefinitionRow, QuarantineRow, Tally } from '../../counters/counter-rows.ts';
import type { BucketDelta } from '../../counters/rules/coalesce-deltas.ts';
import { addWithin64, Bucket, BucketsByTime, BucketTable } from './counter-buckets.ts';
import { CounterLog } from './counter-log.ts';

/** Everything about one counter. */
export class CounterState {
  readonly name: string;
  definition: DefinitionRow;
  /** Its sizes as one text, the same for counters of the same sizes. */
  shape = '';
  readonly log = new CounterLog();
  /** By generation. */
  readonly tables = new Map<number, BucketTable<CounterState>>();
  readonly tallies = new Map<number, Tally>();
  /** By source and id. */
  readonly quarantine = new Map<string, QuarantineRow>();
  /** For one ranking: which one, and the sum so far. */
  ranking = 0;
  ranked = 0n;

  constructor(definition: DefinitionRow) {
    this.name = definition.counter;
    this.definition = definition;
  }

  table(generation: number): BucketTable<CounterState> {
    let table = this.tables.get(generation);
    if (table === undefined) {
      table = new BucketTable();
      this.tables.set(generation, table);
    }
    return table;
  }
}

/** The counters of one book. Changes go through here, each with how to take it back. */
export class CounterBook {
  readonly counters = new Map<string, CounterState>();
  readonly byTime = new BucketsByTime<CounterState>();
  readonly feeds = new Map<string, number>();
  /** The lists of sizes that counters have, and how many counters have each. */
  readonly shapes = new Map<string, { readonly granularities: readonly number[]; counters: number }>();
  /** How to take back what the transaction did, in the order in which it did it. */
  #undo: (() => void)[] = [];

  /** Whether nothing was ever put there. */
  get isEmpty(): boolean {
    return this.counters.size === 0 && this.feeds.size === 0;
  }

  /** A counter that has a definition. */
  state(counter: string): CounterState {
    const state = this.counters.get(counter);
    assert(state !== undefined, 'rows for a counter that has no definition');
    return state;
  }

  /** Remembers how to take a change back. */
  didChange(undo: () => void): void {
    this.#undo.push(undo);
  }

  keep(): void {
    this.#undo = [];
  }

  takeBack(): void {
    for (const undo of this.#undo.reverse()) undo();
    this.#undo = [];
  }

  putDefinition(row: DefinitionRow): void {
    const state = this.counters.get(row.counter);
    if (state === undefined) {
      const fresh = new CounterState(row);
      this.counters.set(row.counter, fresh);
      this.#count(fresh, row);
      this.didChange(() => {
        this.#uncount(fresh);
        this.counters.delete(row.counter);
      });
      return;
    }
    const before = state.definition;
    this.#define(state, row);
    this.didChange(() => this.#define(state, before));
  }

  addToBuckets(deltas: readonly BucketDelta[]): void {
    const slots: [BucketDelta, bigint | undefined][] = [];
    this.didChange(() => {
      for (const [delta, before] of slots.reverse()) this.putSlot(delta, before);
    });
    let state: CounterState | undefined;
    for (const delta of deltas) {
      const { counter, size, start, generation, slot } = delta;
      if (state?.name !== counter) state = this.state(counter);
      const bucket = state.table(generation).get(size, start);
      const before = bucket?.slots[slot];
      const sum = addWithin64(before, delta.sum);
      slots.push([delta, before]);
      if (bucket === undefined) this.putSlot(delta, sum);
      else bucket.put(slot, sum);
    }
  }

  /** Puts a row of a bucket, or takes it away. */
  putSlot(
    { counter, size, start, generation, slot }: Omit<BucketDelta, 'sum'>,
    sum: bigint | undefined,
  ): void {
    const state = this.state(counter);
    const table = state.table(generation);
    let bucket = table.get(size, start);
    if (bucket === undefined) {
      if (sum === undefined) return;
      bucket = new Bucket(state, start);
      table.add(size, bucket);
      if (generation === 0) this.byTime.add(size, bucket);
    }
    bucket.put(slot, sum);
    if (sum !== undefined || !bucket.isEmpty) return;
    table.remove(size, start);
    if (generation === 0) this.byTime.remove(size, bucket);
  }

  #define(state: CounterState, row: DefinitionRow): void {
    this.#uncount(state);
    state.definition = row;
    this.#count(state, row);
  }

  #count(state: CounterState, { granularities }: DefinitionRow): void {
    const text = granularities.join(' ');
    const shape = this.shapes.get(text);
    state.shape = text;
    if (shape === undefined) this.shapes.set(text, { granularities, counters: 1 });
    else shape.counters += 1;
  }

  #uncount(state: CounterState): void {
    const shape = this.shapes.get(state.shape);
    if (shape === undefined) return;
    shape.counters -= 1;
    if (shape.counters === 0) this.shapes.delete(state.shape);
  }
}
