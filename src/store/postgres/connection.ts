import { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import type { SqlInput, SqlOutput } from './column-values.ts';
import {
  ANSWER_MS_MAX,
  CLOSE_MS_MAX,
  CONNECT_MS_MAX,
  KEEP_ALIVE_MS,
  LOCK_MS_MAX,
} from './connection-limits.ts';
import { asStoreError, endsConnection } from './postgres-errors.ts';
import type { Statement, StatementTexts } from './statements.ts';

/** A row as read: its columns in the order in which they were asked for. */
export type SqlRow = readonly SqlOutput[];

/** What was sent, for whoever wants to know what a batch costs. */
export interface Traffic {
  statements: number;
  /** How often statements were sent while none before them was unanswered. Those sent together count once. */
  roundTrips: number;
}

export interface ConnectionOptions {
  /** The server, the user and the database, as the driver reads them. */
  readonly server: string;
  /** What it is called in messages: without a password. */
  readonly url: string;
  readonly texts: StatementTexts;
  readonly traffic: Traffic;
  /** Whether to wait as long as it takes, and not ANSWER_MS_MAX, or LOCK_MS_MAX where something may be locked. */
  readonly isPatient: boolean;
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
const AS_SENT = { getTypeParser: () => (value: unknown) => value };

/**
 * One connection to the server. Statements are sent at once, without waiting for the answers to those before; they are
 * carried out and answered in order. The server prepares each at its first use.
 */
export class Connection {
  readonly #client: pg.Client;
  readonly #options: ConnectionOptions;
  #unanswered = 0;
  /** How many of those may have to wait for a lock. */
  #waiting = 0;
  #isBroken = false;
  #warnings = 0;

  private constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#client = new pg.Client({
      connectionString: options.server,
      pipeline: true,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      connectionTimeoutMillis: CONNECT_MS_MAX,
      fallback_application_name: 'tallystick',
      types: AS_SENT,
    });
    // A connection that ends while nobody waits for an answer is only put aside.
    const isOver = (): void => {
      this.#isBroken = true;
    };
    this.#client.on('error', isOver).on('end', isOver);
    this.#client.on('notice', ({ code }) => {
      // The word for its severity is in the server's language.
      if (code !== SUCCESS) this.#warnings += 1;
    });
  }

  /** Throws StoreError when the server cannot be reached or refuses. */
  static async open(options: ConnectionOptions): Promise<Connection> {
    try {
      const connection = new Connection(options);
      await connection.#client.connect();
      return connection;
    } catch (error) {
      throw asStoreError(options.url, error);
    }
  }

  /** What it is called in messages. */
  get url(): string {
    return this.#options.url;
  }

  /** True when nothing can be sent any more. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** How many warnings the server gave on this connection. */
  get warnings(): number {
    return this.#warnings;
  }

  /** Calls back for each piece of news on the channels that it listens to, with the process that sent it. */
  onNews(hear: (payload: string, processId: number) => void): void {
    this.#client.on('notification', ({ payload, processId }) => hear(payload ?? '', processId));
  }

  /** Calls back once when the connection is over, for whatever reason. */
  onEnd(ended: () => void): void {
    this.#client.once('end', ended);
  }

  /** Whether the process stays alive while the connection is open. */
  holdsProcess(isNeeded: boolean): void {
    const { stream } = this.#client.connection;
    if (!(stream instanceof Socket)) return;
    if (isNeeded) stream.ref();
    else stream.unref();
  }

  /** Sends a statement now; the answer comes later. Errors are the driver's own, for who has to tell them apart. */
  async send(statement: Statement, values: readonly SqlInput[] = []): Promise<Sent> {
    const { texts, traffic, isPatient } = this.#options;
    traffic.statements += 1;
    if (this.#unanswered === 0) traffic.roundTrips += 1;
    this.#unanswered += 1;
    if (statement.waitsForLocks) this.#waiting += 1;
    // What is sent behind a statement waits for that one, too.
    const msMax = this.#waiting > 0 ? LOCK_MS_MAX : ANSWER_MS_MAX;
    const { name } = statement;
    try {
      const { rows, command, rowCount } = await this.#client.query<(string | null)[]>({
        text: texts.of(statement),
        values: [...values],
        rowMode: 'array',
        ...(name === undefined ? {} : { name }),
        ...(isPatient ? {} : { query_timeout: msMax }),
      });
      return { rows, command, count: rowCount ?? 0 };
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

  /** Lets what was sent go out, when there is more of it than the system takes at once: one turn of the event loop. */
  async makeWay(): Promise<void> {
    if (this.#client.connection.stream.writableLength > 0) await setImmediate();
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
    const { stream } = this.#client.connection;
    if (this.#unanswered > 0) stream.destroy();
    // A server that is gone does not say goodbye.
    const timer = setTimeout(() => stream.destroy(), CLOSE_MS_MAX);
    await this.#client.end().catch(() => undefined);
    clearTimeout(timer);
  }

  async #sent(statement: Statement, values: readonly SqlInput[]): Promise<Sent> {
    try {
      return await this.send(statement, values);
    } catch (error) {
      throw asStoreError(this.#options.url, error);
    }
  }
}

/** The driver has no code for it. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}
