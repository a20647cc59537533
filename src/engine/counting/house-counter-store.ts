import { StoreError } from '../../base/store-error.ts';
import type {
  CounterStore,
  CounterTransaction,
  CounterView,
  TransactOptions,
} from '../../counters/counter-store.ts';
import { CommitFailed, retry } from '../commit/retry.ts';
import type { Observing } from '../observe/observing.ts';

/** What counters need of the house that they are in. */
export interface CounterAccess {
  readonly isClosed: () => boolean;
  readonly observing: Observing;
  /** Throws inside of a transaction's work. */
  readonly refuseInside: () => void;
  /** Throws where the house was opened to read. */
  readonly checkWritable: () => void;
  /** Called with each promise that must settle before the house closes. */
  readonly track: (call: Promise<unknown>) => void;
}

/**
 * The counter store of a house: closed with it, waited for when it closes, and retried after transient errors; it is the only
 * place that retries counters. A call whose outcome is unknown is retried only when the caller says that it is idempotent.
 */
export class HouseCounterStore implements CounterStore {
  readonly #find: () => CounterStore | undefined;
  readonly #access: CounterAccess;
  #found: CounterStore | undefined;

  constructor(find: () => CounterStore | undefined, access: CounterAccess) {
    this.#find = find;
    this.#access = access;
  }

  get isVolatile(): boolean {
    return this.#store.isVolatile;
  }

  transact<T>(
    book: string,
    work: (tx: CounterTransaction) => Promise<T>,
    { isIdempotent = false }: TransactOptions = {},
  ): Promise<T> {
    const call = (): Promise<T> => {
      this.#access.checkWritable();
      return this.#store.transact(book, work);
    };
    return this.#tracked(call, isIdempotent);
  }

  read<T>(book: string, work: (view: CounterView) => Promise<T>): Promise<T> {
    return this.#tracked(() => this.#store.read(book, work), true);
  }

  /** They end with their house: others may be using them. */
  async close(): Promise<void> {}

  get #store(): CounterStore {
    this.#found ??= this.#find();
    if (this.#found === undefined) throw new StoreError('store_failed', 'this store keeps no counters');
    return this.#found;
  }

  #tracked<T>(call: () => Promise<T>, isIdempotent: boolean): Promise<T> {
    const answer = this.#retry(call, isIdempotent);
    this.#access.track(answer);
    return answer;
  }

  async #retry<T>(call: () => Promise<T>, isIdempotent: boolean): Promise<T> {
    this.#access.refuseInside();
    if (this.#access.isClosed()) throw new StoreError('house_closed', 'the house is closed: open it again');
    const done = await retry(this.#access.observing, async () => {
      try {
        return { answer: await call() };
      } catch (error) {
        if (!isUnknown(error)) throw error;
        if (isIdempotent) throw new CommitFailed(error);
        return { error };
      }
    });
    if ('error' in done) throw done.error;
    return done.answer;
  }
}

/** Whether what was asked for may have been done. */
function isUnknown(error: unknown): boolean {
  return error instanceof StoreError && error.code === 'outcome_unknown';
}
