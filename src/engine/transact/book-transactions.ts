import {
  TRANSACTION_ALONE_FROM,
  TRANSACTION_ALONE_MS_MAX,
  TRANSACTION_ATTEMPTS_MAX,
  TRANSACTION_TURNS_FROM,
  TRANSACTION_VALUE_BYTES_MAX,
} from '../../base/limits.ts';
import { StoreError } from '../../base/store-error.ts';
import type { Store, StoreView } from '../../store/store.ts';
import type { AnyAnswer, TransactionAnswer } from '../answer.ts';
import { answerOfRow, isTransactionRow, unrecorded } from '../commit/answer-of.ts';
import type { BookLock } from '../commit/book-lock.ts';
import type { BookStream } from '../commit/book-stream.ts';
import type { Call } from '../commit/call.ts';
import type { Job } from '../commit/job.ts';
import { erasedIn } from '../commit/job-facts.ts';
import { hasExhaustedRetries } from '../commit/retry.ts';
import type { MadeId } from '../open-options.ts';
import type { BookReader } from '../read/book-reader.ts';
import { returnedValue } from '../text/event-text.ts';
import { plainText } from '../text/plain-value.ts';
import { mayKeepApart, type RandomBytes, sealText } from '../text/private-data.ts';
import { runInside } from './inside-work.ts';
import { Transaction } from './interactive-transaction.ts';
import type { TransactionName } from './script.ts';
import { scriptJob } from './script-job.ts';

/** What transactions need of their book. */
export interface TransactedBook {
  readonly store: Store;
  readonly stream: BookStream;
  readonly reader: BookReader;
  readonly newId: () => MadeId;
  readonly randomBytes: RandomBytes;
  /** Who its transactions are done by; null: nobody was named. */
  readonly actor: string | null;
  /** Throws when the house is closed. */
  readonly checkOpen: () => void;
}

type Work<T> = (transaction: Transaction) => Promise<T>;

/** That, and the call that it is of; undefined: that is made when it is committed. */
interface Named extends TransactionName {
  readonly call: Call | undefined;
}

/** What an attempt came to; undefined: something changed that it had seen, so it may be made again. */
type Attempt<T> = TransactionAnswer<T> | undefined;

/**
 * A queue of turns. A turn that takes longer than TRANSACTION_ALONE_MS_MAX ends for those who wait, so that nobody blocks
 * all others: turns save retries, and correctness does not depend on them.
 */
class TurnQueue {
  #last: Promise<void> = Promise.resolve();

  async take<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = promise;
    await before;
    const timer = setTimeout(resolve, TRANSACTION_ALONE_MS_MAX);
    try {
      return await work();
    } finally {
      clearTimeout(timer);
      resolve();
    }
  }
}

/** The interactive transactions of one book. */
export class BookTransactions {
  readonly #book: TransactedBook;
  readonly #turns = new TurnQueue();

  constructor(book: TransactedBook) {
    this.#book = book;
  }

  /** A transaction that its author commits. */
  begin(name: TransactionName): Transaction {
    return this.#make({ ...name, call: undefined }, false);
  }

