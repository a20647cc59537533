import { compareUtf8 } from '../../base/id.ts';
import type {
  BucketRow,
  DefinitionRow,
  FeedRow,
  LogRow,
  QuarantineRow,
  Tally,
} from '../../counters/counter-rows.ts';
import type { CounterView, EventsQuery, TopQuery } from '../../counters/counter-store.ts';
import { compareDeltas } from '../../counters/rules/coalesce-deltas.ts';
import { finest } from '../../counters/rules/granularity.ts';
import { type BucketRange, partOf } from '../../counters/rules/plan-window.ts';
import { type CounterSum, TopList } from '../../counters/rules/top-list.ts';
import type { CounterBook, CounterState } from './counter-book.ts';
import { comparePlaces } from './counter-log.ts';

/** Rankings so far, over all books: each marks the counters that it has seen with its number. */
let rankings = 0;

/** Reads of one book. */
export class MemoryCounterView implements CounterView {
  protected readonly book: CounterBook;

  constructor(book: CounterBook) {
    this.book = book;
  }

  async definition(counter: string): Promise<DefinitionRow | undefined> {
    return this.book.counters.get(counter)?.definition;
  }

  async definitions(query: { after?: string | undefined; limit: number }): Promise<DefinitionRow[]> {
    const { after, limit } = query;
    const names = [...this.book.counters.keys()].filter(
      (name) => after === undefined || compareUtf8(name, after) > 0,
    );
    return names
      .sort(compareUtf8)
      .slice(0, limit)
      .map((name) => this.book.state(name).definition);
  }

  async granularities(): Promise<(readonly number[])[]> {
    return [...this.book.shapes.values()].map(({ granularities }) => granularities);
  }

  async sums(counter: string, ranges: readonly BucketRange[]): Promise<bigint[]> {
    const table = this.book.counters.get(counter)?.tables.get(0);
    return ranges.map((range) => {
      let sum = 0n;
      for (const bucket of table?.range(range) ?? []) sum += bucket.sum;
      return sum;
    });
  }

  async buckets(counter: string, range: BucketRange): Promise<{ start: number; sum: bigint }[]> {
    const found = [...(this.book.counters.get(counter)?.tables.get(0)?.range(range) ?? [])];
    return found.map(({ start, sum }) => ({ start, sum })).sort((a, b) => a.start - b.start);
  }

  async bucketRows(counter: string): Promise<BucketRow[]> {
    const tables = [...(this.book.counters.get(counter)?.tables ?? [])];
    return tables.flatMap(([generation, table]) => table.rows(counter, generation)).sort(compareDeltas);
  }

  async top({ granularities, plan, prefix, limit }: TopQuery): Promise<CounterSum[]> {
    const shape = granularities.join(' ');
    const top = new TopList(limit);
    const [only] = plan.ranges;
    if (
      only !== undefined &&
      plan.ranges.length === 1 &&
      plan.edges.length === 0 &&
      only.to - only.from === only.size
    ) {
      // Each counter has one bucket here: nothing to add up, and most are turned away unseen.
      this.book.byTime.visit(only, ({ owner, sum }) => {
        if (!top.wants(sum) || owner.shape !== shape || !owner.name.startsWith(prefix)) return;
        top.offer(owner.name, sum);
      });
      return top.list();
    }
    rankings += 1;
    const ranking = rankings;
    const seen: CounterState[] = [];
    const add = (counter: CounterState, count: bigint): void => {
      if (counter.ranking === ranking) {
        counter.ranked += count;
        return;
      }
      if (counter.shape !== shape || !counter.name.startsWith(prefix)) return;
      counter.ranking = ranking;
      counter.ranked = count;
      seen.push(counter);
    };
    for (const range of plan.ranges) {
      this.book.byTime.visit(range, ({ owner, sum }) => add(owner, sum));
    }
    const size = finest(granularities);
    for (const edge of plan.edges) {
      const range = { size, from: edge.start, to: edge.start + size };
      this.book.byTime.visit(range, ({ owner, sum }) => add(owner, partOf(sum, edge)));
    }
    for (const { name, ranked } of seen) if (top.wants(ranked)) top.offer(name, ranked);
    return top.list();
  }

  async logSum(counter: string, from: number, to: number): Promise<bigint> {
    let sum = 0n;
    for (const { value } of this.book.counters.get(counter)?.log.range({ from, to }) ?? [])
      sum += BigInt(value);
    return sum;
  }

  async log(
    counter: string,
    query: EventsQuery & { beforeGeneration?: number | undefined },
  ): Promise<LogRow[]> {
    const { limit, beforeGeneration = Number.POSITIVE_INFINITY } = query;
    const rows: LogRow[] = [];
    for (const row of this.book.counters.get(counter)?.log.range(query) ?? []) {
      if (row.generation >= beforeGeneration) continue;
      rows.push(row);
      if (rows.length === limit) break;
    }
    return rows;
  }

  async visitSources(
    counter: string,
    from: number,
    to: number,
    visit: (source: string) => void,
  ): Promise<void> {
    for (const { source } of this.book.counters.get(counter)?.log.range({ from, to }) ?? []) visit(source);
  }

  async tally(counter: string): Promise<Tally | undefined> {
    const tallies = [...(this.book.counters.get(counter)?.tallies.values() ?? [])];
    return tallies.length === 0 ? undefined : { ...tallies.reduce(addTallies), slot: 0 };
  }

  async quarantine(counter: string, query: EventsQuery): Promise<QuarantineRow[]> {
    const { from, to, after, limit } = query;
    const rows = [...(this.book.counters.get(counter)?.quarantine.values() ?? [])].filter(
      (row) =>
        (from === null || row.at >= from) &&
        (to === null || row.at < to) &&
        (after === undefined || comparePlaces(row, after) > 0),
    );
    return rows.sort(comparePlaces).slice(0, limit);
  }

  async quarantined(counter: string): Promise<number> {
    return this.book.counters.get(counter)?.quarantine.size ?? 0;
  }

  async feeds(): Promise<FeedRow[]> {
    return [...this.book.feeds]
      .map(([feed, seq]) => ({ feed, seq }))
      .sort((a, b) => compareUtf8(a.feed, b.feed));
  }
}

/** Two tallies of one counter as one. */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    counter: a.counter,
    slot: a.slot,
    counted: a.counted + b.counted,
    duplicates: a.duplicates + b.duplicates,
    conflicts: a.conflicts + b.conflicts,
    tooLate: a.tooLate + b.tooLate,
    tooEarly: a.tooEarly + b.tooEarly,
    firstAt:
      a.firstAt === null || b.firstAt === null ? (a.firstAt ?? b.firstAt) : Math.min(a.firstAt, b.firstAt),
    lastAt: a.lastAt === null || b.lastAt === null ? (a.lastAt ?? b.lastAt) : Math.max(a.lastAt, b.lastAt),
    ingestedAt: Math.max(a.ingestedAt, b.ingestedAt),
  };
}
