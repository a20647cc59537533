import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type Connection, LOG_PAGES } from './connection.ts';

/**
 * Copies the log into the file, by a connection that is open for as long as that takes. It is a text, so that it is found wherever the
 * package ends up.
 */
const PROGRAM = `
  const { DatabaseSync } = require('node:sqlite');
  const { parentPort, workerData } = require('node:worker_threads');
  parentPort.on('message', (mode) => {
    let database;
    let isDone = false;
    try {
      database = new DatabaseSync(new URL(workerData.url));
      database.exec('PRAGMA synchronous = FULL');
      const { busy, log, checkpointed } = database.prepare('PRAGMA wal_checkpoint(' + mode + ')').get();
      isDone = busy === 0 && log === checkpointed;
    } catch {
      // Whoever has the house finds out what is wrong with its file; the log is whole.
    } finally {
      database?.close();
    }
    parentPort.postMessage(isDone);
  });
`;

/** How much longer a log gets before copying it is tried again, where somebody who reads has held that up. */
const RETRY_PAGES = LOG_PAGES / 8;

/** Copies the log of a house into its file in another thread: it takes the disk as long as a hundred commits. */
export class LogCopier {
  readonly #url: string;
  #worker: Worker | undefined;
  #running: Promise<boolean> | undefined;
  /** At how many pages it is tried next. */
  #pagesMax = LOG_PAGES;

  constructor(file: string) {
    const url = pathToFileURL(file);
    // A house that was moved away is not made anew.
    url.searchParams.set('mode', 'rw');
    this.#url = url.href;
  }

  /** True while the file changes by it. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Whether the log has got so long that it is to be copied. */
  isDue(writer: Connection): boolean {
    const pages = pagesIn(writer);
    if (pages < LOG_PAGES) this.#pagesMax = LOG_PAGES;
    if (pages < this.#pagesMax) return false;
    this.#pagesMax = pages + RETRY_PAGES;
    return true;
  }

  /**
   * Copies all of the log, and with `TRUNCATE` cuts it off. Nobody may write meanwhile. False: not all of it, since somebody reads what was
   * committed before, or since it failed, by which nothing is lost.
   */
  async copy(mode: 'PASSIVE' | 'TRUNCATE'): Promise<boolean> {
    this.#running = this.#ask(mode);
    try {
      return await this.#running;
    } catch {
      this.#worker = undefined;
      return false;
    } finally {
      this.#running = undefined;
    }
  }

  /** Resolves when nothing is under way any more. */
  async idle(): Promise<void> {
    await this.#running?.catch(() => undefined);
  }

  /** Ends the thread, when it has nothing to do any more. */
  close(): void {
    void this.idle().then(() => this.#worker?.terminate());
  }

  async #ask(mode: string): Promise<boolean> {
    // What this process was started with may say how a text is to be read, as `--input-type=module` does.
    this.#worker ??= new Worker(PROGRAM, { eval: true, workerData: { url: this.#url }, execArgv: [] });
    const worker = this.#worker;
    // A process that waits for it must not end, and one that does not may.
    worker.ref();
    try {
      const answered = once(worker, 'message');
      worker.postMessage(mode);
      const [isDone]: unknown[] = await answered;
      return isDone === true;
    } finally {
      worker.unref();
    }
  }
}

/** How long the log is; where that cannot be told, the next commit finds out why. */
function pagesIn(writer: Connection): number {
  try {
    return writer.pagesInLog();
  } catch {
    return 0;
  }
}
