import type { EntryRow } from '../store.ts';
import { integerFromSql, textFromSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { ENTRY_COLUMNS, putEntry } from './entries.ts';
import { insertMany, insertOf } from './insert-many.ts';

/** Rows that stay among the recent ones: eight batches of 8,190 transfers, about 6 MB. */
const RECENT_ROWS_MAX = 131_072;

/** Rows are not moved before so many can be: a few at a time would cost a page for each. */
const MOVED_ROWS_MIN = 4_096;

const KEY = '"book", "account", "at", "order", "seq"';
const INSERT = insertOf(`INSERT INTO "recentEntries" ("book", ${ENTRY_COLUMNS})`, 9);
const COUNT = 'SELECT count(*) FROM "recentEntries"';
const KEY_AT_DISTANCE = `SELECT ${KEY} FROM "recentEntries" WHERE (${KEY}) > (?, ?, ?, ?, ?)
  ORDER BY ${KEY} LIMIT 1 OFFSET ?`;
const LAST_KEY = `SELECT ${KEY} FROM "recentEntries" ORDER BY "book" DESC, "account" DESC, "at" DESC, "order" DESC, "seq" DESC LIMIT 1`;
const SLICE = `FROM "recentEntries" WHERE (${KEY}) > (?1, ?2, ?3, ?4, ?5) AND (${KEY}) <= (?6, ?7, ?8, ?9, ?10)`;
const MOVE = `INSERT INTO "entries" ("book", ${ENTRY_COLUMNS}) SELECT "book", ${ENTRY_COLUMNS} ${SLICE} ORDER BY ${KEY}`;
const DELETE = `DELETE ${SLICE}`;

type EntryKey = readonly [book: string, account: string, at: number, order: number, seq: number];

/** Before every key: neither books nor accounts have empty names. */
const BEFORE_ALL: EntryKey = ['', '', 0, 0, 0];

/**
 * Where entries are written first. A batch touches thousands of accounts, and the pages of each lie apart: written
 * at once, every batch would write thousands of pages for two rows each. So new entries go into a table small enough to
 * be written whole, and from there, one stretch of accounts after the other, into the large one, each page then
 * getting the rows of many batches. Both are in order of the same key, and reads merge them.
 */
export class RecentEntries {
  /** Up to where rows were moved in this round. Where it stands changes cost, never meaning. */
  #movedTo: EntryKey = BEFORE_ALL;
  /** Undefined: to be counted. */
  #rows: number | undefined;

  /** Writes new entries, and moves as many old ones on as are too many. */
  write(connection: Connection, book: string, entries: readonly EntryRow[]): void {
    if (entries.length === 0) return;
    this.#rows ??= countRows(connection);
    insertMany(connection, INSERT, inOrder(entries), (row, values) => putEntry(book, row, values));
    this.#rows += entries.length;
    const excess = this.#rows - RECENT_ROWS_MAX;
    if (excess >= MOVED_ROWS_MIN) this.#move(connection, excess);
  }

  /** After a rollback: what was counted may be gone. */
  forget(): void {
    this.#rows = undefined;
  }

  /** Moves that many rows behind the place where it stopped; when there are fewer, those, and it begins anew. */
  #move(connection: Connection, rows: number): void {
    const end = keyFromSql(connection.get(KEY_AT_DISTANCE, ...this.#movedTo, rows - 1));
    const slice = [...this.#movedTo, ...(end ?? keyFromSql(connection.get(LAST_KEY)) ?? BEFORE_ALL)];
    connection.run(MOVE, ...slice);
    const moved = connection.run(DELETE, ...slice);
    this.#rows = this.#rows === undefined ? undefined : this.#rows - moved;
    this.#movedTo = end ?? BEFORE_ALL;
  }
}

/** Sorted by account, and by place within it: rows that lie side by side are written side by side. */
function inOrder(entries: readonly EntryRow[]): EntryRow[] {
  const byAccount = new Map<string, EntryRow[]>();
  for (const entry of entries) {
    const others = byAccount.get(entry.account);
    if (others === undefined) byAccount.set(entry.account, [entry]);
    else others.push(entry);
  }
  // Sorting a few accounts is faster than comparing the accounts of all entries.
  const accounts = [...byAccount].sort(([a], [b]) => (a < b ? -1 : 1));
  return accounts.flatMap(([, rows]) =>
    rows.sort((a, b) => a.at - b.at || a.order - b.order || a.seq - b.seq),
  );
}

function keyFromSql(row: SqlRow | undefined): EntryKey | undefined {
  if (row === undefined) return undefined;
  const [book, account, at, order, seq] = row;
  return [
    textFromSql(book),
    textFromSql(account),
    integerFromSql(at),
    integerFromSql(order),
    integerFromSql(seq),
  ];
}

function countRows(connection: Connection): number {
  return integerFromSql(connection.get(COUNT)?.[0]);
}
