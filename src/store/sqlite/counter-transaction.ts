import type { SQLInputValue } from 'node:sqlite';
import type { DefinitionRow, LogRow, QuarantineRow, Tally } from '../../counters/counter-rows.ts';
import type { CounterTransaction, EventsQuery } from '../../counters/counter-store.ts';
import type { BucketDelta } from '../../counters/rules/coalesce-deltas.ts';
import type { Connection } from './connection.ts';
import { addToBuckets } from './counter-buckets.ts';
import { addToLog } from './counter-log.ts';
import { BUCKETS_OF_COUNTER, DEFINITION_COLUMNS, definitionToSql } from './counter-schema.ts';
import { SqliteCounterView } from './counter-view.ts';

const ADD_DEFINITION = `INSERT INTO "counterDefinitions" ("book", ${DEFINITION_COLUMNS})
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const PUT_DEFINITION = `UPDATE "counterDefinitions" SET "granularities" = ?3, "horizon" = ?4, "skew" = ?5, "dedup" = ?6,
  "slots" = max("slots", ?7), "generation" = ?8, "isRebuilding" = ?9, "rebuildFrom" = ?10, "rebuildTo" = ?11
  WHERE "book" = ?1 AND "counter" = ?2`;
const ADD_TO_TALLIES = `INSERT INTO "counterTallies" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET
  "counted" = "counted" + excluded."counted", "duplicates" = "duplicates" + excluded."duplicates",
  "conflicts" = "conflicts" + excluded."conflicts", "tooLate" = "tooLate" + excluded."tooLate",
  "tooEarly" = "tooEarly" + excluded."tooEarly",
  "firstAt" = min(ifnull("firstAt", excluded."firstAt"), ifnull(excluded."firstAt", "firstAt")),
  "lastAt" = max(ifnull("lastAt", excluded."lastAt"), ifnull(excluded."lastAt", "lastAt")),
  "ingestedAt" = max("ingestedAt", excluded."ingestedAt")`;

/** Writes to one book, in the one transaction that there is on the file. */
export class SqliteCounterTransaction extends SqliteCounterView implements CounterTransaction {
  #hasFailed = false;

  /** Whether some write failed: then nothing of the transaction may be kept. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  async holdDefinitions(counters: readonly string[]): Promise<DefinitionRow[]> {
    const found: DefinitionRow[] = [];
    for (const counter of counters) {
      const row = await this.definition(counter);
      if (row !== undefined) found.push(row);
    }
    return found;
  }

  lockDefinition(counter: string): Promise<DefinitionRow | undefined> {
    return this.definition(counter);
  }

  async addDefinitions(rows: readonly DefinitionRow[]): Promise<void> {
    for (const row of rows) this.#run(ADD_DEFINITION, this.book, ...definitionToSql(row));
  }

  async putDefinition(row: DefinitionRow): Promise<void> {
    this.#run(PUT_DEFINITION, this.book, ...definitionToSql(row));
  }

  async growSlots(counter: string, slots: number): Promise<void> {
    const sql =
      'UPDATE "counterDefinitions" SET "slots" = max("slots", ?) WHERE "book" = ? AND "counter" = ?';
    this.#run(sql, slots, this.book, counter);
  }

  async addToLog(rows: readonly LogRow[]): Promise<(LogRow | null)[]> {
    return this.#change((connection) => addToLog(connection, this.book, rows));
  }

  async addToBuckets(deltas: readonly BucketDelta[]): Promise<void> {
    this.#change((connection) => addToBuckets(connection, this.book, deltas));
  }

  async addToTallies(deltas: readonly Tally[]): Promise<void> {
    for (const delta of deltas) {
      const { counter, slot, counted, duplicates, conflicts, tooLate, tooEarly, firstAt, lastAt } = delta;
      const counts = [counted, duplicates, conflicts, tooLate, tooEarly];
      const values = [this.book, counter, slot, ...counts, firstAt, lastAt, delta.ingestedAt];
      this.#run(ADD_TO_TALLIES, ...values);
    }
  }

  async addToQuarantine(rows: readonly QuarantineRow[]): Promise<void> {
    const sql = `INSERT INTO "counterQuarantine"
      ("book", "counter", "source", "eventId", "at", "value", "receivedAt") VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING`;
    for (const { counter, source, eventId, at, value, receivedAt } of rows) {
      this.#run(sql, this.book, counter, source, eventId, at, value, receivedAt);
    }
  }

  async takeFromQuarantine(counter: string, query: Omit<EventsQuery, 'after'>): Promise<QuarantineRow[]> {
    const rows = await this.quarantine(counter, query);
    const sql = `DELETE FROM "counterQuarantine"
      WHERE "book" = ? AND "counter" = ? AND "source" = ? AND "eventId" = ?`;
    for (const { source, eventId } of rows) this.#run(sql, this.book, counter, source, eventId);
    return rows;
  }

  async dropGeneration(counter: string, generation: number): Promise<void> {
    const sql = `DELETE FROM ${BUCKETS_OF_COUNTER} WHERE "book" = ? AND "counter" = ? AND "generation" = ?`;
    this.#run(sql, this.book, counter, generation);
  }

  async swapGeneration(
    counter: string,
    generation: number,
    from: number | null,
    to: number | null,
  ): Promise<void> {
    const remove = `DELETE FROM ${BUCKETS_OF_COUNTER}
      WHERE "book" = ? AND "counter" = ? AND "generation" = 0 AND "start" >= ? AND "start" < ?`;
    const first = from ?? Number.MIN_SAFE_INTEGER;
    this.#run(remove, this.book, counter, first, to ?? Number.MAX_SAFE_INTEGER);
    const rename = `UPDATE ${BUCKETS_OF_COUNTER} SET "generation" = 0
      WHERE "book" = ? AND "counter" = ? AND "generation" = ?`;
    this.#run(rename, this.book, counter, generation);
  }

  async moveFeed(feed: string, from: number, to: number): Promise<boolean> {
    const sql = 'UPDATE "counterFeeds" SET "seq" = ? WHERE "book" = ? AND "feed" = ? AND "seq" = ?';
    if (this.#run(sql, to, this.book, feed, from) > 0) return true;
    if (from !== 0) return false;
    const begin =
      'INSERT INTO "counterFeeds" ("book", "feed", "seq") VALUES (?, ?, ?) ON CONFLICT DO NOTHING';
    return this.#run(begin, this.book, feed, to) > 0;
  }

  #run(sql: string, ...values: SQLInputValue[]): number {
    return this.#change((connection) => connection.run(sql, ...values));
  }

  #change<T>(work: (connection: Connection) => T): T {
    try {
      return work(this.connection);
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }
}
