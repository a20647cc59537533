import { StoreError } from '../../base/store-error.ts';
import type { CounterStore, CounterTransaction, CounterView } from '../../counters/counter-store.ts';
import { CounterBook } from './counter-book.ts';
import { MemoryCounterTransaction } from './counter-transaction.ts';
import { MemoryCounterView } from './counter-view.ts';

/** Counters in memory. One thing at a time happens in a book: a transaction, or a read. */
export class MemoryCounterStore implements CounterStore {
  readonly isVolatile = true;
  readonly #books = new Map<string, CounterBook>();
  /** Ends when everything that was asked of a book so far is over. */
  readonly #queues = new Map<string, Promise<unknown>>();
  #isClosed = false;

  transact<T>(book: string, work: (tx: CounterTransaction) => Promise<T>): Promise<T> {
    return this.#inTurn(book, async (rows) => {
      try {
        const answer = await work(new MemoryCounterTransaction(rows));
        rows.keep();
        return answer;
      } catch (error) {
        rows.takeBack();
        throw error;
      }
    });
  }

  read<T>(book: string, work: (view: CounterView) => Promise<T>): Promise<T> {
    return this.#inTurn(book, (rows) => work(new MemoryCounterView(rows)));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#queues.values());
    this.#books.clear();
  }

  #inTurn<T>(book: string, work: (rows: CounterBook) => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new StoreError('house_closed', 'the counters are closed'));
    let rows = this.#books.get(book);
    if (rows === undefined) {
      rows = new CounterBook();
      this.#books.set(book, rows);
    }
    const mine = rows;
    const before = this.#queues.get(book) ?? Promise.resolve();
    const turn = before.then(() => work(mine));
    // The next one waits for this one's end, however it ends.
    this.#queues.set(
      book,
      turn.catch(() => undefined),
    );
    return turn;
  }
}
