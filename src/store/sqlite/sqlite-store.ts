import { StoreError } from '../../base/store-error.ts';
import type { CounterStore } from '../../counters/counter-store.ts';
import { Mutex } from '../mutex.ts';
import type { BookEnd, Snapshot, Store, StoreTransaction, StoreView } from '../store.ts';
import type { StoreInfo } from '../store-info.ts';
import { backUp } from './backup.ts';
import { Connection } from './connection.ts';
import { SqliteCounterStore } from './counters.ts';
import { checkFile, type FileCheckProgress } from './file-check.ts';
import type { HouseLock } from './house-lock.ts';
import { closedAfter, writtenElsewhere } from './house-lost.ts';
import { changesSoFar, isBackup, markAsRestored, readInfo, readMark, renewMark } from './house-row.ts';
import type { HouseWatch } from './house-watch.ts';
import { LogSync } from './log-sync.ts';
import { Readers } from './readers.ts';
import { SqliteSnapshot } from './snapshot.ts';
import { asCommitError, asStoreError } from './sqlite-errors.ts';
import { SqliteTransaction } from './transaction.ts';
import { SqliteView } from './view.ts';
import type { WriteLimits } from './write-limits.ts';
import { Writers } from './writers.ts';

/** What a store takes over, and closes at its end. */
export interface SqliteParts {
  readonly file: string;
  readonly lock: HouseLock;
  readonly watch: HouseWatch;
  readonly writer: Connection;
  readonly limits: WriteLimits;
}

/** Held until the process ends, by which no log is put over what was written over a house. */
const LEFT_OPEN: Connection[] = [];

