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
import type { Gate, Sending } from './insert-many.ts';
import { beginOn, firstFailure } from './transaction.ts';

/** What a transaction has come to, apart from itself: its view asks for it before it is whole. */
interface Life {
  isOver: boolean;
  /** Why the server takes no more statements, but the end. */
  failure: unknown;
  /** To the beginning, and to what was sent and not waited for. */
  readonly answers: Promise<unknown>[];
}

/** Writes to the counters of one book. Each statement sees what was committed before it began. */
export class PostgresCounterTransaction extends PostgresCounterView implements CounterTransaction {
  readonly #life: Life;
  /** One of the gates that it has, beside which it writes. */
  #gate: Gate | undefined;
  #hasAllGates = false;

  /** Takes over a connection, and begins a transaction on it. */
  constructor(connection: Connection, book: string, checkOpen: () => void) {
    const begun = beginOn(connection);
    const life: Life = { isOver: false, failure: undefined, answers: [begun] };
    super(async (work) => {
      checkOpen();
      assert(!life.isOver, 'a transaction is not used when it is over');
      try {
        const answer = await work(connection);
        // Outside of a transaction each statement would be carried out for good by itself.
        await begun;
        return answer;
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

  /** One round trip, which BEGIN is sent with. */
  holdDefinitions(counters: readonly string[]): Promise<DefinitionRow[]> {
    return this.use(async (connection) => {
      const [number, found] = await Promise.all([
        this.#gate?.number ?? takeFreeGate(connection, this.book),
        findDefinitions(connection, this.book, counters),
      ]);
      this.#gate ??= await this.#enter(connection, number);
      return number === undefined ? await findDefinitions(connection, this.book, counters) : found;
    });
  }

  lockDefinition(counter: string): Promise<DefinitionRow | undefined> {
    return this.use(async (connection) => {
      if (!this.#hasAllGates)
        this.#gate = { book: this.book, number: await takeAllGates(connection, this.book) };
      this.#hasAllGates = true;
      return (await findDefinitions(connection, this.book, [counter]))[0];
    });
  }

  addDefinitions(rows: readonly DefinitionRow[]): Promise<void> {
    return this.#send((connection, gate) => insertDefinitions(connection, gate, rows));
  }

  putDefinition(row: DefinitionRow): Promise<void> {
    return this.use((connection) => updateDefinition(connection, this.book, row));
  }

  growSlots(counter: string, slots: number): Promise<void> {
    return this.use((connection) => updateSlots(connection, this.book, counter, slots));
  }

  addToLog(rows: readonly LogRow[]): Promise<(LogRow | null)[]> {
    return this.use(async (connection) => addToLog(connection, await this.#inside(connection), rows));
  }

  addToBuckets(deltas: readonly BucketDelta[]): Promise<void> {
    return this.#send((connection, gate) => addSums(connection, gate, deltas));
  }

  addToTallies(deltas: readonly Tally[]): Promise<void> {
    return this.#send((connection, gate) => addTallies(connection, gate, deltas));
  }

  addToQuarantine(rows: readonly QuarantineRow[]): Promise<void> {
    return this.#send((connection, gate) => insertQuarantine(connection, gate, rows));
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

  /** The gate beside which it writes; whoever holds no definitions takes one now. */
  async #inside(connection: Connection): Promise<Gate> {
    this.#gate ??= await this.#enter(connection, await takeFreeGate(connection, this.book));
    return this.#gate;
  }

  /** With the gate of that number; without one it waits for one. */
  async #enter(connection: Connection, free: number | undefined): Promise<Gate> {
    return { book: this.book, number: free ?? (await waitForGate(connection, this.book)) };
  }

  /**
   * Sends writes, and waits for no answer: whatever is asked next does, or the commit. So the rows of buckets, which others
   * wait for, are locked for one round trip.
   */
  #send(make: (connection: Connection, gate: Gate) => readonly Sending[]): Promise<void> {
    return this.use(async (connection) => {
      for (const send of make(connection, await this.#inside(connection))) {
        await connection.flush();
        const answer = send();
        answer.catch(() => undefined);
        this.#life.answers.push(answer);
      }
    });
  }
}
