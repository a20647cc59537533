import type { DefinitionRow } from '../../counters/counter-rows.ts';
import type { DedupMode } from '../../counters/rules/definition.ts';
import {
  flagFromSql,
  integerFromSql,
  integerOrNullFromSql,
  integerOrNullToSql,
  integerToSql,
  textFromSql,
  textsToSql,
  textToSql,
} from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { type Gate, type InsertColumn, insertBehindGate, insertMany, type Sending } from './insert-many.ts';
import { damaged } from './postgres-errors.ts';
import { quoted, statement } from './statements.ts';

const DEFINITION: readonly InsertColumn<DefinitionRow>[] = [
  { name: 'counter', type: 'text', of: ({ counter }) => counter },
  { name: 'granularities', type: 'text', of: ({ granularities }) => sizesToText(granularities) },
  { name: 'horizon', type: 'integer', of: ({ horizon }) => horizon },
  { name: 'skew', type: 'integer', of: ({ skew }) => skew },
  { name: 'dedup', type: 'text', of: ({ dedup }) => JSON.stringify(dedup) },
  { name: 'slots', type: 'integer', of: ({ slots }) => slots },
  { name: 'generation', type: 'integer', of: ({ generation }) => generation },
  { name: 'isRebuilding', type: 'flag', of: ({ rebuilding }) => rebuilding !== null },
  { name: 'rebuildFrom', type: 'integer', of: ({ rebuilding }) => rebuilding?.from ?? null },
  { name: 'rebuildTo', type: 'integer', of: ({ rebuilding }) => rebuilding?.to ?? null },
];
const COLUMNS = DEFINITION.map(({ name }) => quoted(name)).join(', ');
const ADD = insertBehindGate('counters', DEFINITION, ' ON CONFLICT ("book", "counter") DO NOTHING');
const FIND = statement(
  'book',
  `SELECT ${COLUMNS} FROM @counters WHERE "book" = $1 AND "counter" = ANY ($2::text[])`,
);
const LIST = statement(
  'book',
  `SELECT ${COLUMNS} FROM @counters WHERE "book" = $1 AND "counter" > $2 ORDER BY "counter" LIMIT $3`,
);
const GRANULARITIES = statement('book', 'SELECT DISTINCT "granularities" FROM @counters WHERE "book" = $1');
const PUT = statement(
  'book',
  `UPDATE @counters SET "granularities" = $3, "horizon" = $4, "skew" = $5, "dedup" = $6,
    "slots" = greatest("slots", $7), "generation" = $8, "isRebuilding" = $9, "rebuildFrom" = $10, "rebuildTo" = $11
    WHERE "book" = $1 AND "counter" = $2`,
);
const GROW = statement(
  'book',
  'UPDATE @counters SET "slots" = $3 WHERE "book" = $1 AND "counter" = $2 AND "slots" < $3',
);

export async function findDefinitions(
  connection: Connection,
  book: string,
  counters: readonly string[],
): Promise<DefinitionRow[]> {
  const rows = await connection.all(FIND, textToSql(book), textsToSql(counters));
  return rows.map(definitionFromSql);
}

export async function listDefinitions(
  connection: Connection,
  book: string,
  query: { readonly after?: string | undefined; readonly limit: number },
): Promise<DefinitionRow[]> {
  // Every name is behind the empty one.
  const { after = '', limit } = query;
  const rows = await connection.all(LIST, textToSql(book), textToSql(after), integerToSql(limit));
  return rows.map(definitionFromSql);
}

export async function listGranularities(
  connection: Connection,
  book: string,
): Promise<(readonly number[])[]> {
  const rows = await connection.all(GRANULARITIES, textToSql(book));
  return rows.map((row) => textFromSql(row[0]).split(' ').map(Number));
}

/** Sends those that are new, in order of their names: who adds the same ones at the same time waits, and never for long. */
export function insertDefinitions(
  connection: Connection,
  gate: Gate,
  rows: readonly DefinitionRow[],
): Sending[] {
  const sorted = rows.toSorted((a, b) => (a.counter < b.counter ? -1 : a.counter > b.counter ? 1 : 0));
  return insertMany(connection, ADD, gate, sorted);
}

export async function updateDefinition(
  connection: Connection,
  book: string,
  row: DefinitionRow,
): Promise<void> {
  await connection.run(
    PUT,
    textToSql(book),
    textToSql(row.counter),
    sizesToText(row.granularities),
    integerOrNullToSql(row.horizon),
    integerToSql(row.skew),
    JSON.stringify(row.dedup),
    integerToSql(row.slots),
    integerToSql(row.generation),
    row.rebuilding === null ? 'f' : 't',
    integerOrNullToSql(row.rebuilding?.from ?? null),
    integerOrNullToSql(row.rebuilding?.to ?? null),
  );
}

export async function updateSlots(
  connection: Connection,
  book: string,
  counter: string,
  slots: number,
): Promise<void> {
  await connection.run(GROW, textToSql(book), textToSql(counter), integerToSql(slots));
}

export function sizesToText(sizes: readonly number[]): string {
  return sizes.join(' ');
}

function definitionFromSql(row: SqlRow): DefinitionRow {
  return {
    counter: textFromSql(row[0]),
    granularities: textFromSql(row[1]).split(' ').map(Number),
    horizon: integerOrNullFromSql(row[2]),
    skew: integerFromSql(row[3]),
    dedup: dedupFromText(textFromSql(row[4])),
    slots: integerFromSql(row[5]),
    generation: integerFromSql(row[6]),
    rebuilding: flagFromSql(row[7])
      ? { from: integerOrNullFromSql(row[8]), to: integerOrNullFromSql(row[9]) }
      : null,
  };
}

function dedupFromText(text: string): DedupMode {
  // Approximate dedup is for counters in memory: no other can have been written.
  if (text === '{"mode":"exact"}') return { mode: 'exact' };
  throw damaged('a way to recognise repeats');
}
