import type { BloomGenerations } from './approximate/bloom-generations.ts';
import type { DefinitionRow, Tally } from './counter-rows.ts';
import { type BucketDelta, CounterDeltas } from './rules/coalesce-deltas.ts';
import type { CheckedEvent } from './rules/count-event.ts';
import type { Outcome } from './rules/outcome.ts';
import { slotOf } from './rules/slots.ts';

/** What a batch does to one counter. */
export class CounterBatch {
  readonly definition: DefinitionRow;
  /** For approximate dedup. */
  readonly filter: BloomGenerations | undefined;
  readonly #live: CounterDeltas;
  /** What a rebuilding that goes on does not find in the log, because it is logged after its beginning. */
  #rebuilt: CounterDeltas | null = null;
  /** By the first event that is counted here. */
  #slot = 0;
  counted = 0;
  duplicates = 0;
  conflicts = 0;
  tooLate = 0;
  tooEarly = 0;
  #firstAt = Number.POSITIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;

  constructor(definition: DefinitionRow, filter: BloomGenerations | undefined) {
    this.definition = definition;
    this.filter = filter;
    this.#live = new CounterDeltas(definition.counter, definition.granularities);
  }

  /** Notes what became of an event; what is counted goes into its buckets. */
  note(event: CheckedEvent, outcome: Outcome): void {
    switch (outcome) {
      case 'counted':
        this.#count(event);
        return;
      case 'duplicate':
        this.duplicates += 1;
        return;
      case 'conflict':
        this.conflicts += 1;
        return;
      case 'too_late':
        this.tooLate += 1;
        return;
      case 'too_early':
        this.tooEarly += 1;
    }
  }

  deltas(): BucketDelta[] {
    const live = this.#live.deltas(this.#slot, 0);
    if (this.#rebuilt === null) return live;
    return [...live, ...this.#rebuilt.deltas(this.#slot, this.definition.generation)];
  }

  tally(now: number): Tally {
    return {
      counter: this.definition.counter,
      slot: this.#slot,
      counted: this.counted,
      duplicates: this.duplicates,
      conflicts: this.conflicts,
      tooLate: this.tooLate,
      tooEarly: this.tooEarly,
      firstAt: this.counted === 0 ? null : this.#firstAt,
      lastAt: this.counted === 0 ? null : this.#lastAt,
      ingestedAt: now,
    };
  }

  #count({ eventId, at, value }: CheckedEvent): void {
    if (this.counted === 0) this.#slot = slotOf(eventId, this.definition.slots);
    this.counted += 1;
    if (at < this.#firstAt) this.#firstAt = at;
    if (at > this.#lastAt) this.#lastAt = at;
    this.#live.add(at, value);
    const { counter, granularities, rebuilding } = this.definition;
    if (rebuilding === null) return;
    const { from, to } = rebuilding;
    if ((from !== null && at < from) || (to !== null && at >= to)) return;
    this.#rebuilt ??= new CounterDeltas(counter, granularities);
    this.#rebuilt.add(at, value);
  }
}
