import { compareUtf8 } from '../../src/base/id.ts';
import type {
  BucketRow,
  DefinitionRow,
  EventPlace,
  FeedRow,
  LogRow,
  QuarantineRow,
  Tally,
} from '../../src/counters/counter-rows.ts';
import type { CounterTransaction, EventsQuery, TopQuery } from '../../src/counters/counter-store.ts';
import type { BucketRange } from '../../src/counters/rules/plan-window.ts';
import { floorDivide } from '../oracle/plain-counters.ts';

type EventKey = Pick<LogRow, 'counter' | 'source' | 'eventId'>;

function isSameKey(a: EventKey, b: EventKey): boolean {
  return a.counter === b.counter && a.source === b.source && a.eventId === b.eventId;
}

function byPlace(a: EventPlace, b: EventPlace): number {
  return a.at - b.at || compareUtf8(a.source, b.source) || compareUtf8(a.eventId, b.eventId);
}

function isIn(at: number, from: number | null, to: number | null): boolean {
  return (from === null || at >= from) && (to === null || at < to);
}

/** A counter store's book as its port reads: lists of rows, all of which are looked at for every answer. */
export class PlainCounterBook implements CounterTransaction {
  rows = {
    definitions: [] as DefinitionRow[],
    log: [] as LogRow[],
    buckets: [] as BucketRow[],
    tallies: [] as Tally[],
    quarantine: [] as QuarantineRow[],
    feeds: [] as FeedRow[],
  };

  /** All or nothing. */
  async transact<T>(work: (tx: CounterTransaction) => Promise<T>): Promise<T> {
    const before = structuredClone(this.rows);
    try {
      return await work(this);
    } catch (error) {
      this.rows = before;
      throw error;
    }
  }

  async definition(counter: string): Promise<DefinitionRow | undefined> {
    return this.rows.definitions.find((row) => row.counter === counter);
  }

  async definitions({ after = '', limit }: { after?: string | undefined; limit: number }) {
    const behind = this.rows.definitions.filter(({ counter }) => compareUtf8(counter, after) > 0);
    return behind.sort((a, b) => compareUtf8(a.counter, b.counter)).slice(0, limit);
  }

  async granularities(): Promise<(readonly number[])[]> {
    const texts = new Set(this.rows.definitions.map(({ granularities }) => JSON.stringify(granularities)));
    return [...texts].map((text): number[] => JSON.parse(text));
  }

