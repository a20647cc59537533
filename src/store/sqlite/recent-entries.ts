import type { EntryRow } from '../store.ts';
import { integerFromSql, textFromSql } from './column-values.ts';
import type { Connection, SqlRow } from './connection.ts';
import { compareInAccount } from './entry-order.ts';
import { ENTRY_COLUMNS, ENTRY_WIDTH, putEntry } from './entry-row.ts';
import { insertMany, insertOf } from './insert-many.ts';
import type { WriteLimits } from './write-limits.ts';

const KEY = '"book", "account", "at", "order", "seq"';
const INSERT = insertOf(`INSERT INTO "recentEntries" ("book", ${ENTRY_COLUMNS})`, ENTRY_WIDTH + 1);
const COUNT = 'SELECT count(*) FROM "recentEntries"';
const KEY_AT_DISTANCE = `SELECT ${KEY} FROM "recentEntries" WHERE (${KEY}) > (?, ?, ?, ?, ?)
  ORDER BY ${KEY} LIMIT 1 OFFSET ?`;
const TAKE_ARRIVED = `INSERT INTO "recentEntries" ("book", ${ENTRY_COLUMNS})
  SELECT "book", ${ENTRY_COLUMNS} FROM "arrivedEntries" ORDER BY ${KEY}`;
const LAST_KEY = `SELECT ${KEY} FROM "recentEntries" ORDER BY "book" DESC, "account" DESC, "at" DESC, "order" DESC, "seq" DESC LIMIT 1`;
const SLICE = `FROM "recentEntries" WHERE (${KEY}) > (?1, ?2, ?3, ?4, ?5) AND (${KEY}) <= (?6, ?7, ?8, ?9, ?10)`;
const MOVE = `INSERT INTO "entries" ("book", ${ENTRY_COLUMNS}) SELECT "book", ${ENTRY_COLUMNS} ${SLICE} ORDER BY ${KEY}`;
const DELETE = `DELETE ${SLICE}`;

type EntryKey = readonly [book: string, account: string, at: number, order: number, seq: number];

/** Before every key: neither books nor accounts have empty names. */
const BEFORE_ALL: EntryKey = ['', '', 0, 0, 0];

/** The recent entries: in order of their key, in a table small enough to be written all over by every large batch. */
export class RecentEntries {
  readonly #limits: WriteLimits;
  /** Up to where rows were moved in this round. Where it stands changes cost, never meaning. */
  #movedTo: EntryKey = BEFORE_ALL;
  /** Undefined: to be counted. */
  #rows: number | undefined;
  #committedRows: number | undefined;

  constructor(limits: WriteLimits) {
    this.#limits = limits;
  }

  insert(connection: Connection, book: string, entries: readonly EntryRow[]): void {
    this.#rows ??= countRows(connection);
    insertMany(connection, INSERT, inOrder(entries), (row, values) => putEntry(book, row, values));
    this.#rows += entries.length;
    this.#moveExcess(connection);
  }

  /** Takes over all arrived entries. */
  takeArrived(connection: Connection): void {
    this.#rows ??= countRows(connection);
    connection.run(TAKE_ARRIVED);
    this.#rows += connection.run('DELETE FROM "arrivedEntries"');
    this.#moveExcess(connection);
  }

  commit(): void {
    this.#committedRows = this.#rows;
  }

  rollback(): void {
    this.#rows = this.#committedRows;
  }

  #moveExcess(connection: Connection): void {
    // Where a round ends there may be too few; what is left is moved at the beginning of the next.
    for (let round = 0; round < 2; round += 1) {
      const excess = (this.#rows ?? 0) - this.#limits.recentEntriesMax;
      if (excess >= this.#limits.movedEntriesMin) this.#move(connection, excess);
    }
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
  // Sorting the accounts first is faster than comparing the accounts of all entries.
  const sorted: EntryRow[] = [];
  for (const account of [...byAccount.keys()].sort()) {
    const rows = byAccount.get(account) ?? [];
    // Nearly all come in order.
    if (!isInOrder(rows)) rows.sort(compareInAccount);
    for (const row of rows) sorted.push(row);
  }
  return sorted;
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

function isInOrder(rows: readonly EntryRow[]): boolean {
  for (let i = 1; i < rows.length; i += 1) {
    const before = rows[i - 1];
    const row = rows[i];
    if (before !== undefined && row !== undefined && compareInAccount(before, row) > 0) return false;
  }
  return true;
}
