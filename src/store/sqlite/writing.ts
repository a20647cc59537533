import { StoreError } from '../../base/store-error.ts';
import { Mutex } from '../mutex.ts';
import type { Connection } from './connection.ts';
import { closedAfter, writtenElsewhere } from './house-lost.ts';
import { changesSoFar, readMark, renewMark } from './house-row.ts';
import type { HouseWatch } from './house-watch.ts';
import { LogCopier } from './log-copier.ts';
import { LogSync } from './log-sync.ts';
import { asCommitError, asStoreError } from './sqlite-errors.ts';
import type { Arrived } from './view.ts';
import type { WriteLimits } from './write-limits.ts';
import { Writers } from './writers.ts';

/** What the writing end needs of the store that it belongs to. */
export interface WrittenHouse {
  readonly file: string;
  readonly watch: HouseWatch;
  readonly writer: Connection;
  readonly limits: WriteLimits;
  /** Throws when the house is closed, or, having closed it, when one of its files is not there. */
  readonly assertFiles: () => void;
  /** Closes a house that cannot go on. */
  readonly closeItself: (reason: StoreError, leavesLog: boolean) => void;
  /** Checks that the house is open, and turns SQLite's errors into ours. */
  readonly use: <T>(connection: Connection, work: (connection: Connection) => T) => T;
}

/**
 * The writing connection of a house: one transaction at a time, each of which is durable before its commit is done. What the disk
 * has to do for that, it does in other threads.
 */
export class Writing {
  readonly #house: WrittenHouse;
  readonly #mutex = new Mutex();
  readonly #log: LogSync;
  readonly #copier: LogCopier;
  readonly writers: Writers;
  #hasCommitted = false;
  #isClosed = false;
  /** Of the latest commit of this store, or of those before it was opened. */
  #mark: string;

  constructor(house: WrittenHouse) {
    const { file, writer, limits } = house;
    this.#house = house;
    this.#log = new LogSync(file);
    this.#copier = new LogCopier(file);
    this.#mark = readMark(writer);
    this.writers = new Writers(writer, limits);
    writer.leaveSyncToOthers();
  }

  get hasCommitted(): boolean {
    return this.#hasCommitted;
  }

  /** What everyone sees of rows that are not in their place yet. */
  get committed(): Arrived {
    return this.writers.committed;
  }

  /** True while the file changes, and shows no commit. */
  get isCopying(): boolean {
    return this.#copier.isRunning;
  }

  /** What was read, once all that it may show is durable. */
  durable<T>(answer: T): T | Promise<T> {
    return this.#log.durable(answer);
  }

  /** Begins a transaction, when the one before is over. */
  async begin(): Promise<void> {
    await this.#mutex.acquire();
    try {
      this.#begin();
    } catch (error) {
      this.end(false);
      throw error;
    }
  }

  /** What another process wrote, if the lock was lost, must not meet what is remembered here. */
  #begin(): void {
    const { file, writer, use, assertFiles, closeItself } = this.#house;
    try {
      use(writer, (connection) => connection.exec('BEGIN IMMEDIATE'));
    } finally {
      // What was written over the file may be what stands in the way.
      assertFiles();
    }
    if (use(writer, readMark) === this.#mark) return;
    const lost = writtenElsewhere(file);
    closeItself(lost, false);
    throw lost;
  }

  /** Runs work in a transaction of its own. */
  async run<T>(work: (connect: () => Connection) => Promise<T>): Promise<T> {
    const { file, writer, use } = this.#house;
    await this.begin();
    let isCommitted = false;
    try {
      const before = use(writer, changesSoFar);
      const answer = await work(() => use(writer, (connection) => connection));
      await this.commit(use(writer, changesSoFar) !== before);
      isCommitted = true;
      return answer;
    } catch (error) {
      throw asStoreError(file, error);
    } finally {
      this.end(isCommitted);
    }
  }

  /**
   * Commits what is open on the writing connection. Where the lock is gone, another process may have the house, and where
   * the file or its log is, nobody would ever find what is written: then nothing is. When nobody can tell what became of
   * the commit, the house is closed: what is on the disk is read anew by the next opening.
   */
  async commit(hasChanged: boolean): Promise<void> {
    const { file, watch, writer, use, assertFiles, closeItself } = this.#house;
    const mark = hasChanged ? use(writer, renewMark) : this.#mark;
    assertFiles();
    try {
      this.#log.open();
      writer.exec('COMMIT');
      // Connections see it from here on, and with it belongs what is not in its place yet.
      this.writers.commit();
      this.#mark = mark;
      this.#hasCommitted = true;
      if (!hasChanged) return;
      watch.add(mark);
      await this.#log.sync();
    } catch (error) {
      const failure = asCommitError(file, error);
      if (failure instanceof StoreError && failure.code === 'outcome_unknown') {
        // What could not be synced is looked at as a whole before any of it goes into the file: by the next opening.
        closeItself(closedAfter(file, failure), true);
      }
      throw failure;
    }
  }

  /** Rolls back what is still open, and lets the next transaction begin. */
  end(isCommitted: boolean): void {
    const { file, writer } = this.#house;
    if (!isCommitted) this.writers.rollback();
    try {
      // After some errors SQLite has rolled back already; when the house is closed, closing did.
      if (!this.#isClosed && writer.isInTransaction) writer.exec('ROLLBACK');
    } catch (error) {
      throw asStoreError(file, error);
    } finally {
      this.#letNextBegin(isCommitted);
    }
  }

  /** Nobody but the next transaction waits until a log that has got long is in the file. */
  #letNextBegin(isCommitted: boolean): void {
    const release = (): void => this.#mutex.release();
    const isDue = isCommitted && !this.#isClosed && this.#copier.isDue(this.#house.writer);
    if (isDue) void this.#copier.copy('PASSIVE').then(release);
    else release();
  }

  /**
   * Copies the log into the file, and cuts it off: what was erased is zeros in the file already, and lies in the log as it was
   * written once. Somebody who reads what was committed before holds that up for as long.
   */
  async wipe(): Promise<boolean> {
    await this.#mutex.acquire();
    try {
      this.#house.assertFiles();
      return await this.#copier.copy('TRUNCATE');
    } finally {
      this.#mutex.release();
    }
  }

  /** Resolves when the log is not being copied any more. */
  idle(): Promise<void> {
    return this.#copier.idle();
  }

  /** Lets nobody in any more; the connection is still open. */
  close(reason: StoreError): void {
    this.#isClosed = true;
    this.#mutex.rejectWaiting(reason);
    this.#log.close();
    this.#copier.close();
  }
}
