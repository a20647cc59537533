import { assert } from '../../base/assert.ts';
import { StoreError } from '../../base/store-error.ts';
import { emptyHead } from '../empty-head.ts';
import { ROW_KIND_NAMES, ROW_KINDS, type RowKindName, type StoredRows } from '../row-kinds.ts';
import type { SideKindName, SideRows } from '../side-kinds.ts';
import {
  assertHasJournal,
  assertSidePlace,
  conditionsHold,
  type RowKey,
  type SideChanges,
} from '../side-rows.ts';
import type { BookHead, Changes, EntryRow, StoreTransaction } from '../store.ts';
import type { ArrivedEntries } from './arrived-entries.ts';
import { readHead, writeHead } from './books.ts';
import { deleteAllCheckpoints, deleteStaleCheckpoints, writeCheckpoints } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import { readEntries } from './entries.ts';
import { raiseRules } from './house-row.ts';
import { insertJournal } from './journal.ts';
import { removeRows, upsertRows } from './rows.ts';
import { type Arrived, SqliteView } from './view.ts';
import type { Writers } from './writers.ts';

/** How a transaction ends on its connection. */
export interface TransactionEnd {
  /** Resolves when what was changed is durable. */
  readonly commit: (hasChanged: boolean) => Promise<void>;
  /** Rolls back what is still open, and lets the next transaction begin. Called once. */
  readonly end: (isCommitted: boolean) => void;
}

/** The writing connection shows what was written to it, so that nothing is waited for. */
type UseWriter = <T>(work: (connection: Connection, arrived: Arrived) => T) => T;

/** The one transaction on the writing connection. It reads its own writes, because it reads where it writes. */
export class SqliteTransaction extends SqliteView implements StoreTransaction {
  readonly #life: { isOver: boolean };
  readonly #useWriter: UseWriter;
  readonly #writers: Writers;
  readonly #end: TransactionEnd;
  #hasChanged = false;
  #hasFailed = false;
  /** The house is marked with these rules already. */
  #rules = 0;

  constructor(useWriter: UseWriter, writers: Writers, end: TransactionEnd) {
    const life = { isOver: false };
    const use: UseWriter = (work) => {
      assert(!life.isOver, 'a transaction is not used when it is over');
      return useWriter(work);
    };
    super(use);
    this.#useWriter = use;
    this.#life = life;
    this.#writers = writers;
    this.#end = end;
  }

  /** The whole file is locked already: only the head is left to be read. */
  async lock(book: string): Promise<BookHead> {
    return this.use((connection) => readHead(connection, book) ?? emptyHead(book));
  }

  async write(book: string, changes: Changes): Promise<void> {
    assertHasJournal(book);
    const { rules } = changes.head;
    this.#change((connection) => {
      writeChanges(connection, this.#writers, book, changes);
      if (rules > this.#rules) raiseRules(connection, rules);
    });
    this.#rules = Math.max(rules, this.#rules);
  }

  async writeSide<K extends SideKindName>(
    book: string,
    kind: K,
    { put = [], remove = [], when = {} }: SideChanges<SideRows[K]>,
  ): Promise<boolean> {
    assertSidePlace(kind, book, (await this.head(book)) !== undefined);
    if (!(await conditionsHold((keys) => this.side(book, kind, keys), kind, when))) return false;
    this.#change((connection) => changeRows(connection, book, kind, { put, remove }));
    return true;
  }

  async deleteCheckpoints(book: string): Promise<void> {
    this.#change((connection) => deleteAllCheckpoints(connection, book));
  }

  async commit(): Promise<void> {
    assert(!this.#life.isOver, 'a transaction is committed once');
    this.#life.isOver = true;
    let isCommitted = false;
    try {
      if (this.#hasFailed)
        throw new StoreError('store_failed', 'nothing was committed: a write before had failed');
      await this.#end.commit(this.#hasChanged);
      isCommitted = true;
    } finally {
      this.#end.end(isCommitted);
    }
  }

  async rollback(): Promise<void> {
    if (this.#life.isOver) return;
    this.#life.isOver = true;
    this.#end.end(false);
  }

  /** A write that failed may have been done in part: then nothing of the transaction may be committed. */
  #change(work: (connection: Connection) => void): void {
    this.#hasChanged = true;
    try {
      this.#useWriter(work);
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }
}

function writeChanges(connection: Connection, writers: Writers, book: string, changes: Changes): void {
  insertJournal(connection, book, changes.journal);
  for (const kind of ROW_KIND_NAMES) {
    if (kind !== 'account') putRows(connection, book, kind, changes);
  }
  writers.accounts.write(connection, book, changes.rows.account ?? []);
  assertNew(connection, writers.entries.pending, book, changes.entries);
  writers.entries.write(connection, book, changes.entries);
  deleteStaleCheckpoints(connection, book, changes.staleCheckpoints);
  writeCheckpoints(connection, book, changes.checkpoints);
  writeHead(connection, changes.head);
}

/**
 * No table alone knows all entries, so that none would refuse one that stands in another. Entries of later events than
 * any that was written before are new without a look; there are no others, unless by a bug.
 */
function assertNew(
  connection: Connection,
  arrived: ArrivedEntries,
  book: string,
  entries: readonly EntryRow[],
): void {
  const last = readHead(connection, book)?.seq ?? 0;
  for (const { account, at, order, seq } of entries) {
    if (seq > last) continue;
    const query = { account, after: { at, order, seq: seq - 1 }, until: { at, order }, knownBy: seq };
    const found = readEntries(connection, arrived, book, query);
    assert(found.length === 0, `an entry of event ${seq} is written once`);
  }
}

function putRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  changes: Changes,
): void {
  const rows = changes.rows[kind];
  if (rows !== undefined) changeRows(connection, book, kind, { put: rows, remove: [] });
}

/**
 * Wherever an erasable row was, it is overwritten with zeros, which SQLite else leaves to be overwritten by chance: where it
 * was replaced or deleted, and where it was put down on its way to its place.
 */
function changeRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  { put, remove }: { readonly put: readonly StoredRows[K][]; readonly remove: readonly RowKey[] },
): void {
  if (put.length + remove.length === 0) return;
  const { isErasable } = ROW_KINDS[kind];
  if (isErasable) connection.exec('PRAGMA secure_delete = ON');
  try {
    removeRows(connection, book, kind, remove);
    upsertRows(connection, book, kind, put);
  } finally {
    if (isErasable) connection.exec('PRAGMA secure_delete = OFF');
  }
}
