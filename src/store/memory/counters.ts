import { StoreError } from '../../base/store-error.ts';
import type { CounterStore, CounterTransaction, CounterView } from '../../counters/counter-store.ts';
import { CounterBook } from './counter-book.ts';
import { MemoryCounterTransaction } from './counter-transaction.ts';
import { MemoryCounterView } from './counter-view.ts';

/** Counters in memory. One thing at a time happens in a book: a transaction, or a read. */
export class MemoryCounterStore implements CounterStore {
  readonly isVolatile = true;
  /** Those that have something, or are being asked. */
  readonly #books = new Map<string, AskedBook>();
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
    await Promise.allSettled([...this.#books.values()].map(({ end }) => end));
    this.#books.clear();
  }

  #inTurn<T>(book: string, work: (rows: CounterBook) => Promise<T>): Promise<T> {
    if (this.#isClosed) return Promise.reject(new StoreError('house_closed', 'the counters are closed'));
    const asked = this.#books.get(book) ?? { rows: new CounterBook(), end: Promise.resolve() };
    this.#books.set(book, asked);
    const turn = asked.end.then(() => work(asked.rows));
    // The next one waits for this one's end, however it ends.
    const end = turn
      .catch(() => undefined)
      .then(() => {
        // A name that was only looked at leaves nothing.
        if (asked.end === end && asked.rows.isEmpty) this.#books.delete(book);
      });
    asked.end = end;
    return turn;
  }
}

/** The counters of one book, and what ends when everything that was asked of them so far is over. */
interface AskedBook {
  readonly rows: CounterBook;
  end: Promise<unknown>;
}
