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
import { integerFromSql, integerOrNullFromSql, textFromSql, wideSum, wideSumOf } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import {
  BUCKETS_OF_COUNTER,
  DEFINITION_COLUMNS,
  definitionFromSql,
  sizesFromText,
} from './counter-schema.ts';
import { readTop } from './counter-top.ts';

const WIDE_SUM = wideSumOf('"sum"');
const EVENT_COLUMNS = '"counter", "source", "eventId", "at", "value"';

/** Reads of one book on one connection, inside of its transaction. */
export class SqliteCounterView implements CounterView {
  protected readonly book: string;
  readonly #connect: () => Connection;

  /** `connect` throws when the view may not be used any more. */
  constructor(connect: () => Connection, book: string) {
    this.#connect = connect;
    this.book = book;
  }

  protected get connection(): Connection {
    return this.#connect();
  }

  async definition(counter: string): Promise<DefinitionRow | undefined> {
    const sql = `SELECT ${DEFINITION_COLUMNS} FROM "counterDefinitions" WHERE "book" = ? AND "counter" = ?`;
    const row = this.connection.get(sql, this.book, counter);
    return row === undefined ? undefined : definitionFromSql(row);
  }

  async definitions({
    after = '',
    limit,
  }: {
    after?: string | undefined;
    limit: number;
  }): Promise<DefinitionRow[]> {
    const sql = `SELECT ${DEFINITION_COLUMNS} FROM "counterDefinitions"
      WHERE "book" = ? AND "counter" > ? ORDER BY "counter" LIMIT ?`;
    return this.connection.all(sql, this.book, after, limit).map(definitionFromSql);
  }

  async granularities(): Promise<(readonly number[])[]> {
    const sql =
      'SELECT min("granularities") FROM "counterDefinitions" WHERE "book" = ? AND "granularities" > ?';
    const found: number[][] = [];
    // From one to the next by the index: there are few, however many counters have them.
    for (let text = ''; ; ) {
      const next = this.connection.get(sql, this.book, text)?.[0] ?? null;
      if (next === null) return found;
      text = textFromSql(next);
      found.push(sizesFromText(text));
    }
  }

  async sums(counter: string, ranges: readonly BucketRange[]): Promise<bigint[]> {
    const sql = `SELECT ${WIDE_SUM} FROM ${BUCKETS_OF_COUNTER}
      WHERE "book" = ? AND "counter" = ? AND "size" = ? AND "start" >= ? AND "start" < ? AND "generation" = 0`;
    return ranges.map(({ size, from, to }) =>
      wideSum(this.connection.get(sql, this.book, counter, size, from, to)),
    );
  }

  async buckets(counter: string, { size, from, to }: BucketRange): Promise<{ start: number; sum: bigint }[]> {
    const sql = `SELECT ${WIDE_SUM}, "start" FROM ${BUCKETS_OF_COUNTER}
      WHERE "book" = ? AND "counter" = ? AND "size" = ? AND "start" >= ? AND "start" < ? AND "generation" = 0
      GROUP BY "start" ORDER BY "start"`;
    const rows = this.connection.all(sql, this.book, counter, size, from, to);
    return rows.map((row) => ({ start: integerFromSql(row[2]), sum: wideSum(row) }));
  }

  async bucketRows(counter: string): Promise<BucketRow[]> {
    const sql = `SELECT "size", "start", "generation", "slot", "sum" FROM ${BUCKETS_OF_COUNTER}
      WHERE "book" = ? AND "counter" = ? ORDER BY "size", "start", "generation", "slot"`;
    return this.connection.all(sql, this.book, counter).map(([size, start, generation, slot, sum]) => ({
      counter,
      size: integerFromSql(size),
      start: integerFromSql(start),
      generation: integerFromSql(generation),
      slot: integerFromSql(slot),
      sum: bigintOf(sum),
    }));
  }

  async top(query: TopQuery): Promise<CounterSum[]> {
    const [first, ...others] = await this.granularities();
    const isOnlyShape = others.length === 0 && first?.join(' ') === query.granularities.join(' ');
    return readTop(this.connection, this.book, query, isOnlyShape);
  }

  async logSum(counter: string, from: number, to: number): Promise<bigint> {
    const sql = `SELECT ${wideSumOf('"value"')} FROM "counterLog"
      WHERE "book" = ? AND "counter" = ? AND "at" >= ? AND "at" < ?`;
    return wideSum(this.connection.get(sql, this.book, counter, from, to));
  }

