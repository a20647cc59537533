import { closeSync, fdatasync, openSync } from 'node:fs';
import { assert } from '../../base/assert.ts';
import { messageOf } from '../../base/error.ts';
import { StoreError } from '../../base/store-error.ts';
import { closedAfter } from './house-lost.ts';
import { commitUnknown } from './sqlite-errors.ts';

/**
 * Makes durable what SQLite has written to the log of a house. SQLite itself would sync within COMMIT, and hold up the process for as
 * long as the disk takes; so it only writes, and this syncs behind it, in one of the system's threads.
 */
export class LogSync {
  readonly #file: string;
  /** No lock is ever on a log, so that none is dropped when this is closed. */
  #handle: number | undefined;
  #pending: Promise<void> | undefined;

  /** @param file of the house */
  constructor(file: string) {
    this.#file = file;
  }

  /** To be called before the first commit, while nothing is lost by its failing. */
  open(): void {
    try {
      this.#handle ??= openSync(`${this.#file}-wal`, 'r+');
    } catch (error) {
      throw new StoreError('store_failed', `${this.#file}-wal cannot be opened: ${messageOf(error)}`, error);
    }
  }

  /** Resolves when all that is in the log is durable. One at a time. Throws `outcome_unknown`. */
  async sync(): Promise<void> {
    this.#pending = this.#sync();
    try {
      await this.#pending;
    } finally {
      this.#pending = undefined;
    }
  }

  /**
   * What was read just now, told once everything that it may show is durable: nobody is told what a crash could take back. Where that
   * fails, the house is closed.
   */
  durable<T>(answer: T): T | Promise<T> {
    if (this.#pending === undefined) return answer;
    const fail = (failure: StoreError): never => {
      throw closedAfter(this.#file, failure);
    };
    return this.#pending.then(() => answer, fail);
  }

  /** Lets go of the log, when nothing is under way. */
  close(): void {
    const handle = this.#handle;
    if (handle === undefined) return;
    const release = (): void => closeSync(handle);
    if (this.#pending === undefined) release();
    else this.#pending.then(release, release);
  }

  #sync(): Promise<void> {
    const handle = this.#handle;
    assert(handle !== undefined, 'the log was opened before the commit');
    return new Promise((resolve, reject) => {
      fdatasync(handle, (error) => {
        if (error === null) resolve();
        else reject(commitUnknown(this.#file, error));
      });
    });
  }
}
