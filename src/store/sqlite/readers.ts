import { Connection } from './connection.ts';

/** Most connections that are kept for the next snapshots. More may be open at a time. */
const IDLE_READERS_MAX = 4;

/** Connections that each see one state of the file, whatever is written meanwhile. */
export class Readers {
  readonly #file: string;
  readonly #idle: Connection[] = [];
  readonly #busy = new Set<Connection>();
  #isClosed = false;

  constructor(file: string) {
    this.#file = file;
  }

  /** A connection that sees what is committed now, until it is released. */
  acquire(): Connection {
    const reader = this.#idle.pop() ?? new Connection(this.#file, { isReadOnly: true });
    this.#busy.add(reader);
    try {
      fixView(reader);
    } catch (error) {
      this.release(reader);
      throw error;
    }
    return reader;
  }

  release(reader: Connection): void {
    if (this.#isClosed || !this.#busy.delete(reader)) return;
    if (this.#idle.length >= IDLE_READERS_MAX) {
      reader.close();
      return;
    }
    if (reader.isInTransaction) reader.exec('ROLLBACK');
    this.#idle.push(reader);
  }

  /** Closes all, those that are in use, too. */
  close(): void {
    this.#isClosed = true;
    for (const reader of [...this.#idle, ...this.#busy]) reader.close();
  }
}

/** SQLite fixes what a transaction sees at its first read, not at its beginning. */
function fixView(reader: Connection): void {
  reader.exec('BEGIN');
  reader.get('SELECT count(*) FROM "books" WHERE "book" = ?', '');
}
