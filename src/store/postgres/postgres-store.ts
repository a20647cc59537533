import { readOnly, StoreError } from '../../base/store-error.ts';
import type { CounterStore } from '../../counters/counter-store.ts';
import type { BookHead, Snapshot, Store, StoreTransaction, StoreView } from '../store.ts';
import type { StoreInfo } from '../store-info.ts';
import { type Connecting, connect, withoutTimeout } from './connect.ts';
import type { Connection, Traffic } from './connection.ts';
import { PostgresCounterStore } from './counters.ts';
import { findStray } from './file-check.ts';
import { readInfo } from './house-row.ts';
import { SCHEMA_VERSION } from './migrate.ts';
import { News } from './news.ts';
import { Pool } from './pool.ts';
import { reading } from './session.ts';
import { type FixedBook, fixView, PostgresSnapshot } from './snapshot.ts';
import { PostgresTransaction } from './transaction.ts';
import { PostgresView } from './view.ts';

type Work<T> = (connection: Connection) => Promise<T>;

/**
 * A house in one schema of a PostgreSQL database, which any number of processes may have open. Several books are written
 * to at the same time, each transaction on a connection of its own; the row of a book is its lock.
 */
export class PostgresStore implements Store {
  readonly url: string;
  readonly isExclusive = false;
  readonly latest: StoreView;
  /** What was sent so far for reading and for transactions, on all connections. */
  readonly traffic: Readonly<Traffic>;
  readonly #writers: Pool;
  readonly #readers: Pool;
  readonly #news: News;
  readonly #connecting: Connecting;
  readonly #counters = new PostgresCounterStore({
    writing: (work) => {
      if (this.isReadOnly) throw readOnly(this.url);
      return this.#with(this.#writers, work);
    },
    reading: (work) => this.#with(this.#readers, work),
    checkOpen: () => this.#checkOpen(),
  });
  #isClosed = false;

  constructor(connecting: Connecting) {
    const { place, traffic, pool } = connecting;
    const opening = (dropsIdle: boolean) => async () =>
      (await connect(connecting, { hasNoTimeout: false, dropsIdle })).connection;
    const isOneEnough = place.writersMax === 1 && place.readersMax === 1;
    this.#connecting = connecting;
    this.url = place.url;
    this.traffic = traffic;
    this.#writers = new Pool(opening(true), place.writersMax);
    this.#readers = isOneEnough ? this.#writers : new Pool(opening(false), place.readersMax);
    const isLent = isOneEnough || pool !== undefined || place.pooler === 'transaction';
    const lend = isLent ? <T>(work: Work<T>) => this.#with(this.#readers, work) : undefined;
    this.#news = new News({ connecting, lend });
    this.latest = new PostgresView((work) => this.#read(work));
  }

  get writersMax(): number {
    return this.#connecting.place.writersMax;
  }

  /** True when it takes no writes. */
  get isReadOnly(): boolean {
    return this.#connecting.place.mode === 'read';
  }

  /** Waits when READERS_MAX of them, or as many as the url says, are open already. */
  async snapshot(book?: string): Promise<Snapshot> {
    this.#checkOpen();
    const reader = await this.#readers.acquire();
    let fixed: FixedBook | undefined;
    try {
      const head = await fixView(reader, book);
      fixed = book === undefined ? undefined : { book, head };
    } catch (error) {
      this.#readers.release(reader);
      throw error;
    }
    return new PostgresSnapshot(
      reader,
      fixed,
      (connection) => this.#readers.release(connection),
      () => this.#checkOpen(),
    );
  }

  /** Waits when WRITERS_MAX transactions, or as many as the url says, are open already. */
  async begin(): Promise<StoreTransaction> {
    this.#checkOpen();
    if (this.isReadOnly) throw readOnly(this.url);
    const writer = await this.#writers.acquire();
    return new PostgresTransaction(writer, {
      give: (connection) => this.#writers.release(connection),
      onCommit: (heads) => this.#news.notify(heads.map(({ book }: BookHead) => book)),
      checkOpen: () => this.#checkOpen(),
    });
  }

  async info(): Promise<StoreInfo> {
    return await this.#read((connection) => readInfo(connection, SCHEMA_VERSION));
  }

  /** The counters in this schema. */
  counters(): CounterStore {
    return this.#counters;
  }

  async checkFile(): Promise<string[]> {
    this.#checkOpen();
    return await withoutTimeout(this.#connecting, (connection) => reading(connection, findStray));
  }

  /** Calls back when another process has committed to a book. Notifications may be lost, and are not repeated on purpose. */
  onNews(listener: (book: string) => void): () => void {
    this.#checkOpen();
    return this.#news.listen(listener);
  }

  /** What is replaced stays in the files until they are vacuumed, and written over by chance. */
  async wipe(): Promise<boolean> {
    return false;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    const reason = this.#closedError();
    const pools = new Set([this.#writers, this.#readers]);
    await Promise.all([...pools].map((pool) => pool.close(reason)));
    await this.#news.close();
  }

  /** Reads what is committed, on a connection for reading. */
  #read<T>(work: Work<T>): Promise<T> {
    return this.#with(this.#readers, (connection) => reading(connection, work));
  }

  /** Runs work on a connection of its own. */
  async #with<T>(pool: Pool, work: Work<T>): Promise<T> {
    this.#checkOpen();
    const connection = await pool.acquire();
    try {
      return await work(connection);
    } finally {
      pool.release(connection);
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  #closedError(): StoreError {
    return new StoreError('house_closed', `${this.url} was closed`);
  }
}
