import { StoreError } from '../../base/store-error.ts';
import type { CounterStore } from '../../counters/counter-store.ts';
import type {
  BackupTask,
  BookEnd,
  Snapshot,
  Store,
  StoreInfo,
  StoreTransaction,
  StoreView,
} from '../store.ts';
import { backUp } from './backup.ts';
import { Connection } from './connection.ts';
import { SqliteCounterStore } from './counters.ts';
import { checkFile, type FileCheckProgress } from './file-check.ts';
import type { HouseLock } from './house-lock.ts';
import { changesSoFar, isBackup, markAsRestored, readInfo, renewMark } from './house-row.ts';
import { asStoreError } from './sqlite-errors.ts';
import { SqliteTransaction } from './transaction.ts';
import { Turnstile } from './turnstile.ts';
import { SqliteView } from './view.ts';
import type { WriteLimits } from './write-limits.ts';
import { Writers } from './writers.ts';

/** Most connections that are kept for the next snapshots. More may be open at a time. */
const IDLE_READERS_MAX = 4;

/** A house on one SQLite file. It has the file to itself, and one transaction at a time on all of it. */
export class SqliteStore implements Store {
  readonly url: string;
  readonly isExclusive = true;
  readonly latest: StoreView;
  readonly #file: string;
  readonly #lock: HouseLock;
  readonly #writer: Connection;
  readonly #latest: Connection;
  readonly #idleReaders: Connection[] = [];
  readonly #busyReaders = new Set<Connection>();
  readonly #writers: Writers;
  readonly #turnstile = new Turnstile();
  readonly #counters = new SqliteCounterStore({
    writing: (work) => this.#write(work),
    reading: (work) => this.#read(work),
  });
  readonly #closing = new AbortController();
  #isClosed = false;

  /** Takes over the lock and the writer, and closes both at its end. */
  constructor(file: string, lock: HouseLock, writer: Connection, limits: WriteLimits) {
    this.url = `sqlite:${file}`;
    this.#file = file;
    this.#lock = lock;
    this.#writer = writer;
    this.#writers = new Writers(writer, limits);
    this.#latest = new Connection(file, { isReadOnly: true });
    this.latest = new SqliteView((work) =>
      this.#use(this.#latest, (connection) => work(connection, this.#writers.committed)),
    );
  }

  async snapshot(): Promise<Snapshot> {
    const reader = this.#beginReading();
    const arrived = this.#writers.committed;
    return new SqliteSnapshot(
      (work) => this.#use(reader, (connection) => work(connection, arrived)),
      () => this.#endReader(reader),
    );
  }

  async begin(): Promise<StoreTransaction> {
    this.#assertOpen();
    await this.#turnstile.enter();
    try {
      this.#use(this.#writer, (writer) => writer.exec('BEGIN IMMEDIATE'));
    } catch (error) {
      this.#turnstile.leave();
      throw error;
    }
    return new SqliteTransaction(
      (work) => this.#use(this.#writer, (connection) => work(connection, this.#writers.pending)),
      this.#writers,
      (isCommitted) => this.#endTransaction(isCommitted),
    );
  }

  async info(): Promise<StoreInfo> {
    return this.#use(this.#latest, readInfo);
  }

  async adopt(clock: () => number): Promise<void> {
    if (!this.#use(this.#writer, isBackup)) return;
    await this.#write(async (connect) => markAsRestored(connect(), clock()));
  }

  /** Writes go on meanwhile; the log grows by them, because it is not folded in before the copy is done. */
  async backUp(task: BackupTask): Promise<readonly BookEnd[]> {
    const reader = this.#beginReading();
    try {
      return await backUp(reader, this.#file, task);
    } catch (error) {
      throw asStoreError(this.#file, error);
    } finally {
      this.#endReader(reader);
    }
  }

  /** The counters in this file. */
  counters(): CounterStore {
    return this.#counters;
  }

  /**
   * Looks for damage in the file, table by table: what cannot be read, what is out of order, indexes that do not
   * match. Returns what was found, in words; nothing, when all is well. Writes go on meanwhile. Cost: reads the file, in
   * another thread.
   */
  async checkFile(onProgress?: (progress: FileCheckProgress) => void): Promise<string[]> {
    this.#assertOpen();
    return checkFile(this.#file, this.#closing.signal, onProgress);
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#closing.abort(this.#closedError());
    this.#turnstile.refuseAll(this.#closedError());
    for (const reader of [...this.#idleReaders, ...this.#busyReaders, this.#latest]) reader.close();
    try {
      this.#writer.close();
    } finally {
      this.#lock.release();
    }
  }

  #use<T>(connection: Connection, work: (connection: Connection) => T): T {
    this.#assertOpen();
    try {
      return work(connection);
    } catch (error) {
      throw asStoreError(this.#file, error);
    }
  }

  async #write<T>(work: (connect: () => Connection) => Promise<T>): Promise<T> {
    this.#assertOpen();
    await this.#turnstile.enter();
    let isCommitted = false;
    try {
      this.#use(this.#writer, (writer) => writer.exec('BEGIN IMMEDIATE'));
      const before = this.#use(this.#writer, changesSoFar);
      const answer = await work(() => this.#use(this.#writer, (writer) => writer));
      if (this.#use(this.#writer, changesSoFar) !== before) this.#use(this.#writer, renewMark);
      this.#use(this.#writer, (writer) => writer.exec('COMMIT'));
      isCommitted = true;
      return answer;
    } catch (error) {
      throw asStoreError(this.#file, error);
    } finally {
      this.#endTransaction(isCommitted);
    }
  }

  async #read<T>(work: (connect: () => Connection) => Promise<T>): Promise<T> {
    const reader = this.#beginReading();
    try {
      return await work(() => this.#use(reader, (connection) => connection));
    } catch (error) {
      throw asStoreError(this.#file, error);
    } finally {
      this.#endReader(reader);
    }
  }

  /** A connection that sees what is committed now, until `#endReader`. */
  #beginReading(): Connection {
    this.#assertOpen();
    const reader = this.#idleReaders.pop() ?? this.#openReader();
    this.#busyReaders.add(reader);
    try {
      this.#use(reader, () => this.#fixView(reader));
    } catch (error) {
      this.#endReader(reader);
      throw error;
    }
    return reader;
  }

  /** SQLite fixes what a transaction sees at its first read, not at its beginning. */
  #fixView(reader: Connection): void {
    reader.exec('BEGIN');
    reader.get('SELECT count(*) FROM "books" WHERE "book" = ?', '');
  }

  #openReader(): Connection {
    try {
      return new Connection(this.#file, { isReadOnly: true });
    } catch (error) {
      throw asStoreError(this.#file, error);
    }
  }

  #endReader(reader: Connection): void {
    if (this.#isClosed) return;
    if (this.#idleReaders.length >= IDLE_READERS_MAX) {
      this.#closeReader(reader);
      return;
    }
    if (reader.isInTransaction) reader.exec('ROLLBACK');
    this.#busyReaders.delete(reader);
    this.#idleReaders.push(reader);
  }

  #closeReader(reader: Connection): void {
    if (this.#busyReaders.delete(reader) && !this.#isClosed) reader.close();
  }

  #endTransaction(isCommitted: boolean): void {
    if (isCommitted) this.#writers.commit();
    else this.#writers.rollback();
    try {
      // After some errors SQLite has rolled back already; when the house is closed, closing did.
      if (!this.#isClosed && this.#writer.isInTransaction) this.#writer.exec('ROLLBACK');
    } catch (error) {
      throw asStoreError(this.#file, error);
    } finally {
      this.#turnstile.leave();
    }
  }

  #assertOpen(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  #closedError(): StoreError {
    return new StoreError('house_closed', `${this.#file} was closed`);
  }
}

class SqliteSnapshot extends SqliteView implements Snapshot {
  readonly #end: () => void;
  #isClosed = false;

  constructor(use: SqliteView['use'], end: () => void) {
    super(use);
    this.#end = end;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#end();
  }
}