  async log(
    counter: string,
    query: EventsQuery & { beforeGeneration?: number | undefined },
  ): Promise<LogRow[]> {
    const { beforeGeneration = Number.MAX_SAFE_INTEGER } = query;
    const sql = `SELECT ${EVENT_COLUMNS}, "generation" FROM "counterLog" WHERE "generation" < ? AND ${IN_RANGE}`;
    const rows = this.connection.all(sql, beforeGeneration, ...this.#rangeValues(counter, query));
    return rows.map((row) => ({ ...eventOf(row), generation: integerFromSql(row[5]) }));
  }

  async visitSources(
    counter: string,
    from: number,
    to: number,
    visit: (source: string) => void,
  ): Promise<void> {
    const sql = `SELECT DISTINCT "source" FROM "counterLog"
      WHERE "book" = ? AND "counter" = ? AND "at" >= ? AND "at" < ?`;
    for (const [source] of this.connection.all(sql, this.book, counter, from, to)) visit(textFromSql(source));
  }

  async tally(counter: string): Promise<Tally | undefined> {
    const sql = `SELECT count(*), sum("counted"), sum("duplicates"), sum("conflicts"), sum("tooLate"), sum("tooEarly"),
      min("firstAt"), max("lastAt"), max("ingestedAt") FROM "counterTallies" WHERE "book" = ? AND "counter" = ?`;
    const row = this.connection.get(sql, this.book, counter);
    if (row === undefined || row[0] === 0n) return undefined;
    return {
      counter,
      slot: 0,
      counted: integerFromSql(row[1]),
      duplicates: integerFromSql(row[2]),
      conflicts: integerFromSql(row[3]),
      tooLate: integerFromSql(row[4]),
      tooEarly: integerFromSql(row[5]),
      firstAt: integerOrNullFromSql(row[6]),
      lastAt: integerOrNullFromSql(row[7]),
      ingestedAt: integerFromSql(row[8]),
    };
  }

  async quarantine(counter: string, query: EventsQuery): Promise<QuarantineRow[]> {
    const sql = `SELECT ${EVENT_COLUMNS}, "receivedAt" FROM "counterQuarantine" WHERE ${IN_RANGE}`;
    const rows = this.connection.all(sql, ...this.#rangeValues(counter, query));
    return rows.map((row) => ({ ...eventOf(row), receivedAt: integerFromSql(row[5]) }));
  }

  async quarantined(counter: string): Promise<number> {
    const sql = 'SELECT count(*) FROM "counterQuarantine" WHERE "book" = ? AND "counter" = ?';
    return integerFromSql(this.connection.get(sql, this.book, counter)?.[0]);
  }

  async feeds(): Promise<FeedRow[]> {
    const sql = 'SELECT "feed", "seq" FROM "counterFeeds" WHERE "book" = ? ORDER BY "feed"';
    return this.connection
      .all(sql, this.book)
      .map(([feed, seq]) => ({ feed: textFromSql(feed), seq: integerFromSql(seq) }));
  }

  #rangeValues(counter: string, { from, to, after, limit }: EventsQuery): (string | number)[] {
    // A place before every row, when there is none to be behind of.
    const { at, source, eventId } = after ?? { at: Number.MIN_SAFE_INTEGER, source: '', eventId: '' };
    // SQLite looks for the moment alone, and begins there: each page of many must not begin at the first.
    const first = Math.max(from ?? Number.MIN_SAFE_INTEGER, at);
    return [this.book, counter, first, to ?? Number.MAX_SAFE_INTEGER, at, source, eventId, limit];
  }
}

const IN_RANGE = `"book" = ? AND "counter" = ? AND "at" >= ? AND "at" < ? AND ("at", "source", "eventId") > (?, ?, ?)
  ORDER BY "at", "source", "eventId" LIMIT ?`;

function eventOf([counter, source, eventId, at, value]: SqlRow) {
  return {
    counter: textFromSql(counter),
    source: textFromSql(source),
    eventId: textFromSql(eventId),
    at: integerFromSql(at),
    value: integerFromSql(value),
  };
}

function bigintOf(value: SqlRow[number] | undefined): bigint {
  return typeof value === 'bigint' ? value : 0n;
}
