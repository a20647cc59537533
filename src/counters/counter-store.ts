import type {
  BucketRow,
  DefinitionRow,
  EventPlace,
  FeedRow,
  LogRow,
  QuarantineRow,
  Tally,
} from './counter-rows.ts';
import type { BucketDelta } from './rules/coalesce-deltas.ts';
import type { BucketRange, WindowPlan } from './rules/plan-window.ts';
import type { CounterSum } from './rules/top-list.ts';

/**
 * The port between counters and whatever keeps them. A store keeps rows and adds them up; it knows no rules. Every call is
 * about one book, which leads every key. Several processes may write at once; none of them locks a book.
 */
export interface CounterStore {
  /** True when nothing outlives the process: then what a process alone remembers may decide what is counted. */
  readonly isVolatile: boolean;
  /**
   * Runs work in one transaction: all of it is kept, or nothing when it throws. It may be run again when it met another
   * transaction, so it must do nothing but call the transaction.
   */
  transact<T>(
    book: string,
    work: (tx: CounterTransaction) => Promise<T>,
    options?: TransactOptions,
  ): Promise<T>;
  /** Runs work on one consistent view of everything committed. */
  read<T>(book: string, work: (view: CounterView) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface TransactOptions {
  /** True for idempotent work: it may be retried when its outcome is unknown. */
  readonly isIdempotent?: boolean;
}

export interface EventsQuery {
  /** Half-open; null: no end on that side. */
  readonly from: number | null;
  readonly to: number | null;
  /** Behind this place, exclusive. */
  readonly after?: EventPlace | undefined;
  readonly limit: number;
}

export interface TopQuery {
  /** Only counters with these sizes of buckets: the plan is in them. */
  readonly granularities: readonly number[];
  readonly plan: WindowPlan;
  /** Only counters whose names begin so. */
  readonly prefix: string;
  readonly limit: number;
}

/** What can be read. Text is ordered by its UTF-8 bytes. Buckets are those of generation 0 unless it says otherwise. */
export interface CounterView {
  definition(counter: string): Promise<DefinitionRow | undefined>;
  /** Counters in order of their names, behind `after`. */
  definitions(query: {
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<DefinitionRow[]>;
  /** Every list of granularities that some counter has, each once. */
  granularities(): Promise<(readonly number[])[]>;
  /** For each range, the sum of the buckets whose starts are in it, over all slots; no buckets: 0. */
  sums(counter: string, ranges: readonly BucketRange[]): Promise<bigint[]>;
  /** The buckets of a range in order of start, over all slots; those without rows are left out. */
  buckets(counter: string, range: BucketRange): Promise<{ readonly start: number; readonly sum: bigint }[]>;
  /** Every row of a counter's buckets, of all generations, in order of (size, start, generation, slot). Reads it all. */
  bucketRows(counter: string): Promise<BucketRow[]>;
  /**
   * The counters that have a bucket in the plan, with the sum over it: whole ranges, and of each edge its part, each
   * rounded down by itself (`partOf`). Those of the greatest sums, in the order of `compareSums`.
   */
  top(query: TopQuery): Promise<CounterSum[]>;
  /** The sum of the logged values whose moments are in `[from, to)`. */
  logSum(counter: string, from: number, to: number): Promise<bigint>;
  /** Logged events in order of (at, source, eventId); with `beforeGeneration`, only those of lesser generations. */
  log(
    counter: string,
    query: EventsQuery & { readonly beforeGeneration?: number | undefined },
  ): Promise<LogRow[]>;
  /** Calls back with the source of every logged event in `[from, to)`, each at least once, in any order. */
  visitSources(counter: string, from: number, to: number, visit: (source: string) => void): Promise<void>;
  /** The tally of a counter, over all slots, under slot 0; undefined when nothing ever came. */
  tally(counter: string): Promise<Tally | undefined>;
  /** Quarantined events in order of (at, source, eventId). */
  quarantine(counter: string, query: EventsQuery): Promise<QuarantineRow[]>;
  quarantined(counter: string): Promise<number>;
  /** Feeds in order of their names. */
  feeds(): Promise<FeedRow[]>;
}

/** A transaction. It reads its own writes. */
export interface CounterTransaction extends CounterView {
  /**
   * The definitions of counters that there are, in any order. Until the transaction is over none of them changes but in
   * its slots; other transactions may hold them in the same way.
   */
  holdDefinitions(counters: readonly string[]): Promise<DefinitionRow[]>;
  /** A definition that nobody else holds or changes until the transaction is over. */
  lockDefinition(counter: string): Promise<DefinitionRow | undefined>;
  /** Adds definitions; where there is one of that name already, it stays as it is. */
  addDefinitions(rows: readonly DefinitionRow[]): Promise<void>;
  /** Replaces a definition that is locked. Slots never become fewer. */
  putDefinition(row: DefinitionRow): Promise<void>;
  /** Gives a counter at least so many slots. */
  growSlots(counter: string, slots: number): Promise<void>;
  /**
   * Adds rows whose keys are new. For each row, in order: null when it was added, else the row that stands under its key,
   * which may be an earlier one of the same call. When another transaction is adding the same key, it waits for its end.
   */
  addToLog(rows: readonly LogRow[]): Promise<(LogRow | null)[]>;
  /**
   * Adds sums to buckets. Each key once, in the order of `compareDeltas`, in which the rows are locked, too. Throws
   * `out_of_range` when a row would leave 64 bits; then the transaction has failed.
   */
  addToBuckets(deltas: readonly BucketDelta[]): Promise<void>;
  /** Adds tallies up: each key once, in order of (counter, slot). */
  addToTallies(deltas: readonly Tally[]): Promise<void>;
  /** Adds rows whose keys are new; others stay as they are. */
  addToQuarantine(rows: readonly QuarantineRow[]): Promise<void>;
  /** Takes events out of the quarantine, the first ones in their order. */
  takeFromQuarantine(counter: string, query: Omit<EventsQuery, 'after'>): Promise<QuarantineRow[]>;
  /** Deletes the buckets of a generation other than 0. */
  dropGeneration(counter: string, generation: number): Promise<void>;
  /** The buckets of a generation take the place of those of generation 0 whose starts are in `[from, to)`; null: no end. */
  swapGeneration(counter: string, generation: number, from: number | null, to: number | null): Promise<void>;
  /** Moves a feed from one place to another; false, and nothing moved, when it was not there. A new feed is at 0. */
  moveFeed(feed: string, from: number, to: number): Promise<boolean>;
}
