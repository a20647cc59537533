import { StoreError } from '../../base/store-error.ts';
import type { CounterStore } from '../../counters/counter-store.ts';
import type { BookEnd, Snapshot, Store, StoreTransaction, StoreView } from '../store.ts';
import type { StoreInfo } from '../store-info.ts';
import { backUp } from './backup.ts';
import { Connection } from './connection.ts';
import { SqliteCounterStore } from './counters.ts';
import { checkFile, type FileCheckProgress } from './file-check.ts';
import type { HouseLock } from './house-lock.ts';
import { isBackup, markAsRestored, readInfo } from './house-row.ts';
import type { HouseWatch } from './house-watch.ts';
import { Readers } from './readers.ts';
import { SqliteSnapshot } from './snapshot.ts';
import { asStoreError } from './sqlite-errors.ts';
import { SqliteTransaction } from './transaction.ts';
import { SqliteView } from './view.ts';
import type { WriteLimits } from './write-limits.ts';
import { Writing } from './writing.ts';

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
  readonly #writing: Writing;
  readonly #latest: Connection;
  readonly #readers: Readers;
  readonly #counters = new SqliteCounterStore({
    writing: async (work) => {
      this.#assertOpen();
      return await this.#writing.run(work);
    },
    reading: (work) => this.#read(work),
  });
  readonly #closing = new AbortController();
  /** What every call meets from then on; undefined as long as it is open. */
  #closedBy: StoreError | undefined;
  #onEnd: ((reason: StoreError) => void) | undefined;

  constructor({ file, lock, watch, writer, limits }: SqliteParts) {
    this.url = `sqlite:${file}`;
    this.#file = file;
    this.#lock = lock;
    this.#watch = watch;
    this.#writer = writer;
    this.#writing = new Writing({
      ...{ file, watch, writer, limits },
      assertFiles: () => this.#assertFiles(),
      closeItself: (reason, leavesLog) => this.#closeItself(reason, leavesLog),
      use: (connection, work) => this.#use(connection, work),
    });
    this.#readers = new Readers(file);
    this.#latest = new Connection(file, { isReadOnly: true });
    this.latest = new SqliteView((work) =>
      this.#durable(this.#use(this.#latest, (connection) => work(connection, this.#writing.committed))),
    );
  }

  async snapshot(): Promise<Snapshot> {
    const arrived = this.#writing.committed;
    const reader = await this.#beginReading();
    return new SqliteSnapshot(
      (work) => this.#use(reader, (connection) => work(connection, arrived)),
      () => this.#readers.release(reader),
    );
  }

  async begin(): Promise<StoreTransaction> {
    this.#assertOpen();
    const writing = this.#writing;
    await writing.begin();
    return new SqliteTransaction(
      (work) => this.#use(this.#writer, (connection) => work(connection, writing.writers.pending)),
      writing.writers,
      { commit: (hasChanged) => writing.commit(hasChanged), end: (isCommitted) => writing.end(isCommitted) },
    );
  }

  async info(): Promise<StoreInfo> {
    return this.#durable(this.#use(this.#latest, readInfo));
  }

  async adopt(clock: () => number): Promise<void> {
    if (!this.#use(this.#writer, isBackup)) return;
    await this.#writing.run(async (connect) => markAsRestored(connect(), clock()));
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

  async wipe(): Promise<boolean> {
    this.#assertOpen();
    return await this.#writing.wipe();
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
    await this.#writing.idle();
    if (this.#closedBy !== undefined) return;
    const lost = this.#writing.hasCommitted ? this.#watch.lost() : undefined;
    this.#closeConnections(lost ?? new StoreError('house_closed', `${this.#file} was closed`));
    if (lost !== undefined) throw lost;
  }

  /** The connection that is closed last copies the log into the file, and removes it, where it may write. */
  #closeConnections(reason: StoreError, leavesLog = false): void {
    this.#closedBy = reason;
    this.#closing.abort(reason);
    this.#writing.close(reason);
    this.#readers.close();
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

  /** Throws `house_lost`, and closes the house, when one of its files is not the one that was opened. */
  #assertFiles(): void {
    this.#assertOpen();
    const lost = this.#watch.lost(this.#writing.isCopying);
    if (lost === undefined) return;
    this.#closeItself(lost);
    throw lost;
  }

  /** What was read, once all that it may show is durable. */
  #durable<T>(answer: T): T | Promise<T> {
    return this.#writing.durable(answer);
  }

  #use<T>(connection: Connection, work: (connection: Connection) => T): T {
    this.#assertOpen();
    try {
      return work(connection);
    } catch (error) {
      throw asStoreError(this.#file, error);
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
      return await this.#durable(reader);
    } catch (error) {
      if (reader !== undefined) this.#readers.release(reader);
      throw asStoreError(this.#file, error);
    }
  }

  #assertOpen(): void {
    if (this.#closedBy !== undefined) throw this.#closedBy;
  }
}
