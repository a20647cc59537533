import { setTimeout as sleep } from 'node:timers/promises';
import { Fifo } from '../../base/fifo.ts';
import type { Connection } from './connection.ts';
import { CLOSE_MS_MAX } from './connection-limits.ts';

interface Waiting {
  readonly resolve: (connection: Connection) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A bounded number of connections, each with one user at a time. Who finds none free waits; first come, first served.
 * They are opened when they are needed, and kept, but for those of the caller's pool: these go back to it after each use. A
 * connection that broke is replaced by a new one for the next user.
 */
export class Pool {
  readonly #open: () => Promise<Connection>;
  readonly #max: number;
  readonly #idle: Connection[] = [];
  readonly #busy = new Set<Connection>();
  readonly #retiring = new Set<Promise<void>>();
  readonly #openings = new Set<Promise<void>>();
  readonly #waiting = new Fifo<Waiting>();
  /** Those that are idle, busy, or being opened. */
  #count = 0;
  #closedBy: Error | undefined;

  constructor(open: () => Promise<Connection>, max: number) {
    this.#open = open;
    this.#max = max;
  }

  /** A connection for the caller alone, who releases it. Throws StoreError when none can be opened. */
  acquire(): Promise<Connection> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#serve();
    });
  }

  /** Releases a connection. What was sent on it is carried out before what the next user sends. */
  release(connection: Connection): void {
    if (!this.#busy.delete(connection)) return;
    if (connection.isBroken || this.#closedBy !== undefined) {
      this.#retire(connection.close());
    } else if (connection.isBorrowed) {
      this.#retire(connection.release());
    } else {
      this.#idle.push(connection);
      // A house that nobody closes does not keep the process alive.
      connection.keepProcessAlive(false);
    }
    this.#serve();
  }

  /** Rejects everyone who waits or comes, and ends all connections, in use or not. */
  async close(reason: Error): Promise<void> {
    this.#closedBy = reason;
    this.#serve();
    await Promise.all([...this.#idle.splice(0), ...this.#busy].map((connection) => connection.close()));
    // What is being opened is given back at once; a server that does not answer is not waited for.
    if (this.#openings.size > 0) await Promise.race([Promise.all(this.#openings), sleep(CLOSE_MS_MAX)]);
    await Promise.all(this.#retiring);
  }

  /** One less: closing waits until it is away, so that nothing of it is left in the caller's pool. */
  #retire(leaving: Promise<void>): void {
    this.#count -= 1;
    this.#retiring.add(leaving);
    void leaving.then(() => this.#retiring.delete(leaving));
  }

  /** Hands out connections as long as there are both some to give and some who wait. */
  #serve(): void {
    while (this.#waiting.length > 0) {
      if (this.#closedBy !== undefined) {
        this.#waiting.shift()?.reject(this.#closedBy);
        continue;
      }
      const connection = this.#takeIdle();
      if (connection === undefined) break;
      this.#handOut(connection);
    }
    // One is opened for each who waits, but whoever has waited for longest gets the first that is free.
    for (let lacking = this.#waiting.length - this.#openings.size; lacking > 0; lacking -= 1) {
      if (this.#count >= this.#max) return;
      this.#openOne();
    }
  }

  #takeIdle(): Connection | undefined {
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined || !connection.isBroken) return connection;
      this.#retire(connection.close());
    }
  }

  #handOut(connection: Connection): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#idle.push(connection);
      return;
    }
    this.#busy.add(connection);
    connection.keepProcessAlive(true);
    next.resolve(connection);
  }

  #openOne(): void {
    this.#count += 1;
    const opened: Promise<void> = this.#open().then(
      (connection) => {
        this.#openings.delete(opened);
        const isNeeded = this.#waiting.length > 0 || !connection.isBorrowed;
        if (this.#closedBy === undefined && isNeeded) {
          this.#idle.push(connection);
          connection.keepProcessAlive(false);
        } else {
          this.#retire(connection.release());
        }
        this.#serve();
      },
      (error: unknown) => {
        this.#openings.delete(opened);
        this.#count -= 1;
        // It rejects one; for the others it is retried.
        this.#waiting.shift()?.reject(error);
        this.#serve();
      },
    );
    this.#openings.add(opened);
  }
}
