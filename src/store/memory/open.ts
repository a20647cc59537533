import { randomBytes } from 'node:crypto';
import { assert } from '../../base/assert.ts';
import { StoreError } from '../../base/store-error.ts';
import type { CounterStore } from '../../counters/counter-store.ts';
import { Mutex } from '../mutex.ts';
import type { Snapshot, Store, StoreTransaction, StoreView } from '../store.ts';
import type { StoreInfo } from '../store-info.ts';
import { type Books, latestRules, makeBooks } from './books.ts';
import { MemoryCounterStore } from './counters.ts';
import { MemoryTransaction } from './transaction.ts';
import { MemoryView } from './view.ts';

/**
 * Opens a store that keeps everything in memory, and nothing after `close`. For tests, and for data that may be lost.
 * Rows are kept as they are given, not copied: whoever writes or reads one must not change it.
 */
export async function openMemoryStore(): Promise<Store> {
  return new MemoryStore();
}

/**
 * The committed books are trees that nobody changes: a commit puts other trees in their place, which share what is
 * unchanged. So a snapshot is a reference, free to take and free to hold but for the rows that have gone since.
 * One transaction is open at a time, whatever books it is about; the others wait in the order of their `begin`.
 */
class MemoryStore implements Store {
  readonly url = 'memory:';
  readonly isExclusive = true;
  readonly writersMax = 1;
  readonly latest: StoreView;
  #books: Books = makeBooks();
  readonly #id = randomBytes(16).toString('hex');
  readonly #ownCounters = new MemoryCounterStore();
  #isClosed = false;
  readonly #writeMutex = new Mutex();

  constructor() {
    this.latest = new MemoryView(() => {
      this.#checkOpen();
      return this.#books;
    });
  }

  async snapshot(): Promise<Snapshot> {
    this.#checkOpen();
    return new MemorySnapshot(this.#books, () => this.#checkOpen());
  }

  async begin(): Promise<StoreTransaction> {
    this.#checkOpen();
    await this.#writeMutex.acquire();
    this.#checkOpen();
    return new MemoryTransaction(
      this.#books,
      () => this.#checkOpen(),
      (committed) => this.#end(committed),
    );
  }

  async info(): Promise<StoreInfo> {
    this.#checkOpen();
    return { id: this.#id, schemaVersion: null, rulesVersion: latestRules(this.#books), restores: [] };
  }

  counters(): CounterStore {
    return this.#ownCounters;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    void this.#ownCounters.close();
    this.#books = makeBooks();
    this.#writeMutex.rejectWaiting(closedError());
  }

  #end(committed: Books | undefined): void {
    if (this.#isClosed) return;
    if (committed !== undefined) this.#books = committed;
    this.#writeMutex.release();
  }

  #checkOpen(): void {
    if (this.#isClosed) throw closedError();
  }
}

class MemorySnapshot extends MemoryView implements Snapshot {
  #held: Books | undefined;

  constructor(books: Books, checkOpen: () => void) {
    super(() => {
      checkOpen();
      assert(this.#held !== undefined, 'a snapshot was read after it was closed');
      return this.#held;
    });
    this.#held = books;
  }

  async close(): Promise<void> {
    this.#held = undefined;
  }
}

function closedError(): StoreError {
  return new StoreError(
    'house_closed',
    'The house is closed. Open it again; what was kept in memory is gone.',
  );
}
