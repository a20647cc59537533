import { assert } from '../../base/assert.ts';
import type { LogRow } from '../../counters/counter-rows.ts';
import { integerFromSql, integersToSql, textsToSql, textToSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { INSERT_ROWS_MAX } from './connection-limits.ts';
import { compareKeys, EVENT_CONFLICT, EVENT_INSERT, type EventKey } from './counter-events.ts';
import { type Gate, type InsertColumn, insertBehindGate, insertReturning } from './insert-many.ts';
import { statement } from './statements.ts';

const LOG: readonly InsertColumn<LogRow>[] = [
  ...EVENT_INSERT,
  { name: 'generation', type: 'integer', of: ({ generation }) => generation },
];
const ADD = insertBehindGate(
  'counterlog',
  LOG,
  ` ${EVENT_CONFLICT} RETURNING "counter", "source", "eventId"`,
);
// OFFSET 0 keeps the subquery what it is: each key is looked up in the index.
const STANDING = statement(
  'book',
  `SELECT "wanted"."nth", "found".* FROM unnest($2::text[], $3::text[], $4::text[], $5::bigint[])
    AS "wanted" ("counter", "source", "eventId", "nth") CROSS JOIN LATERAL (
      SELECT "at", "value", "generation" FROM @counterlog WHERE "book" = $1
        AND "counter" = "wanted"."counter" AND "source" = "wanted"."source" AND "eventId" = "wanted"."eventId" OFFSET 0
    ) AS "found"`,
);

/**
 * Adds the rows whose keys are new; for each row, null or the row that stands under its key. When another transaction is
 * adding a key, the server waits until it is over, and what that added is then there to be read. One round trip; two,
 * when some keys are not new.
 */
export async function addToLog(
  connection: Connection,
  gate: Gate,
  rows: readonly LogRow[],
): Promise<(LogRow | null)[]> {
  const answers: (LogRow | null)[] = new Array(rows.length).fill(null);
  // Sorting leaves the rows of one key in the order in which they came: the first of them is to be added.
  const sorted = [...rows.entries()].sort(([, a], [, b]) => compareKeys(a, b));
  const firsts: LogRow[] = [];
  for (const [, row] of sorted) {
    const last = firsts.at(-1);
    if (last === undefined || compareKeys(last, row) !== 0) firsts.push(row);
  }
  const standing = await insert(connection, gate, firsts);
  let next = -1;
  for (const [i, row] of sorted) {
    const isFirst = row === firsts[next + 1];
    if (isFirst) next += 1;
    const first = firsts[next] ?? row;
    answers[i] = standing.get(first) ?? (isFirst ? null : first);
  }
  return answers;
}

/** Adds rows of which each has a key of its own. Returns what stands under the keys of those that were not added. */
async function insert(
  connection: Connection,
  gate: Gate,
  rows: readonly LogRow[],
): Promise<Map<LogRow, LogRow>> {
  const sent: Promise<SqlRow[]>[] = [];
  for (let at = 0; at < rows.length; at += INSERT_ROWS_MAX) {
    // While the server carries out the ones before, the next is made ready.
    await connection.flush();
    const some = rows.slice(at, at + INSERT_ROWS_MAX);
    const answer = insertReturning(connection, ADD, gate, some);
    answer.catch(() => undefined);
    sent.push(answer);
  }
  const added = (await Promise.all(sent)).flat();
  if (added.length === rows.length) return new Map();
  const keys = new Set(added.map((key) => key.join('\0')));
  return await readStanding(
    connection,
    gate.book,
    rows.filter((row) => !keys.has(keyOf(row))),
  );
}

async function readStanding(
  connection: Connection,
  book: string,
  rows: readonly LogRow[],
): Promise<Map<LogRow, LogRow>> {
  const found = await connection.all(
    STANDING,
    textToSql(book),
    textsToSql(rows.map(({ counter }) => counter)),
    textsToSql(rows.map(({ source }) => source)),
    textsToSql(rows.map(({ eventId }) => eventId)),
    integersToSql([...rows.keys()]),
  );
  assert(found.length === rows.length, 'what was not added stands there');
  const standing = new Map<LogRow, LogRow>();
  for (const [nth, at, value, generation] of found) {
    const row = rows[integerFromSql(nth)];
    assert(row !== undefined, 'what was asked for was found');
    const { counter, source, eventId } = row;
    const body = { at: integerFromSql(at), value: integerFromSql(value) };
    standing.set(row, { counter, source, eventId, ...body, generation: integerFromSql(generation) });
  }
  return standing;
}

/** Names a row as the server does: what is stored has no U+0000. */
function keyOf({ counter, source, eventId }: EventKey): string {
  return `${textToSql(counter)}\0${textToSql(source)}\0${textToSql(eventId)}`;
}
