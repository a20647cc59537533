import type {
  BucketRow,
  DefinitionRow,
  FeedRow,
  LogRow,
  QuarantineRow,
  Tally,
} from '../../counters/counter-rows.ts';
import type { CounterView, EventsQuery, TopQuery } from '../../counters/counter-store.ts';
import type { BucketRange } from '../../counters/rules/plan-window.ts';
import type { CounterSum } from '../../counters/rules/top-list.ts';
import { readBucketRows, readBuckets, readTop, sumBuckets } from './counter-buckets.ts';
import { findDefinitions, listDefinitions, listGranularities } from './counter-definitions.ts';
import { countQuarantine, readLog, readQuarantine, readSources, sumLog } from './counter-events.ts';
import { readFeeds, readTally } from './counter-tallies.ts';
import type { UseConnection } from './view.ts';

/** Reads of the counters of one book, inside of a transaction. */
export class PostgresCounterView implements CounterView {
  protected readonly use: UseConnection;
  protected readonly book: string;

  constructor(use: UseConnection, book: string) {
    this.use = use;
    this.book = book;
  }

  definition(counter: string): Promise<DefinitionRow | undefined> {
    return this.use(async (connection) => (await findDefinitions(connection, this.book, [counter]))[0]);
  }

  definitions(query: {
    readonly after?: string | undefined;
    readonly limit: number;
  }): Promise<DefinitionRow[]> {
    return this.use((connection) => listDefinitions(connection, this.book, query));
  }

  granularities(): Promise<(readonly number[])[]> {
    return this.use((connection) => listGranularities(connection, this.book));
  }

  sums(counter: string, ranges: readonly BucketRange[]): Promise<bigint[]> {
    return this.use((connection) => sumBuckets(connection, this.book, counter, ranges));
  }

  buckets(counter: string, range: BucketRange): Promise<{ start: number; sum: bigint }[]> {
    return this.use((connection) => readBuckets(connection, this.book, counter, range));
  }

  bucketRows(counter: string): Promise<BucketRow[]> {
    return this.use((connection) => readBucketRows(connection, this.book, counter));
  }

  top(query: TopQuery): Promise<CounterSum[]> {
    return this.use((connection) => readTop(connection, this.book, query));
  }

  logSum(counter: string, from: number, to: number): Promise<bigint> {
    return this.use((connection) => sumLog(connection, this.book, counter, from, to));
  }

  log(
    counter: string,
    query: EventsQuery & { readonly beforeGeneration?: number | undefined },
  ): Promise<LogRow[]> {
    return this.use((connection) => readLog(connection, this.book, counter, query));
  }

  async visitSources(
    counter: string,
    from: number,
    to: number,
    visit: (source: string) => void,
  ): Promise<void> {
    const sources = await this.use((connection) => readSources(connection, this.book, counter, from, to));
    for (const source of sources) visit(source);
  }

  tally(counter: string): Promise<Tally | undefined> {
    return this.use((connection) => readTally(connection, this.book, counter));
  }

  quarantine(counter: string, query: EventsQuery): Promise<QuarantineRow[]> {
    return this.use((connection) => readQuarantine(connection, this.book, counter, query));
  }

  quarantined(counter: string): Promise<number> {
    return this.use((connection) => countQuarantine(connection, this.book, counter));
  }

  feeds(): Promise<FeedRow[]> {
    return this.use((connection) => readFeeds(connection, this.book));
  }
}
