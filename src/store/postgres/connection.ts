import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import type { PostgresPool, PostgresPoolClient } from './callers-pool.ts';
import type { SqlInput, SqlOutput } from './column-values.ts';
import {
  ANSWER_MS_MAX,
  CLOSE_MS_MAX,
  CONNECT_MS_MAX,
  KEEP_ALIVE_MS,
  LOCK_MS_MAX,
} from './connection-limits.ts';
import { asStoreError, endsConnection } from './postgres-errors.ts';
import type { PostgresPlace } from './postgres-url.ts';
import type { Statement, StatementTexts } from './statements.ts';

/** A row as read: its columns in the order in which they were asked for. */
export type SqlRow = readonly SqlOutput[];

/** What was sent, to measure what a batch costs. */
export interface Traffic {
  statements: number;
  /** How often statements were sent while none before them was unanswered. Those sent together count once. */
  roundTrips: number;
}

export interface ConnectionOptions {
  readonly place: PostgresPlace;
  readonly texts: StatementTexts;
  readonly traffic: Traffic;
  /** Waits as long as it takes, instead of ANSWER_MS_MAX, or LOCK_MS_MAX where something may be locked. */
  readonly hasNoTimeout: boolean;
  /** Whether a transaction that does nothing for long is dropped; false for work that takes its time between statements. */
  readonly dropsIdle: boolean;
}

export interface Sent {
  readonly rows: SqlRow[];
  /** What the server says that it did: `COMMIT` is answered by `ROLLBACK` when the transaction had failed. */
  readonly command: string;
  /** How many rows it changed or found. */
  readonly count: number;
}

/** The SQLSTATE of notices that are no warnings. */
const SUCCESS = '00000';

/** Everything is read as the text that the server sends; column-values.ts makes values of it. */
const AS_SENT = { getTypeParser: () => (value: string) => value };

type Lent = PostgresPoolClient & { readonly pipeline?: boolean };

/**
 * One connection to the server. Statements are sent at once, without waiting for the answers to those before; they are
 * carried out and answered in order. The server prepares each at its first use, but where it is another for each transaction.
 */
export class Connection {
  /** Where it leads to. */
  readonly place: PostgresPlace;
  readonly #client: pg.Client | Lent;
  readonly #options: ConnectionOptions;
  #unanswered = 0;
  /** How many of those may have to wait for a lock. */
  #waiting = 0;
  #isBroken = false;
  #warnings = 0;
  /** Where a statement waits for the one before: the answer to the last one. */
  #last: Promise<unknown> | undefined;

