import type { LogRow } from '../../counters/counter-rows.ts';
import { integerFromSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { insertOf, insertReturning } from './insert-many.ts';

const ADD = insertOf(
  'INSERT INTO "counterLog" ("book", "counter", "source", "eventId", "at", "value", "generation")',
  7,
  'ON CONFLICT DO NOTHING RETURNING "counter", "source", "eventId"',
);
const STANDING = `SELECT "at", "value", "generation" FROM "counterLog"
  WHERE "book" = ? AND "counter" = ? AND "source" = ? AND "eventId" = ?`;

type EventKey = Pick<LogRow, 'counter' | 'source' | 'eventId'>;

/**
 * Adds rows whose keys are new; for each row null, or the one that stands under its key. They are added in order of
 * their keys, which is that of the table: neighbours go to one page.
 */
export function addToLog(connection: Connection, book: string, rows: readonly LogRow[]): (LogRow | null)[] {
  const order = rows.map((row, index) => ({ row, index })).sort((a, b) => compareKeys(a.row, b.row));
  const answers = new Array<LogRow | null>(rows.length).fill(null);
  const firsts: typeof order = [];
  const repeats: { readonly index: number; readonly first: number }[] = [];
  for (const one of order) {
    const first = firsts.at(-1);
    if (first === undefined || compareKeys(first.row, one.row) !== 0) firsts.push(one);
    else repeats.push({ index: one.index, first: first.index });
  }
  insertReturning(
    connection,
    ADD,
    firsts,
    ({ row }, values) =>
      values.push(book, row.counter, row.source, row.eventId, row.at, row.value, row.generation),
    (returned, from, to) => {
      // Mostly all are new, and nothing has to be looked for.
      if (returned.length === to - from) return;
      const added = new Set(returned.map((row) => JSON.stringify(row)));
      for (const { row, index } of firsts.slice(from, to)) {
        const { counter, source, eventId } = row;
        if (added.has(JSON.stringify([counter, source, eventId]))) continue;
        answers[index] = standingRow(connection, book, row);
      }
    },
  );
  for (const { index, first } of repeats) answers[index] = answers[first] ?? rows[first] ?? null;
  return answers;
}

function standingRow(connection: Connection, book: string, { counter, source, eventId }: EventKey): LogRow {
  const row = connection.get(STANDING, book, counter, source, eventId);
  return {
    counter,
    source,
    eventId,
    at: integerFromSql(row?.[0]),
    value: integerFromSql(row?.[1]),
    generation: integerFromSql(row?.[2]),
  };
}

/** Any order puts equal keys together; this one is nearly that of the table, and quick. */
function compareKeys(a: EventKey, b: EventKey): number {
  return (
    compareUnits(a.counter, b.counter) ||
    compareUnits(a.source, b.source) ||
    compareUnits(a.eventId, b.eventId)
  );
}

function compareUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
