import type { JournalQuery } from '../queries.ts';
import type { JournalRow } from '../store.ts';
import {
  bytesFromSql,
  flagFromSql,
  integerFromSql,
  integerOrNullFromSql,
  textFromSql,
} from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { insertMany, insertOf } from './insert-many.ts';

const COLUMNS =
  '"seq", "id", "kind", "assignedAt", "recordedAt", "isAccepted", "request", "answer", "link", "retryOf", "rules", "actor"';
const SELECT = `SELECT ${COLUMNS} FROM "journal" WHERE "book" = ?`;
const INSERT = insertOf(`INSERT INTO "journal" ("book", ${COLUMNS})`, 13);
const FIRST_FROM = `${SELECT} AND "seq" >= ? ORDER BY "seq" LIMIT 1`;
const MOMENT_FROM = `SELECT "seq", "recordedAt" FROM "journal" WHERE "book" = ? AND "seq" >= ? ORDER BY "seq" LIMIT 1`;
const LAST = `SELECT "seq" FROM "journal" WHERE "book" = ? ORDER BY "seq" DESC LIMIT 1`;

/** Before and behind every number. */
const FIRST = 0;
const LAST_OF_ALL = Number.MAX_SAFE_INTEGER;

const behind = (select: string, order: string): string =>
  `${select} AND "seq" > ? AND "seq" <= ? ORDER BY "seq" ${order} LIMIT ?`;
const OLDEST = behind(SELECT, 'ASC');
const NEWEST = behind(SELECT, 'DESC');
// The condition is that of the index, to the letter.
const SEQS = `SELECT "seq" FROM "journal" WHERE "book" = ? AND "kind" = ? AND "isAccepted" = 1`;
const OLDEST_OF_KIND = behind(SEQS, 'ASC');
const NEWEST_OF_KIND = behind(SEQS, 'DESC');

export function readJournal(connection: Connection, book: string, query: JournalQuery): JournalRow[] {
  const { after = FIRST, until = LAST_OF_ALL, order, limit } = query;
  const sql = order === 'newest' ? NEWEST : OLDEST;
  return connection.all(sql, book, after, until, limit).map(journalRowFromSql);
}

/** The numbers of accepted rows of a kind. */
export function readSeqsOfKind(
  connection: Connection,
  book: string,
  kind: string,
  query: JournalQuery,
): number[] {
  const { after = FIRST, until = LAST_OF_ALL, order, limit } = query;
  const sql = order === 'newest' ? NEWEST_OF_KIND : OLDEST_OF_KIND;
  return connection.all(sql, book, kind, after, until, limit).map((row) => integerFromSql(row[0]));
}

/** The row that each event is part of: the first with its number or a greater one. */
export function readJournalRows(connection: Connection, book: string, seqs: readonly number[]): JournalRow[] {
  const rows: JournalRow[] = [];
  let covered = 0;
  return connection.readTogether(() => {
    for (const seq of [...seqs].sort((a, b) => a - b)) {
      if (seq <= covered) continue;
      const row = connection.get(FIRST_FROM, book, seq);
      if (row === undefined) break;
      const found = journalRowFromSql(row);
      rows.push(found);
      covered = found.seq;
    }
    return rows;
  });
}

/**
 * Bisects the journal, whose rows are in order of when they were recorded, so that no index on that is needed.
 * Cost: about twenty seeks for a million rows.
 */
export function findSeqKnownAt(connection: Connection, book: string, recordedAt: number): number {
  return connection.readTogether(() => {
    const last = connection.get(LAST, book);
    let known = 0;
    let end = last === undefined ? 0 : integerFromSql(last[0]);
    while (known < end) {
      const middle = known + Math.ceil((end - known) / 2);
      const row = connection.get(MOMENT_FROM, book, middle);
      if (row !== undefined && integerFromSql(row[1]) <= recordedAt) known = integerFromSql(row[0]);
      else end = middle - 1;
    }
    return known;
  });
}

export function insertJournal(connection: Connection, book: string, rows: readonly JournalRow[]): void {
  insertMany(connection, INSERT, rows, (row, values) => {
    values.push(book, row.seq, row.id, row.kind, row.assignedAt, row.recordedAt);
    values.push(row.isAccepted ? 1 : 0, row.request, row.answer, row.link, row.retryOf, row.rules, row.actor);
  });
}

function journalRowFromSql(row: SqlRow): JournalRow {
  return {
    seq: integerFromSql(row[0]),
    id: textFromSql(row[1]),
    kind: textFromSql(row[2]),
    assignedAt: integerOrNullFromSql(row[3]),
    recordedAt: integerFromSql(row[4]),
    isAccepted: flagFromSql(row[5]),
    request: textFromSql(row[6]),
    answer: textFromSql(row[7]),
    link: row[8] === null ? null : bytesFromSql(row[8]),
    retryOf: integerOrNullFromSql(row[9]),
    rules: integerFromSql(row[10]),
    actor: row[11] === null ? null : textFromSql(row[11]),
  };
}