  // A connection that ends while nobody waits for an answer is only put aside.
  readonly #isOver = (): void => {
    this.#isBroken = true;
  };
  readonly #notice = ({ code }: { code?: string | undefined }): void => {
    // The word for its severity is in the server's language.
    if (code !== SUCCESS) this.#warnings += 1;
  };

  private constructor(client: pg.Client | Lent, options: ConnectionOptions) {
    this.place = options.place;
    this.#client = client;
    this.#options = options;
    client.on('error', this.#isOver);
    client.on('end', this.#isOver);
    client.on('notice', this.#notice);
    const isPipelined = 'pipeline' in client && client.pipeline === true;
    if (!isPipelined) this.#last = Promise.resolve();
  }

  /** Opens one to a server, as the driver reads its url. Throws StoreError when it cannot be reached or refuses. */
  static async open(server: string, options: ConnectionOptions): Promise<Connection> {
    try {
      const client = new pg.Client({
        connectionString: server,
        pipeline: true,
        keepAlive: true,
        keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
        connectionTimeoutMillis: CONNECT_MS_MAX,
        fallback_application_name: 'tallystick',
      });
      const connection = new Connection(client, options);
      await client.connect();
      return connection;
    } catch (error) {
      throw asStoreError(options.place.url, error);
    }
  }

  /** Borrows one from a pool of the caller's, until it is released. Throws StoreError when there is none to be had. */
  static async borrow(pool: PostgresPool, options: ConnectionOptions): Promise<Connection> {
    try {
      return new Connection(await pool.connect(), options);
    } catch (error) {
      throw asStoreError(options.place.url, error);
    }
  }

  /** What it is called in messages. */
  get url(): string {
    return this.place.url;
  }

  /** Whether a transaction that does nothing for long is dropped. */
  get dropsIdle(): boolean {
    return this.#options.dropsIdle;
  }

  /** True when nothing can be sent any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Whether it is the server's for the length of a transaction only: what is set or prepared in it is not kept. */
  get isShared(): boolean {
    return this.isBorrowed || this.place.pooler === 'transaction';
  }

  /** Whether it belongs to a pool of the caller's. */
  get isBorrowed(): boolean {
    return 'release' in this.#client;
  }

  /** The process id of the server as the startup of the connection reported it. */
  get reportedProcessId(): unknown {
    return 'processID' in this.#client ? this.#client.processID : undefined;
  }

  /** How many warnings the server gave on this connection. */
  get warnings(): number {
    return this.#warnings;
  }

  /** Calls back for each notification on the channels that it listens to, with the process that sent it. */
  onNews(hear: (payload: string, processId: number) => void): void {
    if ('release' in this.#client) return;
    this.#client.on('notification', ({ payload, processId }) => hear(payload ?? '', processId));
  }

  /** Calls back once when the connection is over, for whatever reason. */
  onEnd(ended: () => void): void {
    this.#client.on('end', ended);
  }

  /** Whether the process stays alive while the connection is open. */
  keepProcessAlive(isNeeded: boolean): void {
    if ('release' in this.#client) return;
    const { stream } = this.#client.connection;
    if (!(stream instanceof Socket)) return;
    if (isNeeded) stream.ref();
    else stream.unref();
  }

  /** Sends a statement now; the answer comes later. Errors are the driver's own, for callers that branch on them. */
  async send(statement: Statement, values: readonly SqlInput[] = []): Promise<Sent> {
    const { traffic } = this.#options;
    traffic.statements += 1;
    if (this.#unanswered === 0) traffic.roundTrips += 1;
    this.#unanswered += 1;
    if (statement.waitsForLocks) this.#waiting += 1;
    // What is sent behind a statement waits for that one, too.
    const msMax = this.#waiting > 0 ? LOCK_MS_MAX : ANSWER_MS_MAX;
    try {
      return await this.#inOrder(() => this.#query(statement, values, msMax));
    } catch (error) {
      if (endsConnection(error)) this.#isBroken = true;
      throw isTimeout(error)
        ? new Error(`no answer came within ${msMax / 1_000} seconds: it is locked, or the server is away`)
        : error;
    } finally {
      this.#unanswered -= 1;
      if (statement.waitsForLocks) this.#waiting -= 1;
    }
  }

  /** Waits for backpressure: one turn of the event loop, where more was sent than the socket takes at once. */
  async flush(): Promise<void> {
    if (!('release' in this.#client) && this.#client.connection.stream.writableLength > 0)
      await setImmediate();
  }

  /** The rows that a statement finds. */
  async all(statement: Statement, ...values: SqlInput[]): Promise<SqlRow[]> {
    return (await this.#sent(statement, values)).rows;
  }

  /** The first row that a statement finds. */
  async get(statement: Statement, ...values: SqlInput[]): Promise<SqlRow | undefined> {
    return (await this.#sent(statement, values)).rows[0];
  }

  /** How many rows a statement changed. */
  async run(statement: Statement, ...values: SqlInput[]): Promise<number> {
    return (await this.#sent(statement, values)).count;
  }

  /** Ends the connection; what is under way on it fails, and the server drops its transaction. */
  async close(): Promise<void> {
    this.#isBroken = true;
    if ('release' in this.#client) return this.#returnToPool(true);
    const { stream } = this.#client.connection;
    if (this.#unanswered > 0) stream.destroy();
    // A server that is gone does not say goodbye.
    const timer = setTimeout(() => stream.destroy(), CLOSE_MS_MAX);
    await this.#client.end().catch(() => undefined);
    clearTimeout(timer);
  }

  /** Ends the connection; one of the caller's pool is returned to it once everything that was sent is answered. */
  async release(): Promise<void> {
    if (!this.isBorrowed) return await this.close();
    await this.#last;
    this.#returnToPool(this.#isBroken);
  }

  #returnToPool(mustDestroy: boolean): void {
    if (this.#isReleased || !('release' in this.#client)) return;
    this.#isReleased = true;
    this.#isBroken = true;
    this.#client.release(mustDestroy);
    for (const event of ['error', 'end'] as const) this.#client.removeListener(event, this.#isOver);
    this.#client.removeListener('notice', this.#notice);
  }

  #isReleased = false;

  /** At once, where the driver sends statements without waiting; else behind the answer to the one before. */
  #inOrder(query: () => Promise<Sent>): Promise<Sent> {
    if (this.#last === undefined) return query();
    const answer = this.#last.then(() => {
      if (this.#isBroken) throw new Error('it was lost before');
      return query();
    });
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #query(statement: Statement, values: readonly SqlInput[], msMax: number): Promise<Sent> {
    const { texts, hasNoTimeout } = this.#options;
    const name = this.isShared ? undefined : statement.name;
    const { rows, command, rowCount } = await this.#client.query({
      text: texts.of(statement),
      values: [...values],
      rowMode: 'array',
      types: AS_SENT,
      ...(name === undefined ? {} : { name }),
      ...(hasNoTimeout ? {} : { query_timeout: msMax }),
    });
    return { rows: rows as SqlRow[], command, count: rowCount ?? 0 }; // As the server sends them.
  }

  async #sent(statement: Statement, values: readonly SqlInput[]): Promise<Sent> {
    try {
      return await this.send(statement, values);
    } catch (error) {
      throw asStoreError(this.url, error);
    }
  }
}

/** The driver has no code for it. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
