import { assert } from '../../base/assert.ts';
import { StoreError } from '../../base/store-error.ts';
import type { CounterStore, CounterTransaction, CounterView } from '../../counters/counter-store.ts';
import type { Connection } from './connection.ts';
import { makeCounterTables } from './counter-schema.ts';
import { SqliteCounterTransaction } from './counter-transaction.ts';
import { SqliteCounterView } from './counter-view.ts';

/** What counters need of the house in whose file they are. `connect` throws when the connection may not be used any more. */
export interface CounterHouse {
  /** Runs work in a transaction of its own on the writing connection, under the same mutex as those of the house. */
  writing<T>(work: (connect: () => Connection) => Promise<T>): Promise<T>;
  /** Runs work on a connection that sees one state of the file, whatever is written meanwhile. */
  reading<T>(work: (connect: () => Connection) => Promise<T>): Promise<T>;
}

/** Counters in a house's file, beside its books. They end with the house: closing them alone lets nothing go. */
export class SqliteCounterStore implements CounterStore {
  readonly isVolatile = false;
  readonly #house: CounterHouse;
  #made: Promise<void> | undefined;
  #isClosed = false;

  constructor(house: CounterHouse) {
    this.#house = house;
  }

  /** The counters of a house. */
  static async of(house: { readonly counters: () => CounterStore }): Promise<CounterStore> {
    return house.counters();
  }

  async transact<T>(book: string, work: (tx: CounterTransaction) => Promise<T>): Promise<T> {
    await this.#makeTables();
    return this.#house.writing(async (connect) => {
      const life = { isOver: false };
      const tx = new SqliteCounterTransaction(() => this.#use(connect, life), book);
      try {
        const answer = await work(tx);
        // A write that failed may have been done in part.
        if (tx.hasFailed)
          throw new StoreError('store_failed', 'nothing was counted: a write before had failed');
        return answer;
      } finally {
        life.isOver = true;
      }
    });
  }

  async read<T>(book: string, work: (view: CounterView) => Promise<T>): Promise<T> {
    await this.#makeTables();
    return this.#house.reading(async (connect) => {
      const life = { isOver: false };
      try {
        return await work(new SqliteCounterView(() => this.#use(connect, life), book));
      } finally {
        life.isOver = true;
      }
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
  }

  #use(connect: () => Connection, life: { readonly isOver: boolean }): Connection {
    assert(!life.isOver, 'a view of counters is not used when it is over');
    return connect();
  }

  /** A house that an earlier version made has no tables of counters, nor has one that never counted. */
  async #makeTables(): Promise<void> {
    if (this.#isClosed) throw new StoreError('house_closed', 'the counters are closed');
    this.#made ??= this.#house.writing(async (connect) => makeCounterTables(connect()));
    try {
      await this.#made;
    } catch (error) {
      // What stood in the way may have passed when somebody asks again.
      this.#made = undefined;
      throw error;
    }
  }
}
