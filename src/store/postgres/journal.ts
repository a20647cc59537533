import type { JournalQuery } from '../queries.ts';
import type { JournalRow } from '../store.ts';
import {
  bytesFromSql,
  flagFromSql,
  integerFromSql,
  integerOrNullFromSql,
  integersToSql,
  integerToSql,
  type SqlInput,
  textFromSql,
  textToSql,
} from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { type InsertColumn, insertMany, insertOf, type Sending } from './insert-many.ts';
import { quoted, type Statement, statement } from './statements.ts';

const JOURNAL: readonly InsertColumn<JournalRow>[] = [
  { name: 'seq', type: 'integer', of: ({ seq }) => seq },
  { name: 'id', type: 'text', of: ({ id }) => id },
  { name: 'kind', type: 'text', of: ({ kind }) => kind },
  { name: 'assignedAt', type: 'integer', of: ({ assignedAt }) => assignedAt },
  { name: 'recordedAt', type: 'integer', of: ({ recordedAt }) => recordedAt },
  { name: 'isAccepted', type: 'flag', of: ({ isAccepted }) => isAccepted },
  { name: 'request', type: 'text', of: ({ request }) => request },
  { name: 'answer', type: 'text', of: ({ answer }) => answer },
  { name: 'link', type: 'bytes', of: ({ link }) => link },
  { name: 'retryOf', type: 'integer', of: ({ retryOf }) => retryOf },
  { name: 'rules', type: 'integer', of: ({ rules }) => rules },
  { name: 'actor', type: 'text', of: ({ actor }) => actor },
];
const COLUMNS = JOURNAL.map(({ name }) => quoted(name)).join(', ');
const INSERT = insertOf('journal', JOURNAL);
const behind = (select: string, first: number, order: string): Statement =>
  statement(
    'book',
    `${select} AND "seq" > $${first} AND "seq" <= $${first + 1} ORDER BY "seq" ${order} LIMIT $${first + 2}`,
  );
const ROWS = `SELECT ${COLUMNS} FROM @journal WHERE "book" = $1`;
const OLDEST = behind(ROWS, 2, 'ASC');
const NEWEST = behind(ROWS, 2, 'DESC');
const SEQS = 'SELECT "seq" FROM @journal WHERE "book" = $1 AND "kind" = $2 AND "isAccepted"';
const OLDEST_OF_KIND = behind(SEQS, 3, 'ASC');
const NEWEST_OF_KIND = behind(SEQS, 3, 'DESC');
/** The numbers of the rows that events are part of, then the rows: a row of many events is sent once. */
const OF_EVENTS = statement(
  'book',
  `SELECT ${COLUMNS} FROM @journal WHERE "book" = $1 AND "seq" IN (
    SELECT "row"."seq" FROM unnest($2::bigint[]) AS "event" ("seq") CROSS JOIN LATERAL (
      SELECT "seq" FROM @journal WHERE "book" = $1 AND "seq" >= "event"."seq" ORDER BY "seq" LIMIT 1
    ) AS "row"
  ) ORDER BY "seq"`,
);
const MOMENTS = statement(
  'book',
  `SELECT "row"."seq", "row"."recordedAt" FROM unnest($2::bigint[]) AS "event" ("seq") CROSS JOIN LATERAL (
    SELECT "seq", "recordedAt" FROM @journal WHERE "book" = $1 AND "seq" >= "event"."seq" ORDER BY "seq" LIMIT 1
  ) AS "row" ORDER BY "row"."seq"`,
);
const LAST = statement('book', 'SELECT "seq" FROM @journal WHERE "book" = $1 ORDER BY "seq" DESC LIMIT 1');

/** Places of the journal that are looked at together: four round trips for a million rows. */
const PROBES = 64;

export async function readJournal(
  connection: Connection,
  book: string,
  query: JournalQuery,
): Promise<JournalRow[]> {
  const behind = query.order === 'newest' ? NEWEST : OLDEST;
  return (await connection.all(behind, textToSql(book), ...boundsToSql(query))).map(journalRowFromSql);
}

/** The numbers of accepted rows of a kind. */
export async function readSeqsOfKind(
  connection: Connection,
  book: string,
  kind: string,
  query: JournalQuery,
): Promise<number[]> {
  const behind = query.order === 'newest' ? NEWEST_OF_KIND : OLDEST_OF_KIND;
  const rows = await connection.all(behind, textToSql(book), textToSql(kind), ...boundsToSql(query));
  return rows.map(([seq]) => integerFromSql(seq));
}

/** After, until and limit. */
export function boundsToSql({
  after = 0,
  until = Number.POSITIVE_INFINITY,
  limit,
}: JournalQuery): SqlInput[] {
  return [integerToSql(after), integerToSql(until), integerToSql(limit)];
}

/** The row that each event is part of: the first with its number or a greater one. */
export async function readJournalRows(
  connection: Connection,
  book: string,
  seqs: readonly number[],
): Promise<JournalRow[]> {
  if (seqs.length === 0) return [];
  const events = integersToSql([...new Set(seqs)]);
  return (await connection.all(OF_EVENTS, textToSql(book), events)).map(journalRowFromSql);
}

/**
 * Searches the journal, whose rows are in order of when they were recorded, so that no index on that is needed. Each
 * round trip leaves a sixty-fourth part of it.
 */
export async function findSeqKnownAt(
  connection: Connection,
  book: string,
  recordedAt: number,
): Promise<number> {
  const last = await connection.get(LAST, textToSql(book));
  let known = 0;
  let end = last === undefined ? 0 : integerFromSql(last[0]);
  while (known < end) {
    const seqs = probesBetween(known, end);
    const rows = await connection.all(MOMENTS, textToSql(book), integersToSql(seqs));
    const found = rows.map((row) => ({ seq: integerFromSql(row[0]), at: integerFromSql(row[1]) }));
    const later = found.findIndex(({ at }) => at > recordedAt);
    if (later === -1) return found.at(-1)?.seq ?? known;
    known = found[later - 1]?.seq ?? known;
    // Between that place and the row that was found from there on, there is none.
    end = (seqs[later] ?? end) - 1;
  }
  return known;
}

/** Up to so many places behind `known`, the last of them `end`. */
function probesBetween(known: number, end: number): number[] {
  const step = Math.max(1, Math.floor((end - known) / PROBES));
  const seqs: number[] = [];
  for (let seq = known + step; seq < end && seqs.length < PROBES; seq += step) seqs.push(seq);
  return [...seqs, end];
}

export function insertJournal(connection: Connection, book: string, rows: readonly JournalRow[]): Sending[] {
  return insertMany(connection, INSERT, book, rows);
}

function journalRowFromSql(row: SqlRow): JournalRow {
  const link = row[8];
  const actor = row[11];
  return {
    seq: integerFromSql(row[0]),
    id: textFromSql(row[1]),
    kind: textFromSql(row[2]),
    assignedAt: integerOrNullFromSql(row[3]),
    recordedAt: integerFromSql(row[4]),
    isAccepted: flagFromSql(row[5]),
    request: textFromSql(row[6]),
    answer: textFromSql(row[7]),
    link: link === null ? null : bytesFromSql(link),
    retryOf: integerOrNullFromSql(row[9]),
    rules: integerFromSql(row[10]),
    actor: actor === null ? null : textFromSql(actor),
  };
}
