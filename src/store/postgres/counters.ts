import { assert } from '../../base/assert.ts';
import { StoreError } from '../../base/store-error.ts';
import type { CounterStore, CounterTransaction, CounterView } from '../../counters/counter-store.ts';
import type { Connection } from './connection.ts';
import { sumTooGreat } from './counter-buckets.ts';
import { PostgresCounterTransaction } from './counter-transaction.ts';
import { PostgresCounterView } from './counter-view.ts';
import { sqlStateOf } from './postgres-errors.ts';
import { endQuietly, rollBack } from './session.ts';
import { fixView } from './snapshot.ts';
import { commitOn } from './transaction.ts';

/** What counters need of the house in whose schema they are. */
export interface CounterHouse {
  /** Runs work on a connection for writing, which is the work's alone. */
  writing<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** The same for reading. */
  reading<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  /** Throws when the house is closed. */
  checkOpen(): void;
}

/** The SQLSTATE of a sum beyond 64 bits. */
const OUT_OF_RANGE = '22003';

/** Counters in a house's schema, beside its books. They end with the house: closing them alone lets nothing go. */
export class PostgresCounterStore implements CounterStore {
  readonly isVolatile = false;
  readonly #house: CounterHouse;
  #isClosed = false;

  constructor(house: CounterHouse) {
    this.#house = house;
  }

  /** Errors such as a deadlock are transient: the house retries then. */
  async transact<T>(book: string, work: (tx: CounterTransaction) => Promise<T>): Promise<T> {
    this.#checkOpen();
    return await this.#house.writing((connection) => this.#attempt(connection, book, work));
  }

  async read<T>(book: string, work: (view: CounterView) => Promise<T>): Promise<T> {
    this.#checkOpen();
    return await this.#house.reading(async (connection) => {
      await fixView(connection, book);
      let isOver = false;
      const view = new PostgresCounterView((use) => {
        this.#checkOpen();
        assert(!isOver, 'a view of counters is not used when it is over');
        return use(connection);
      }, book);
      try {
        return await work(view);
      } finally {
        isOver = true;
        endQuietly(connection);
      }
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  async #attempt<T>(
    connection: Connection,
    book: string,
    work: (tx: CounterTransaction) => Promise<T>,
  ): Promise<T> {
    const tx = new PostgresCounterTransaction(connection, book, () => this.#checkOpen());
    let answer: T;
    try {
      answer = await work(tx);
      tx.checkSound();
    } catch (error) {
      const failure = await tx.failureOr(error);
      await rollBack(connection);
      throw asOutOfRange(failure);
    } finally {
      tx.end();
    }
    try {
      await commitOn(connection, tx.answers);
    } catch (error) {
      // Whatever became of it, the server is not to be left waiting with rows locked.
      await connection.close();
      throw asOutOfRange(error);
    }
    return answer;
  }

  #checkOpen(): void {
    this.#house.checkOpen();
    if (this.#isClosed) throw new StoreError('house_closed', 'the counters are closed');
  }
}

function asOutOfRange(error: unknown): unknown {
  return error instanceof StoreError && sqlStateOf(error.cause) === OUT_OF_RANGE ? sumTooGreat() : error;
}
