import { assert } from '../../base/assert.ts';
import { StoreError } from '../../base/store-error.ts';
import { ROW_KIND_NAMES, type RowKindName } from '../row-kinds.ts';
import type { BookHead, Changes, StoreTransaction } from '../store.ts';
import { lockHead, writeHead } from './books.ts';
import { deleteAllCheckpoints, deleteStaleCheckpoints, writeCheckpoints } from './checkpoints.ts';
import type { Connection } from './connection.ts';
import { insertEntries } from './entries.ts';
import { insertJournal } from './journal.ts';
import { asCommitError, asStoreError, outcomeUnknown } from './postgres-errors.ts';
import { upsertRows } from './rows.ts';
import { rareStatement, statement } from './statements.ts';
import { PostgresView } from './view.ts';

// Each statement sees what was committed before it began: a book's row, once locked, is the latest.
const BEGIN = statement('session', 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
const COMMIT = statement('session', 'COMMIT');
const ROLLBACK = rareStatement('session', 'ROLLBACK');

/** Starts a transaction on a connection. Nothing is waited for: what is wrong shows with the first statement. */
export function beginOn(connection: Connection): void {
  connection.send(BEGIN).catch(() => undefined);
}

export interface TransactionEnd {
  /** Takes the connection back. Called once. */
  readonly give: (connection: Connection) => void;
  /** Told what was committed. */
  readonly onCommit: (heads: readonly BookHead[]) => void;
  /** Throws when the store is closed. */
  readonly checkOpen: () => void;
}

/** What a transaction has come to, apart from itself: its view asks for it before it is whole. */
interface Life {
  isOver: boolean;
  /** The server takes no more statements, but the end. */
  hasFailed: boolean;
}

/** A transaction on a connection of its own. It reads its own writes, because it reads where it writes. */
export class PostgresTransaction extends PostgresView implements StoreTransaction {
  readonly #connection: Connection;
  readonly #end: TransactionEnd;
  readonly #life: Life;
  readonly #locked = new Set<string>();
  readonly #heads = new Map<string, BookHead>();

  /** Takes over a connection on which a transaction was begun. */
  constructor(connection: Connection, end: TransactionEnd) {
    const life: Life = { isOver: false, hasFailed: false };
    super(async (work) => {
      end.checkOpen();
      assert(!life.isOver, 'a transaction is not used when it is over');
      try {
        return await work(connection);
      } catch (error) {
        life.hasFailed = true;
        throw error;
      }
    });
    this.#connection = connection;
    this.#end = end;
    this.#life = life;
  }

  /** One round trip, which brings the beginning of the transaction along; two for a book that is new. */
  async lock(book: string): Promise<BookHead> {
    const head = await this.use((connection) => lockHead(connection, book));
    this.#locked.add(book);
    return head;
  }

  /** One round trip, whatever is written. */
  async write(book: string, changes: Changes): Promise<void> {
    assert(this.#locked.has(book), 'a book is written to that is locked');
    assert(changes.head.book === book, 'a book gets its own head');
    await this.use((connection) => writeChanges(connection, book, changes));
    this.#heads.set(book, changes.head);
  }

  async deleteCheckpoints(book: string): Promise<void> {
    assert(this.#locked.has(book), 'a book is written to that is locked');
    await this.use((connection) => deleteAllCheckpoints(connection, book));
  }

  async commit(): Promise<void> {
    this.#end.checkOpen();
    assert(!this.#life.isOver, 'a transaction is committed once');
    if (this.#life.hasFailed) {
      await this.rollback();
      throw new StoreError('store_failed', 'nothing was committed: something before had failed');
    }
    this.#life.isOver = true;
    try {
      await commitOn(this.#connection);
    } catch (error) {
      // Whatever became of it, the server is not to be left waiting with the books locked.
      await this.#connection.close();
      throw error;
    } finally {
      this.#end.give(this.#connection);
    }
    if (this.#heads.size > 0) this.#end.onCommit([...this.#heads.values()]);
  }

  async rollback(): Promise<void> {
    if (this.#life.isOver) return;
    this.#life.isOver = true;
    try {
      // Where there is no connection any more, the server has rolled back by itself.
      if (!this.#connection.isBroken) await this.#connection.send(ROLLBACK).catch(() => undefined);
    } finally {
      this.#end.give(this.#connection);
    }
  }
}

/**
 * Commits. A warning with it makes its outcome as good as unknown: PostgreSQL warns when a commit was not waited for on
 * the standby, and Citus when a part on another node will only be completed later.
 */
async function commitOn(connection: Connection): Promise<void> {
  const { url, warnings } = connection;
  let command: string;
  if (connection.isBroken) throw asStoreError(url, new Error('it was lost before the commit'));
  try {
    ({ command } = await connection.send(COMMIT));
  } catch (error) {
    throw asCommitError(url, error);
  }
  if (command !== 'COMMIT') {
    const message = `${url}: nothing was committed: the server had given up the transaction`;
    throw new StoreError('store_failed', message, undefined, { isRetryable: true });
  }
  if (connection.warnings > warnings) throw outcomeUnknown(url, 'the server warned about it');
}

/** Sends everything at once, and waits for all answers. */
async function writeChanges(connection: Connection, book: string, changes: Changes): Promise<void> {
  const answers = await Promise.allSettled([
    ...insertJournal(connection, book, changes.journal),
    ...insertEntries(connection, book, changes.entries),
    ...ROW_KIND_NAMES.flatMap((kind) => writeRows(connection, book, kind, changes)),
    ...deleteStaleCheckpoints(connection, book, changes.staleCheckpoints),
    ...writeCheckpoints(connection, book, changes.checkpoints),
    writeHead(connection, changes.head),
  ]);
  // They are carried out in this order, and all behind one that fails do too, so the first tells why.
  const failed = answers.find((answer) => answer.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

function writeRows<K extends RowKindName>(
  connection: Connection,
  book: string,
  kind: K,
  changes: Changes,
): Promise<unknown>[] {
  const rows = changes.rows[kind];
  return rows === undefined ? [] : upsertRows(connection, book, kind, rows);
}