/** A house on one SQLite file. It has the file to itself, and one transaction at a time on all of it. */
export class SqliteStore implements Store {
  readonly url: string;
  readonly isExclusive = true;
  readonly writersMax = 1;
  readonly latest: StoreView;
  readonly #file: string;
  readonly #lock: HouseLock;
  readonly #watch: HouseWatch;
  readonly #writer: Connection;
  readonly #log: LogSync;
  readonly #latest: Connection;
  readonly #readers: Readers;
  readonly #writers: Writers;
  readonly #writeMutex = new Mutex();
  readonly #counters = new SqliteCounterStore({
    writing: (work) => this.#write(work),
    reading: (work) => this.#read(work),
  });
  readonly #closing = new AbortController();
  /** What every call meets from then on; undefined as long as it is open. */
  #closedBy: StoreError | undefined;
  #hasCommitted = false;
  /** Of the latest commit of this store, or of those before it was opened. */
  #mark: string;
  #onEnd: ((reason: StoreError) => void) | undefined;

  constructor({ file, lock, watch, writer, limits }: SqliteParts) {
    this.url = `sqlite:${file}`;
    this.#file = file;
    this.#lock = lock;
    this.#watch = watch;
    this.#writer = writer;
    const log = new LogSync(file);
    this.#log = log;
    writer.leaveSyncToOthers();
    this.#mark = readMark(writer);
    this.#writers = new Writers(writer, limits);
    this.#readers = new Readers(file);
    this.#latest = new Connection(file, { isReadOnly: true });
    this.latest = new SqliteView((work) =>
      log.durable(this.#use(this.#latest, (connection) => work(connection, this.#writers.committed))),
    );
  }

  async snapshot(): Promise<Snapshot> {
    const arrived = this.#writers.committed;
    const reader = await this.#beginReading();
    return new SqliteSnapshot(
      (work) => this.#use(reader, (connection) => work(connection, arrived)),
      () => this.#readers.release(reader),
    );
  }

  async begin(): Promise<StoreTransaction> {
    this.#assertOpen();
    await this.#writeMutex.acquire();
    try {
      this.#beginWriting();
    } catch (error) {
      this.#endTransaction(false);
      throw error;
    }
    return new SqliteTransaction(
      (work) => this.#use(this.#writer, (connection) => work(connection, this.#writers.pending)),
      this.#writers,
      {
        commit: (hasChanged) => this.#commit(hasChanged),
        end: (isCommitted) => this.#endTransaction(isCommitted),
      },
    );
  }

  async info(): Promise<StoreInfo> {
    return this.#log.durable(this.#use(this.#latest, readInfo));
  }

  async adopt(clock: () => number): Promise<void> {
    if (!this.#use(this.#writer, isBackup)) return;
    await this.#write(async (connect) => markAsRestored(connect(), clock()));
  }

  /** Writes continue meanwhile; the log grows by them, because there is no checkpoint before the copy is done. */
  async backUp(task: Parameters<NonNullable<Store['backUp']>>[0]): Promise<readonly BookEnd[]> {
    const reader = await this.#beginReading();
    try {
      return await backUp(reader, this.#file, task);
    } catch (error) {
      throw asStoreError(this.#file, error);
    } finally {
      this.#readers.release(reader);
    }
  }

  /**
   * Copies the log into the file, and cuts it off: what was erased is zeros in the file already, and lies in the log as it was
   * written once. Somebody who reads what was committed before holds that up for as long.
   */
  async wipe(): Promise<boolean> {
    this.#assertOpen();
    await this.#writeMutex.acquire();
    try {
      this.#assertFiles();
      const result = this.#use(this.#writer, (writer) => writer.get('PRAGMA wal_checkpoint(TRUNCATE)'));
      return result?.[0] === 0n;
    } finally {
      this.#writeMutex.release();
    }
  }

  /** The counters in this file. */
  counters(): CounterStore {
    return this.#counters;
  }

  /**
   * Looks for damage in the file, table by table: what cannot be read, what is out of order, indexes that do not
   * match. Returns what was found, in words; nothing, when all is well. Writes continue meanwhile. Cost: reads the file, in
   * another thread.
   */
  async checkFile(onProgress?: (progress: FileCheckProgress) => void): Promise<string[]> {
    this.#assertFiles();
    return checkFile(this.#file, this.#closing.signal, onProgress);
  }

  onEnd(listener: (reason: StoreError) => void): void {
    this.#onEnd = listener;
  }

  /** Throws `house_lost`, with everything closed, when what was committed is not where it should be. */
  async close(): Promise<void> {
    if (this.#closedBy !== undefined) return;
    const lost = this.#hasCommitted ? this.#watch.lost() : undefined;
    this.#closeConnections(lost ?? new StoreError('house_closed', `${this.#file} was closed`));
    if (lost !== undefined) throw lost;
  }

  /** The connection that is closed last copies the log into the file, and removes it, where it may write. */
  #closeConnections(reason: StoreError, leavesLog = false): void {
    this.#closedBy = reason;
    this.#closing.abort(reason);
    this.#writeMutex.rejectWaiting(reason);
    this.#readers.close();
    this.#log.close();
    try {
      if (leavesLog) this.#writer.close();
      // It would put the log over whatever is there.
      if (this.#watch.isWrittenOver) LEFT_OPEN.push(this.#latest);
      else this.#latest.close();
      if (!leavesLog) this.#writer.close();
    } finally {
      this.#lock.release();
    }
  }

  /** Closes a house that cannot go on. Everybody gets the reason; that closing failed, too, says less. */
  #closeItself(reason: StoreError, leavesLog = false): void {
    if (this.#closedBy !== undefined) return;
    try {
      this.#closeConnections(reason, leavesLog);
    } catch {
      // The connections are gone with the process at the latest; nothing uses them any more.
    }
    this.#onEnd?.(reason);
  }

  /** What another process wrote, if the lock was lost, must not meet what is remembered here. */
  #beginWriting(): void {
    try {
      this.#use(this.#writer, (writer) => writer.exec('BEGIN IMMEDIATE'));
    } finally {
      // What was written over the file may be what stands in the way.
      this.#assertFiles();
    }
    if (this.#use(this.#writer, readMark) !== this.#mark) this.#throwLost(writtenElsewhere(this.#file));
  }

  /**
   * Commits what is open on the writing connection. Where the lock is gone, another process may have the house, and where
   * the file or its log is, nobody would ever find what is written: then nothing is. When nobody can tell what became of
   * the commit, the house is closed: what is on the disk is read anew by the next opening.
   */
  async #commit(hasChanged: boolean): Promise<void> {
    const mark = hasChanged ? this.#use(this.#writer, renewMark) : this.#mark;
    this.#assertFiles();
    try {
      this.#log.open();
      this.#writer.exec('COMMIT');
      // Connections see it from here on, and with it belongs what is not in its place yet.
      this.#writers.commit();
      this.#mark = mark;
      this.#hasCommitted = true;
      if (!hasChanged) return;
      this.#watch.add(mark);
      await this.#log.sync();
    } catch (error) {
      const failure = asCommitError(this.#file, error);
      if (failure instanceof StoreError && failure.code === 'outcome_unknown') {
        // What could not be synced is looked at as a whole before any of it goes into the file: by the next opening.
        this.#closeItself(closedAfter(this.#file, failure), true);
      }
      throw failure;
    }
  }

  /** Throws `house_lost`, and closes the house, when one of its files is not the one that was opened. */
  #assertFiles(): void {
    this.#assertOpen();
    const lost = this.#watch.lost();
    if (lost !== undefined) this.#throwLost(lost);
  }

  #throwLost(lost: StoreError): never {
    this.#closeItself(lost);
    throw lost;
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
    await this.#writeMutex.acquire();
    let isCommitted = false;
    try {
      this.#beginWriting();
      const before = this.#use(this.#writer, changesSoFar);
      const answer = await work(() => this.#use(this.#writer, (writer) => writer));
      await this.#commit(this.#use(this.#writer, changesSoFar) !== before);
      isCommitted = true;
      return answer;
    } catch (error) {
      throw asStoreError(this.#file, error);
    } finally {
      this.#endTransaction(isCommitted);
    }
  }

  async #read<T>(work: (connect: () => Connection) => Promise<T>): Promise<T> {
    const reader = await this.#beginReading();
    try {
      return await work(() => this.#use(reader, (connection) => connection));
    } catch (error) {
      throw asStoreError(this.#file, error);
    } finally {
      this.#readers.release(reader);
    }
  }

  /** A connection that sees what is committed now, once that is durable. */
  async #beginReading(): Promise<Connection> {
    this.#assertFiles();
    let reader: Connection | undefined;
    try {
      reader = this.#readers.acquire();
      return await this.#log.durable(reader);
    } catch (error) {
      if (reader !== undefined) this.#readers.release(reader);
      throw asStoreError(this.#file, error);
    }
  }

  #endTransaction(isCommitted: boolean): void {
    if (!isCommitted) this.#writers.rollback();
    try {
      // After some errors SQLite has rolled back already; when the house is closed, closing did.
      if (this.#closedBy === undefined && this.#writer.isInTransaction) this.#writer.exec('ROLLBACK');
    } catch (error) {
      throw asStoreError(this.#file, error);
    } finally {
      this.#writeMutex.release();
    }
  }

  #assertOpen(): void {
    if (this.#closedBy !== undefined) throw this.#closedBy;
  }
}
