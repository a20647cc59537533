import type { DefinitionRow } from '../../counters/counter-rows.ts';
import type { DedupMode } from '../../counters/rules/definition.ts';
import { integerFromSql, integerOrNullFromSql, textFromSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { tablesOf } from './schema.ts';
import { damaged } from './sqlite-errors.ts';

/** The statements that make the tables of counters. They are made at the first use: a house that counts nothing has none. */
export const COUNTER_STATEMENTS: readonly string[] = [
  `CREATE TABLE "counterDefinitions" (
    "book" TEXT NOT NULL, "counter" TEXT NOT NULL, "granularities" TEXT NOT NULL, "horizon" INTEGER,
    "skew" INTEGER NOT NULL, "dedup" TEXT NOT NULL, "slots" INTEGER NOT NULL, "generation" INTEGER NOT NULL,
    "isRebuilding" INTEGER NOT NULL, "rebuildFrom" INTEGER, "rebuildTo" INTEGER,
    PRIMARY KEY ("book", "counter")
  ) WITHOUT ROWID, STRICT`,
  `CREATE INDEX "counterDefinitions by granularities" ON "counterDefinitions" ("book", "granularities")`,
  `CREATE TABLE "counterLog" (
    "book" TEXT NOT NULL, "counter" TEXT NOT NULL, "source" TEXT NOT NULL, "eventId" TEXT NOT NULL,
    "at" INTEGER NOT NULL, "value" INTEGER NOT NULL, "generation" INTEGER NOT NULL,
    PRIMARY KEY ("book", "counter", "source", "eventId")
  ) WITHOUT ROWID, STRICT`,
  `CREATE INDEX "counterLog by at" ON "counterLog" ("book", "counter", "at")`,
  // By time, so that what many counters count now goes to few pages, and a ranking reads what it ranks in one piece.
  `CREATE TABLE "counterBuckets" (
    "book" TEXT NOT NULL, "counter" TEXT NOT NULL, "size" INTEGER NOT NULL, "start" INTEGER NOT NULL,
    "generation" INTEGER NOT NULL, "slot" INTEGER NOT NULL, "sum" INTEGER NOT NULL,
    PRIMARY KEY ("book", "size", "start", "generation", "counter", "slot")
  ) WITHOUT ROWID, STRICT`,
  `CREATE INDEX "counterBuckets by counter" ON "counterBuckets" ("book", "counter", "generation", "size", "start")`,
  `CREATE TABLE "counterTallies" (
    "book" TEXT NOT NULL, "counter" TEXT NOT NULL, "slot" INTEGER NOT NULL, "counted" INTEGER NOT NULL,
    "duplicates" INTEGER NOT NULL, "conflicts" INTEGER NOT NULL, "tooLate" INTEGER NOT NULL,
    "tooEarly" INTEGER NOT NULL, "firstAt" INTEGER, "lastAt" INTEGER, "ingestedAt" INTEGER NOT NULL,
    PRIMARY KEY ("book", "counter", "slot")
  ) WITHOUT ROWID, STRICT`,
  `CREATE TABLE "counterQuarantine" (
    "book" TEXT NOT NULL, "counter" TEXT NOT NULL, "source" TEXT NOT NULL, "eventId" TEXT NOT NULL,
    "at" INTEGER NOT NULL, "value" INTEGER NOT NULL, "receivedAt" INTEGER NOT NULL,
    PRIMARY KEY ("book", "counter", "source", "eventId")
  ) WITHOUT ROWID, STRICT`,
  `CREATE INDEX "counterQuarantine by at" ON "counterQuarantine" ("book", "counter", "at")`,
  `CREATE TABLE "counterFeeds" (
    "book" TEXT NOT NULL, "feed" TEXT NOT NULL, "seq" INTEGER NOT NULL, PRIMARY KEY ("book", "feed")
  ) WITHOUT ROWID, STRICT`,
];

/** Buckets found by their counter. SQLite would rather go through the buckets of all counters: it knows no numbers. */
export const BUCKETS_OF_COUNTER = '"counterBuckets" INDEXED BY "counterBuckets by counter"';

/** The names of the tables of counters. */
export function counterTableNames(): string[] {
  return tablesOf(COUNTER_STATEMENTS);
}

/** Makes the tables of counters, unless they are there. */
export function makeCounterTables(writer: Connection): void {
  const isThere = `SELECT 1 FROM "sqlite_schema" WHERE "name" = 'counterDefinitions'`;
  if (writer.get(isThere) !== undefined) return;
  for (const statement of COUNTER_STATEMENTS) writer.exec(statement);
}

/** The columns of a definition behind the book, in the order of `definitionFromSql`. */
export const DEFINITION_COLUMNS =
  '"counter", "granularities", "horizon", "skew", "dedup", "slots", "generation", "isRebuilding", "rebuildFrom", "rebuildTo"';

export function definitionToSql(row: DefinitionRow): (string | number | null)[] {
  const { counter, granularities, horizon, skew, dedup, slots, generation, rebuilding } = row;
  return [
    counter,
    granularities.join(' '),
    horizon,
    skew,
    JSON.stringify(dedup),
    slots,
    generation,
    rebuilding === null ? 0 : 1,
    rebuilding?.from ?? null,
    rebuilding?.to ?? null,
  ];
}

export function definitionFromSql(row: SqlRow): DefinitionRow {
  return {
    counter: textFromSql(row[0]),
    granularities: sizesFromText(textFromSql(row[1])),
    horizon: integerOrNullFromSql(row[2]),
    skew: integerFromSql(row[3]),
    dedup: dedupFromText(textFromSql(row[4])),
    slots: integerFromSql(row[5]),
    generation: integerFromSql(row[6]),
    rebuilding:
      integerFromSql(row[7]) === 0
        ? null
        : { from: integerOrNullFromSql(row[8]), to: integerOrNullFromSql(row[9]) },
  };
}

export function sizesFromText(text: string): number[] {
  return text.split(' ').map(Number);
}

function dedupFromText(text: string): DedupMode {
  const dedup: unknown = JSON.parse(text);
  // Approximate dedup is for counters in memory: no other can have been written.
  if (typeof dedup === 'object' && dedup !== null && 'mode' in dedup && dedup.mode === 'exact')
    return { mode: 'exact' };
  throw damaged('a way to recognise repeats');
}