  async sums(counter: string, ranges: readonly BucketRange[]): Promise<bigint[]> {
    return ranges.map((range) => this.#live(counter, range).reduce((sum, row) => sum + row.sum, 0n));
  }

  async buckets(counter: string, range: BucketRange) {
    const rows = this.#live(counter, range);
    const starts = [...new Set(rows.map(({ start }) => start))].sort((a, b) => a - b);
    return starts.map((start) => ({
      start,
      sum: rows.filter((row) => row.start === start).reduce((sum, row) => sum + row.sum, 0n),
    }));
  }

  async bucketRows(counter: string): Promise<BucketRow[]> {
    return this.rows.buckets
      .filter((row) => row.counter === counter)
      .sort((a, b) => a.size - b.size || a.start - b.start || a.generation - b.generation || a.slot - b.slot);
  }

  async top({ granularities, plan, prefix, limit }: TopQuery) {
    const found: { counter: string; count: bigint }[] = [];
    const size = granularities[0] ?? 0;
    for (const definition of this.rows.definitions) {
      const { counter } = definition;
      if (JSON.stringify(definition.granularities) !== JSON.stringify(granularities)) continue;
      if (!counter.startsWith(prefix)) continue;
      const whole = plan.ranges.flatMap((range) => this.#live(counter, range));
      const cut = plan.edges.map((edge) => ({
        edge,
        rows: this.#live(counter, { size, from: edge.start, to: edge.start + size }),
      }));
      if (whole.length === 0 && cut.every(({ rows }) => rows.length === 0)) continue;
      let count = whole.reduce((sum, row) => sum + row.sum, 0n);
      for (const { edge, rows } of cut) {
        const sum = rows.reduce((all, row) => all + row.sum, 0n);
        count += floorDivide(sum * BigInt(edge.numerator), BigInt(edge.denominator));
      }
      found.push({ counter, count });
    }
    found.sort((a, b) =>
      a.count === b.count ? compareUtf8(a.counter, b.counter) : a.count > b.count ? -1 : 1,
    );
    return found.slice(0, limit);
  }

  async logSum(counter: string, from: number, to: number): Promise<bigint> {
    const rows = this.rows.log.filter((row) => row.counter === counter && isIn(row.at, from, to));
    return rows.reduce((sum, { value }) => sum + BigInt(value), 0n);
  }

  async log(counter: string, query: EventsQuery & { beforeGeneration?: number | undefined }) {
    const { beforeGeneration = Number.POSITIVE_INFINITY } = query;
    const rows = this.rows.log.filter((row) => row.generation < beforeGeneration);
    return this.#select(rows, counter, query);
  }

  async visitSources(counter: string, from: number, to: number, visit: (source: string) => void) {
    for (const row of this.rows.log) if (row.counter === counter && isIn(row.at, from, to)) visit(row.source);
  }

  async tally(counter: string): Promise<Tally | undefined> {
    const rows = this.rows.tallies.filter((row) => row.counter === counter);
    if (rows.length === 0) return undefined;
    const total = (column: 'counted' | 'duplicates' | 'conflicts' | 'tooLate' | 'tooEarly'): number =>
      rows.reduce((sum, row) => sum + row[column], 0);
    const firsts = rows.map(({ firstAt }) => firstAt).filter((at) => at !== null);
    const lasts = rows.map(({ lastAt }) => lastAt).filter((at) => at !== null);
    return {
      counter,
      slot: 0,
      counted: total('counted'),
      duplicates: total('duplicates'),
      conflicts: total('conflicts'),
      tooLate: total('tooLate'),
      tooEarly: total('tooEarly'),
      firstAt: firsts.length === 0 ? null : Math.min(...firsts),
      lastAt: lasts.length === 0 ? null : Math.max(...lasts),
      ingestedAt: Math.max(...rows.map(({ ingestedAt }) => ingestedAt)),
    };
  }

  async quarantine(counter: string, query: EventsQuery): Promise<QuarantineRow[]> {
    return this.#select(this.rows.quarantine, counter, query);
  }

  async quarantined(counter: string): Promise<number> {
    return this.rows.quarantine.filter((row) => row.counter === counter).length;
  }

  async feeds(): Promise<FeedRow[]> {
    return [...this.rows.feeds].sort((a, b) => compareUtf8(a.feed, b.feed));
  }

  async holdDefinitions(counters: readonly string[]): Promise<DefinitionRow[]> {
    return this.rows.definitions.filter(({ counter }) => counters.includes(counter));
  }

  lockDefinition(counter: string): Promise<DefinitionRow | undefined> {
    return this.definition(counter);
  }

  async addDefinitions(rows: readonly DefinitionRow[]): Promise<void> {
    for (const row of rows)
      if ((await this.definition(row.counter)) === undefined) this.rows.definitions.push(row);
  }

  async putDefinition(row: DefinitionRow): Promise<void> {
    this.rows.definitions = this.rows.definitions.map((old) =>
      old.counter === row.counter ? { ...row, slots: Math.max(old.slots, row.slots) } : old,
    );
  }

  async growSlots(counter: string, slots: number): Promise<void> {
    this.rows.definitions = this.rows.definitions.map((old) =>
      old.counter === counter ? { ...old, slots: Math.max(old.slots, slots) } : old,
    );
  }

  async addToLog(rows: readonly LogRow[]): Promise<(LogRow | null)[]> {
    return rows.map((row) => {
      const standing = this.rows.log.find((old) => isSameKey(old, row));
      if (standing === undefined) this.rows.log.push(row);
      return standing ?? null;
    });
  }

  async addToBuckets(deltas: readonly BucketRow[]): Promise<void> {
    for (const delta of deltas) {
      const isSame = (row: BucketRow): boolean =>
        row.counter === delta.counter &&
        row.size === delta.size &&
        row.start === delta.start &&
        row.generation === delta.generation &&
        row.slot === delta.slot;
      const old = this.rows.buckets.find(isSame);
      const sum = (old?.sum ?? 0n) + delta.sum;
      if (BigInt.asIntN(64, sum) !== sum) throw new Error('out of range');
      this.rows.buckets = [...this.rows.buckets.filter((row) => row !== old), { ...delta, sum }];
    }
  }

  async addToTallies(deltas: readonly Tally[]): Promise<void> {
    // Sums, least and greatest are the same whether they are taken now or when somebody asks.
    this.rows.tallies.push(...deltas);
  }

  async addToQuarantine(rows: readonly QuarantineRow[]): Promise<void> {
    for (const row of rows) {
      if (!this.rows.quarantine.some((old) => isSameKey(old, row))) this.rows.quarantine.push(row);
    }
  }

  async takeFromQuarantine(counter: string, query: Omit<EventsQuery, 'after'>): Promise<QuarantineRow[]> {
    const taken = this.#select(this.rows.quarantine, counter, query);
    this.rows.quarantine = this.rows.quarantine.filter((row) => !taken.includes(row));
    return taken;
  }

  async dropGeneration(counter: string, generation: number): Promise<void> {
    this.rows.buckets = this.rows.buckets.filter(
      (row) => row.counter !== counter || row.generation !== generation,
    );
  }

  async swapGeneration(counter: string, generation: number, from: number | null, to: number | null) {
    this.rows.buckets = this.rows.buckets
      .filter((row) => row.counter !== counter || row.generation !== 0 || !isIn(row.start, from, to))
      .map((row) =>
        row.counter === counter && row.generation === generation ? { ...row, generation: 0 } : row,
      );
  }

  async moveFeed(feed: string, from: number, to: number): Promise<boolean> {
    const old = this.rows.feeds.find((row) => row.feed === feed);
    if ((old?.seq ?? 0) !== from) return false;
    this.rows.feeds = [...this.rows.feeds.filter((row) => row !== old), { feed, seq: to }];
    return true;
  }

  #live(counter: string, { size, from, to }: BucketRange): BucketRow[] {
    return this.rows.buckets.filter(
      (row) =>
        row.counter === counter && row.generation === 0 && row.size === size && isIn(row.start, from, to),
    );
  }

  #select<R extends EventPlace & { counter: string }>(
    rows: readonly R[],
    counter: string,
    { from, to, after, limit }: EventsQuery,
  ): R[] {
    return rows
      .filter((row) => row.counter === counter && isIn(row.at, from, to))
      .filter((row) => after === undefined || byPlace(row, after) > 0)
      .sort(byPlace)
      .slice(0, limit);
  }
}