  /**
   * Runs work until what it saw holds at its commit: first beside all others; after some conflicts in turn with others that
   * fare no better; in the end with the stream of the book for itself, so that nothing can change meanwhile.
   */
  async run<T>(work: Work<T>, name: TransactionName): Promise<TransactionAnswer<T>> {
    const named = { ...name, call: this.#book.stream.newCall(false) };
    const recorded = await this.#recorded<T>(named);
    if (recorded !== undefined) return recorded;
    for (let attempt = 1; attempt < TRANSACTION_TURNS_FROM; attempt += 1) {
      const answer = await this.#attempt(work, named, false);
      if (answer !== undefined) return answer;
    }
    return await this.#turns.take(async () => {
      for (let attempt = TRANSACTION_TURNS_FROM; ; attempt += 1) {
        const isLast = attempt === TRANSACTION_ATTEMPTS_MAX;
        const answer =
          attempt < TRANSACTION_ALONE_FROM
            ? await this.#attempt(work, named, isLast)
            : await this.#attemptAlone(work, named, isLast);
        if (answer !== undefined) return answer;
        if (isLast) return this.#conflict(named.id);
      }
    });
  }

  async #attempt<T>(work: Work<T>, named: Named, isLast: boolean): Promise<Attempt<T>> {
    await this.#book.reader.settleDue();
    const transaction = this.#make(named, true);
    return await this.#runOn(transaction, work, named, isLast);
  }

  /** With the stream of the book standing still while the work runs, for as long as it may. */
  async #attemptAlone<T>(work: Work<T>, named: Named, isLast: boolean): Promise<Attempt<T>> {
    await this.#book.reader.settleDue();
    const lock = await this.#book.stream.lock();
    const transaction = this.#make(named, true, lock);
    const { promise: late, resolve: end } = Promise.withResolvers<'late'>();
    // Whichever comes first, the end of the work or of its time, is the one that counts.
    const timer = setTimeout(() => {
      Transaction.abandon(transaction);
      end('late');
    }, TRANSACTION_ALONE_MS_MAX);
    try {
      const running = this.#runOn(transaction, work, named, isLast, {
        lock,
        onWorkDone: () => clearTimeout(timer),
      });
      running.catch(() => undefined); // When it is late, nobody waits for it any more.
      const answer = await Promise.race([running, late]);
      if (answer !== 'late') return answer;
    } finally {
      clearTimeout(timer);
      await lock.release();
    }
    return (await this.#recorded<T>(named)) ?? this.#conflict(named.id);
  }

  /** @param alone for work that has the lock: called when it has ended well, and only the commit is left */
  async #runOn<T>(
    transaction: Transaction,
    work: Work<T>,
    named: Named,
    isLast: boolean,
    alone?: { readonly lock: BookLock; readonly onWorkDone: () => void },
  ): Promise<Attempt<T>> {
    let value: T;
    try {
      value = await runInside(this.#book.store, transaction, () => work(transaction));
    } catch (error) {
      Transaction.abandon(transaction);
      // Who could not be reached, tried as often as may be, is not asked for more.
      if (hasExhaustedRetries(error)) throw error;
      // What was thrown may come of what the work saw. If that was its own first commit, there is an answer already; and if
      // it is known to have changed, the work is run again.
      const recorded = await this.#recorded<T>(named, alone?.lock);
      if (recorded !== undefined) return recorded;
      if (!isLast && (transaction.isStale || (alone !== undefined && isLost(error)))) return undefined;
      throw error;
    }
    alone?.onWorkDone();
    const text = plainText(value, TRANSACTION_VALUE_BYTES_MAX);
    const seal = text === undefined ? undefined : sealText(text, this.#book.randomBytes);
    const answer = await transaction.finish({ value, text, seal });
    if (answer.ok) return asTransactionAnswer<T>(answer);
    return answer.reason === 'conflict' ? undefined : answer;
  }

  #conflict(id: string | undefined): TransactionAnswer<never> {
    return unrecorded(id ?? this.#book.newId().id, 'conflict');
  }

  #make({ id, about, call }: Named, isManaged: boolean, lock?: BookLock): Transaction {
    const { store, stream, reader, newId, randomBytes, actor, checkOpen } = this.#book;
    const withSnapshot = <R>(ask: (view: StoreView) => Promise<R>): Promise<R> => viewOf(reader, lock, ask);
    return new Transaction({
      house: store,
      name: reader.book,
      withSnapshot,
      id,
      about,
      randomBytes,
      isManaged,
      now: () => reader.now(lock?.view),
      submit: (script) => {
        checkOpen();
        const named = id === undefined ? newId() : { id, isIdNew: false };
        const { job, answer } = scriptJob({ ...named, actor, call: call ?? stream.newCall(false) }, script);
        void enter(job, stream, lock);
        return answer;
      },
    });
  }

  /** The answer that was recorded under an id, if there is one. */
  async #recorded<T>({ id, call }: Named, lock?: BookLock): Promise<TransactionAnswer<T> | undefined> {
    if (id === undefined) return undefined;
    const { reader } = this.#book;
    return await viewOf(reader, lock, async (view) => {
      const [command] = await view.find(reader.book, 'command', 'id', [id]);
      if (command === undefined) return undefined;
      const [row] = await view.journalRows(reader.book, [command.seq]);
      const isOwn = row?.id === id && isTransactionRow(row);
      if (!isOwn) return unrecorded(id, 'id_conflict');
      const kept = mayKeepApart(row) ? await view.find(reader.book, 'private', 'id', [id]) : [];
      const recorded = { ...answerOfRow(row, undefined, kept), ...erasedIn(kept) };
      const answer = asTransactionAnswer<T>(recorded);
      return call?.isOlderThan(row) === true ? answer : { ...answer, replayed: true };
    });
  }
}

/** Asks a view; who has the lock has one with it, and waits for no other. */
function viewOf<R>(
  reader: BookReader,
  lock: BookLock | undefined,
  ask: (view: StoreView) => Promise<R>,
): Promise<R> {
  return lock?.view === undefined ? reader.withSnapshot(ask) : ask(lock.view);
}

/** Whether the connection that holds the lock was lost: nothing that is read on it is tried again by itself. */
function isLost(error: unknown): boolean {
  return error instanceof StoreError && error.isRetryable;
}

function enter(job: Job, stream: BookStream, lock: BookLock | undefined): Promise<void> | undefined {
  return lock === undefined ? stream.enter(job) : lock.commit(job);
}

/** A transaction that was committed by hand has no value on record. */
function asTransactionAnswer<T>(answer: AnyAnswer): TransactionAnswer<T> {
  if (!answer.ok) return answer;
  const { parts = [] } = answer;
  const value = 'value' in answer ? {} : returnedValue({ text: undefined });
  // The value is the work's, or was read back from what the same work returned.
  return { ...answer, parts, ...value } as TransactionAnswer<T>;
}
