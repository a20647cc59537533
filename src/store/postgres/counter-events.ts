import { compareUtf8 } from '../../base/id.ts';
import type { LogRow, QuarantineRow } from '../../counters/counter-rows.ts';
import type { EventsQuery } from '../../counters/counter-store.ts';
import { amountFromSql, integerFromSql, integerToSql, textFromSql, textToSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { plain } from './counter-tables.ts';
import { type Gate, type InsertColumn, insertBehindGate, insertMany, type Sending } from './insert-many.ts';
import { statement } from './statements.ts';

export type EventKey = Pick<LogRow, 'counter' | 'source' | 'eventId'>;
export type StoredEvent = Omit<LogRow, 'generation'>;

/** The columns of events in the log and in the quarantine, as they are inserted. */
export const EVENT_INSERT: readonly InsertColumn<StoredEvent>[] = [
  { name: 'counter', type: 'text', of: ({ counter }) => counter },
  { name: 'source', type: 'text', of: ({ source }) => source },
  { name: 'eventId', type: 'text', of: ({ eventId }) => eventId },
  { name: 'at', type: 'integer', of: ({ at }) => at },
  { name: 'value', type: 'integer', of: ({ value }) => value },
];
export const EVENT_CONFLICT = 'ON CONFLICT ("book", "counter", "source", "eventId") DO NOTHING';

const IN_RANGE = `"book" = $1 AND ${plain('counter')} = $2 AND "at" >= $3 AND "at" < $4
  AND ("at", "source", "eventId") > ($5, $6, $7) AND "at" >= $5`;
const IN_ORDER = 'ORDER BY "at", "source", "eventId" LIMIT $8';
const LOG = statement(
  'book',
  `SELECT "counter", "source", "eventId", "at", "value", "generation" FROM @counterlog
    WHERE ${IN_RANGE} AND "generation" < $9 ${IN_ORDER}`,
);
const LOG_SUM = statement(
  'book',
  `SELECT coalesce(sum("value"), 0) FROM @counterlog
    WHERE "book" = $1 AND ${plain('counter')} = $2 AND "at" >= $3 AND "at" < $4`,
);
const SOURCES = statement(
  'book',
  `SELECT DISTINCT "source" FROM @counterlog
    WHERE "book" = $1 AND ${plain('counter')} = $2 AND "at" >= $3 AND "at" < $4`,
);
const QUARANTINE = statement(
  'book',
  `SELECT "counter", "source", "eventId", "at", "value", "receivedAt" FROM @counterquarantine
    WHERE ${IN_RANGE} ${IN_ORDER}`,
);
const QUARANTINED = statement(
  'book',
  'SELECT count(*) FROM @counterquarantine WHERE "book" = $1 AND "counter" = $2',
);
const ADD_TO_QUARANTINE = insertBehindGate<QuarantineRow>(
  'counterquarantine',
  [...EVENT_INSERT, { name: 'receivedAt', type: 'integer', of: ({ receivedAt }) => receivedAt }],
  ` ${EVENT_CONFLICT}`,
);
const TAKE_FROM_QUARANTINE = statement(
  'book',
  `DELETE FROM @counterquarantine WHERE "book" = $1 AND ${plain('counter')} = $2 AND "at" >= $3
    AND ("at", "source", "eventId") <= ($4, $5, $6)
    RETURNING "counter", "source", "eventId", "at", "value", "receivedAt"`,
);

export async function readLog(
  connection: Connection,
  book: string,
  counter: string,
  query: EventsQuery & { readonly beforeGeneration?: number | undefined },
): Promise<LogRow[]> {
  const before = integerToSql(query.beforeGeneration ?? Number.POSITIVE_INFINITY);
  const rows = await connection.all(LOG, ...rangeValues(book, counter, query), before);
  return rows.map((row) => ({ ...eventFromSql(row), generation: integerFromSql(row[5]) }));
}

export async function sumLog(
  connection: Connection,
  book: string,
  counter: string,
  from: number,
  to: number,
): Promise<bigint> {
  const values = [textToSql(book), textToSql(counter), integerToSql(from), integerToSql(to)];
  return amountFromSql((await connection.get(LOG_SUM, ...values))?.[0]);
}

export async function readSources(
  connection: Connection,
  book: string,
  counter: string,
  from: number,
  to: number,
): Promise<string[]> {
  const values = [textToSql(book), textToSql(counter), integerToSql(from), integerToSql(to)];
  return (await connection.all(SOURCES, ...values)).map((row) => textFromSql(row[0]));
}

export async function readQuarantine(
  connection: Connection,
  book: string,
  counter: string,
  query: EventsQuery,
): Promise<QuarantineRow[]> {
  const rows = await connection.all(QUARANTINE, ...rangeValues(book, counter, query));
  return rows.map(quarantinedFromSql);
}

export async function countQuarantine(
  connection: Connection,
  book: string,
  counter: string,
): Promise<number> {
  const row = await connection.get(QUARANTINED, textToSql(book), textToSql(counter));
  return integerFromSql(row?.[0]);
}

export function insertQuarantine(
  connection: Connection,
  gate: Gate,
  rows: readonly QuarantineRow[],
): Sending[] {
  return insertMany(connection, ADD_TO_QUARANTINE, gate, rows.toSorted(compareKeys));
}

/**
 * Deletes the first rows of a range and returns them: not those that another transaction takes at the same time, and those
 * that come in among them meanwhile on top of the limit.
 */
export async function takeQuarantine(
  connection: Connection,
  book: string,
  counter: string,
  query: Omit<EventsQuery, 'after'>,
): Promise<QuarantineRow[]> {
  const last = (await readQuarantine(connection, book, counter, query)).at(-1);
  if (last === undefined) return [];
  const rows = await connection.all(
    TAKE_FROM_QUARANTINE,
    textToSql(book),
    textToSql(counter),
    integerToSql(query.from ?? Number.NEGATIVE_INFINITY),
    integerToSql(last.at),
    textToSql(last.source),
    textToSql(last.eventId),
  );
  const order = (a: QuarantineRow, b: QuarantineRow): number =>
    a.at - b.at || compareUtf8(a.source, b.source) || compareUtf8(a.eventId, b.eventId);
  return rows.map(quarantinedFromSql).sort(order);
}

/** An order that is the same on all nodes, in which rows are locked. */
export function compareKeys(a: EventKey, b: EventKey): number {
  if (a.counter !== b.counter) return a.counter < b.counter ? -1 : 1;
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.eventId < b.eventId ? -1 : a.eventId > b.eventId ? 1 : 0;
}

function rangeValues(book: string, counter: string, { from, to, after, limit }: EventsQuery): string[] {
  // A place before every row, when there is none to be behind of.
  const place = after ?? { at: Number.NEGATIVE_INFINITY, source: '', eventId: '' };
  return [
    textToSql(book),
    textToSql(counter),
    integerToSql(from ?? Number.NEGATIVE_INFINITY),
    integerToSql(to ?? Number.POSITIVE_INFINITY),
    integerToSql(place.at),
    textToSql(place.source),
    textToSql(place.eventId),
    integerToSql(limit),
  ];
}

function quarantinedFromSql(row: SqlRow): QuarantineRow {
  return { ...eventFromSql(row), receivedAt: integerFromSql(row[5]) };
}

function eventFromSql(row: SqlRow): StoredEvent {
  return {
    counter: textFromSql(row[0]),
    source: textFromSql(row[1]),
    eventId: textFromSql(row[2]),
    at: integerFromSql(row[3]),
    value: integerFromSql(row[4]),
  };
}
