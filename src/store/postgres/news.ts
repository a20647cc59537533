import { setTimeout as sleep } from 'node:timers/promises';
import { textFromSql, textsToSql } from './column-values.ts';
import { type Connected, type Connecting, connect } from './connect.ts';
import type { Connection } from './connection.ts';
import { CLOSE_MS_MAX, NEWS_INTERVAL_MS, NEWS_RECONNECT_MS } from './connection-limits.ts';
import { rareStatement, statement } from './statements.ts';

const LISTEN = rareStatement('session', 'LISTEN "@@_news"');
const NOTIFY = statement(
  'session',
  // Nobody waits for the disk because of it, whatever the session is set to.
  `SELECT pg_catalog.set_config('synchronous_commit', 'off', true), pg_catalog.pg_notify('@@_news', "written"."book")
    FROM unnest($1::text[]) AS "written" ("book")`,
);

export interface NewsOptions {
  readonly connecting: Connecting;
  /**
   * Lends a connection to notify on, where there is none of its own. Then nothing is received either: the server sends it to
   * a connection that stays, and this one may be another's by then.
   */
  readonly lend: ((work: (connection: Connection) => Promise<unknown>) => Promise<unknown>) | undefined;
}

/**
 * Notifies the other processes of a house which books were written to. It is a hint: it may be lost, and whoever follows a
 * book polls now and then.
 *
 * News goes out behind the commit. Within the transaction of a batch it would make all commits of the database wait for one
 * another, and for the disk in turn, because PostgreSQL keeps news in the order of commits. A notification is a transaction
 * of its own, which costs the server a fifteenth of a batch of 64 commands. So one goes out at once, and all that is committed
 * within NEWS_INTERVAL_MS goes out with the next; nothing waits for any of it.
 */
export class News {
  readonly #connecting: Connecting;
  readonly #lend: NewsOptions['lend'];
  readonly #listeners = new Set<(book: string) => void>();
  readonly #pending = new Set<string>();
  #connected: Promise<Connected> | undefined;
  #isSending = false;
  #reconnectTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ connecting, lend }: NewsOptions) {
    // What it sends is no part of what a batch costs: nobody waits for it.
    this.#connecting = { ...connecting, traffic: { statements: 0, roundTrips: 0 } };
    this.#lend = lend;
  }

  /** Notifies that books were committed to, soon: what comes meanwhile is sent as one batch. */
  notify(books: readonly string[]): void {
    for (const book of books) this.#pending.add(book);
    if (!this.#isSending) void this.#sendAll();
  }

  /** Calls back with the name of a book that another process wrote to. Returns what ends it. */
  listen(listener: (book: string) => void): () => void {
    if (this.#lend !== undefined) return () => undefined;
    // The same function may be given twice, and each time is ended alone.
    const hear = (book: string): void => listener(book);
    this.#listeners.add(hear);
    this.#connect().catch(() => undefined);
    return () => {
      this.#listeners.delete(hear);
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#reconnectTimer);
    this.#listeners.clear();
    if (this.#pending.size > 0)
      await Promise.race([this.#send().catch(() => undefined), pause(CLOSE_MS_MAX)]);
    const connected = await this.#connected?.catch(() => undefined);
    await connected?.connection.close();
  }

  async #sendAll(): Promise<void> {
    this.#isSending = true;
    try {
      while (this.#pending.size > 0 && !this.#isClosed) {
        await this.#send();
        await pause(NEWS_INTERVAL_MS);
      }
    } catch {
      // Who waits for it polls.
      this.#pending.clear();
    } finally {
      this.#isSending = false;
    }
  }

  async #send(): Promise<void> {
    const books = textsToSql([...this.#pending]);
    this.#pending.clear();
    if (this.#lend === undefined) await (await this.#connect()).connection.run(NOTIFY, books);
    else await this.#lend((connection) => connection.run(NOTIFY, books));
  }

  #connect(): Promise<Connected> {
    this.#connected ??= this.#open();
    return this.#connected;
  }

  async #open(): Promise<Connected> {
    try {
      const connected = await connect(this.#connecting, { hasNoTimeout: false, dropsIdle: false });
      const { connection, server } = connected;
      connection.keepProcessAlive(false);
      connection.onEnd(() => this.#scheduleReconnect());
      connection.onNews((book, from) => {
        if (from !== server?.processId) this.#deliver(book);
      });
      // A standby gets no notifications.
      if (server?.isStandby !== true) await connection.run(LISTEN);
      return connected;
    } catch (error) {
      this.#scheduleReconnect();
      throw error;
    }
  }

  #deliver(book: string): void {
    const name = textFromSql(book);
    for (const listener of this.#listeners) listener(name);
  }

  /** The connection is lost: opened again at the next need, and without one after a while if somebody listens. */
  #scheduleReconnect(): void {
    this.#connected = undefined;
    clearTimeout(this.#reconnectTimer);
    if (this.#isClosed) return;
    this.#reconnectTimer = setTimeout(() => {
      if (this.#listeners.size > 0) this.#connect().catch(() => undefined);
    }, NEWS_RECONNECT_MS).unref();
  }
}

/** It keeps no process alive. */
async function pause(ms: number): Promise<void> {
  await sleep(ms, undefined, { ref: false });
}
