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
/** How many numbers are looked at of each range; so many times, and each number that there can be was in one. */
const PROBES = 16;
const ROUNDS = 13;

/**
 * The number of the last row recorded at or before a moment; 0: there is none. The journal is in order of when its rows were
 * recorded, so no index on that is needed: each round leaves a sixteenth of the numbers, from which on the first row is looked
 * up. Numbers behind the end have none, and are not looked at.
 */
export const SEQ_KNOWN_AT = (moment: string): string => {
  const rounds = Array.from({ length: ROUNDS }, (_, i) => {
    const [before, round, step] = [`"round${i}"."seq"`, `"round${i + 1}"`, PROBES ** (ROUNDS - 1 - i)];
    return `CROSS JOIN LATERAL (
      SELECT coalesce(max("probe"."seq"), ${before}) AS "seq"
        FROM generate_series(${before}, least(${before} + ${(PROBES - 1) * step}, "round0"."last"), ${step}) AS "probe" ("seq")
        CROSS JOIN LATERAL (
          SELECT "recordedAt" FROM @journal WHERE "book" = $1 AND "seq" >= "probe"."seq" ORDER BY "seq" LIMIT 1
        ) AS "row" WHERE "row"."recordedAt" <= ${moment}
    ) AS ${round}`;
  });
  return `SELECT "round${ROUNDS}"."seq" FROM (SELECT 0::bigint AS "seq", coalesce((
      SELECT "seq" FROM @journal WHERE "book" = $1 ORDER BY "seq" DESC LIMIT 1
    ), 0) AS "last") AS "round0" ${rounds.join(' ')}`;
};
const KNOWN_AT = statement('book', SEQ_KNOWN_AT('$2'));

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

/** The number of the last row recorded at or before a moment. */
export async function findSeqKnownAt(
  connection: Connection,
  book: string,
  recordedAt: number,
): Promise<number> {
  const row = await connection.get(KNOWN_AT, textToSql(book), integerToSql(recordedAt));
  return integerFromSql(row?.[0]);
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
