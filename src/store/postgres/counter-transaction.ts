import { assert } from '../../base/assert.ts';
import type { DefinitionRow, LogRow, QuarantineRow, Tally } from '../../counters/counter-rows.ts';
import type { CounterTransaction, EventsQuery } from '../../counters/counter-store.ts';
import type { BucketDelta } from '../../counters/rules/coalesce-deltas.ts';
import type { Connection } from './connection.ts';
import { addSums, dropBuckets, swapBuckets } from './counter-buckets.ts';
import { findDefinitions, insertDefinitions, updateDefinition, updateSlots } from './counter-definitions.ts';
import { insertQuarantine, takeQuarantine } from './counter-events.ts';
import { takeAllGates, takeFreeGate, waitForGate } from './counter-gates.ts';
import { addToLog } from './counter-log.ts';
import { addTallies, moveFeed } from './counter-tallies.ts';
import { PostgresCounterView } from './counter-view.ts';
import type { Sending } from './insert-many.ts';
import { firstFailure } from './transaction.ts';

/** What a transaction has come to, apart from itself: its view asks for it before it is whole. */
interface Life {
  isOver: boolean;
  /** Why the server takes no more statements, but the end. */
  failure: unknown;
  /** To what was sent and not waited for. */
  readonly answers: Promise<unknown>[];
}

/** Writes to the counters of one book. Each statement sees what was committed before it began. */
export class PostgresCounterTransaction extends PostgresCounterView implements CounterTransaction {
  readonly #life: Life;
  #gates: 'none' | 'one' | 'all' = 'none';

  /** Takes over a connection on which a transaction was begun. */
  constructor(connection: Connection, book: string, checkOpen: () => void) {
    const life: Life = { isOver: false, failure: undefined, answers: [] };
    super(async (work) => {
      checkOpen();
      assert(!life.isOver, 'a transaction is not used when it is over');
      try {
        return await work(connection);
      } catch (error) {
        // Behind a write that was refused, all is refused: the write tells why.
        life.failure ??= (await firstFailure(life.answers)) ?? error;
        throw life.failure;
      }
    }, book);
    this.#life = life;
  }

  /** The answers to what was sent and not waited for. */
  get answers(): readonly Promise<unknown>[] {
    return this.#life.answers;
  }

  /** Throws why it has failed, if it has: then there is nothing to commit, whoever has caught that. */
  checkSound(): void {
    if (this.#life.failure !== undefined) throw this.#life.failure;
  }

  /** Why it has failed; if it has not, the error of whoever used it. */
  async failureOr(error: unknown): Promise<unknown> {
    return this.#life.failure ?? (await firstFailure(this.#life.answers)) ?? error;
  }

  /** From here on it is not used any more. */
  end(): void {
    this.#life.isOver = true;
  }

  /** One round trip, which brings the beginning of the transaction along. */
  holdDefinitions(counters: readonly string[]): Promise<DefinitionRow[]> {
    return this.use(async (connection) => {
      const isInside = this.#gates !== 'none' || takeFreeGate(connection, this.book);
      const [hasGate, found] = await Promise.all([
        isInside,
        findDefinitions(connection, this.book, counters),
      ]);
      if (this.#gates === 'none') this.#gates = 'one';
      if (hasGate) return found;
      await waitForGate(connection, this.book);
      return await findDefinitions(connection, this.book, counters);
    });
  }

  lockDefinition(counter: string): Promise<DefinitionRow | undefined> {
    return this.use(async (connection) => {
      if (this.#gates !== 'all') await takeAllGates(connection, this.book);
      this.#gates = 'all';
      return (await findDefinitions(connection, this.book, [counter]))[0];
    });
  }

  addDefinitions(rows: readonly DefinitionRow[]): Promise<void> {
    return this.#send((connection) => insertDefinitions(connection, this.book, rows));
  }

  putDefinition(row: DefinitionRow): Promise<void> {
    return this.use((connection) => updateDefinition(connection, this.book, row));
  }

  growSlots(counter: string, slots: number): Promise<void> {
    return this.use((connection) => updateSlots(connection, this.book, counter, slots));
  }

  addToLog(rows: readonly LogRow[]): Promise<(LogRow | null)[]> {
    return this.use((connection) => addToLog(connection, this.book, rows));
  }

  addToBuckets(deltas: readonly BucketDelta[]): Promise<void> {
    return this.#send((connection) => addSums(connection, this.book, deltas));
  }

  addToTallies(deltas: readonly Tally[]): Promise<void> {
    return this.#send((connection) => addTallies(connection, this.book, deltas));
  }

  addToQuarantine(rows: readonly QuarantineRow[]): Promise<void> {
    return this.#send((connection) => insertQuarantine(connection, this.book, rows));
  }

  takeFromQuarantine(counter: string, query: Omit<EventsQuery, 'after'>): Promise<QuarantineRow[]> {
    return this.use((connection) => takeQuarantine(connection, this.book, counter, query));
  }

  dropGeneration(counter: string, generation: number): Promise<void> {
    return this.use((connection) => dropBuckets(connection, this.book, counter, generation));
  }

  swapGeneration(counter: string, generation: number, from: number | null, to: number | null): Promise<void> {
    return this.use((connection) => swapBuckets(connection, this.book, counter, generation, from, to));
  }

  moveFeed(feed: string, from: number, to: number): Promise<boolean> {
    return this.use((connection) => moveFeed(connection, this.book, feed, from, to));
  }

  /**
   * Sends writes, and waits for no answer: whatever is asked next does, or the commit. So the rows of buckets, which others
   * wait for, are locked for one round trip.
   */
  #send(make: (connection: Connection) => readonly Sending[]): Promise<void> {
    return this.use(async (connection) => {
      for (const send of make(connection)) {
        await connection.makeWay();
        const answer = send();
        answer.catch(() => undefined);
        this.#life.answers.push(answer);
      }
    });
  }
}
