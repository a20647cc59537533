import { BATCH_EVENTS_MAX } from '../base/limits.ts';
import { isList } from '../base/plain-object.ts';
import type { MomentInput } from '../base/timestamp.ts';
import { type BackfillAnswer, type BackfillInput, backfill } from './backfill.ts';
import { CounterContext } from './counter-context.ts';
import type { QuarantineRow } from './counter-rows.ts';
import type { CounterStore } from './counter-store.ts';
import { checkedDefinition, type DefineAnswer, defineCounter } from './define-counter.ts';
import { countFeed, type FeedBatch, feedPlace } from './feed-batch.ts';
import { ingestBatch } from './ingest-batch.ts';
import {
  type DistinctAnswer,
  type DistinctQuery,
  readDistinct,
  readTop,
  type TopAnswer,
  type TopCountersQuery,
} from './read-rankings.ts';
import {
  type QuarantineQuery,
  readQuarantine,
  readStatus,
  type StatusAnswer,
  type StatusQuery,
} from './read-status.ts';
import {
  readSliding,
  readTotal,
  readTumbling,
  type SlidingAnswer,
  type SlidingQuery,
  type TotalAnswer,
  type TotalQuery,
  type TumblingAnswer,
  type TumblingQuery,
} from './read-windows.ts';
import { type CheckedEvent, type CountEvent, EventChecker } from './rules/count-event.ts';
import type { DefineInput } from './rules/definition.ts';
import { moment } from './rules/moment.ts';
import type { Outcome } from './rules/outcome.ts';

/** How often, over time: the counters of one book. A derived view, which never decides about anything. */
export class Counters {
  readonly #context: CounterContext;
  readonly #checker = new EventChecker();

  /** @internal Counters come from `openCounters` or from a house. */
  constructor(
    store: CounterStore,
    book: string,
    clock: () => MomentInput,
    keep: () => void = () => undefined,
  ) {
    this.#context = new CounterContext(store, book, () => moment('clock', clock()), keep);
  }

  /** @internal Whether it is counters, and no proxy or look-alike of them. Never throws. */
  static is(value: unknown): value is Counters {
    return typeof value === 'object' && value !== null && #context in value;
  }

  /**
   * Takes one event or many in; a counter that nobody defined gets the default definition. The answer says what became of
   * each, in their order, once they are counted. One malformed event throws, and none is taken in. Many events are written
   * in batches of BATCH_EVENTS_MAX: when one batch fails, those before it stay counted, and all may be sent again.
   */
  ingest(event: CountEvent): Promise<Outcome>;
  /** The same for many at once. */
  ingest(events: readonly CountEvent[]): Promise<Outcome[]>;
  async ingest(events: CountEvent | readonly CountEvent[]): Promise<Outcome | Outcome[]> {
    const now = this.#context.clock();
    const isOne = !isList(events);
    const checked: CheckedEvent[] = isOne
      ? [this.#checker.check(events, null)]
      : Array.from(events, (event, i) => this.#checker.check(event, i));
    const outcomes = await this.#takeIn(checked, now);
    return isOne ? (outcomes[0] ?? 'counted') : outcomes;
  }

  async #takeIn(events: readonly CheckedEvent[], now: number): Promise<Outcome[]> {
    if (events.length <= BATCH_EVENTS_MAX) return ingestBatch(this.#context, events, now);
    const outcomes: Outcome[] = [];
    for (let i = 0; i < events.length; i += BATCH_EVENTS_MAX) {
      const batch = await ingestBatch(this.#context, events.slice(i, i + BATCH_EVENTS_MAX), now);
      for (const outcome of batch) outcomes.push(outcome);
    }
    return outcomes;
  }

  /** Says what a counter is, best before it counts. */
  define(input: DefineInput): Promise<DefineAnswer> {
    return defineCounter(this.#context, input);
  }

  /** @internal What `define` would take, checked; `place` is where it stands among the arguments. */
  checkDefinition(input: DefineInput, place: string): DefineInput {
    return checkedDefinition(this.#context, input, place);
  }

  /** One count for each window of a length, gaps as 0. */
  tumbling(query: TumblingQuery): Promise<TumblingAnswer> {
    return readTumbling(this.#context, query);
  }

  /** The count over `[at - window, at)`. */
  sliding(query: SlidingQuery): Promise<SlidingAnswer> {
    return readSliding(this.#context, query);
  }

  /** Everything that a counter ever counted. */
  total(query: TotalQuery): Promise<TotalAnswer> {
    return readTotal(this.#context, query);
  }

  /** The counters that counted most over `[at - window, at)`. */
  top(query: TopCountersQuery): Promise<TopAnswer> {
    return readTop(this.#context, query);
  }

  /** How many distinct sources the events of a range have. */
  distinct(query: DistinctQuery): Promise<DistinctAnswer> {
    return readDistinct(this.#context, query);
  }

  /** Rebuilds a counter's buckets from its log, while it keeps counting. */
  backfill(input: BackfillInput): Promise<BackfillAnswer> {
    return backfill(this.#context, input);
  }

  /** How the counters are: definitions, slots, repeats, quarantine, feeds, freshness. */
  status(query: StatusQuery = {}): Promise<StatusAnswer> {
    return readStatus(this.#context, query);
  }

  /** Events that came too late, in order of their moments. */
  quarantine(query: QuarantineQuery): Promise<QuarantineRow[]> {
    return readQuarantine(this.#context, query);
  }

  /** @internal Counts a batch of a house's journal; see `countFeed`. */
  countFeed(batch: FeedBatch): Promise<boolean> {
    return countFeed(this.#context, batch);
  }

  /** @internal Where a feed was left. */
  feedPlace(feed: string): Promise<number> {
    return feedPlace(this.#context, feed);
  }

  /** Nothing can be asked afterwards. What is in memory is gone. */
  close(): Promise<void> {
    return this.#context.store.close();
  }
}
