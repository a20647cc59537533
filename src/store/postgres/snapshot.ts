import { assert } from '../../base/assert.ts';
import type { Snapshot } from '../store.ts';
import { textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { asStoreError } from './postgres-errors.ts';
import { statement } from './statements.ts';
import { PostgresView } from './view.ts';

const BEGIN = statement('session', 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
// What is seen is fixed by the first thing that is read, not by the beginning; and in a cluster on each machine by the first
// that is read there. So that is a row of the book that is looked at, or one of each machine.
const FIX_BOOK = statement('book', 'SELECT "seq" FROM @books WHERE "book" = $1');
const FIX_ALL = statement('all books', 'SELECT "seq" FROM @books LIMIT 1');
const END = statement('session', 'ROLLBACK');

/** Fixes what the connection sees from now on, of one book or of all. One round trip. */
export async function fixView(connection: Connection, book: string | undefined): Promise<void> {
  try {
    const begun = connection.send(BEGIN);
    begun.catch(() => undefined);
    await (book === undefined ? connection.send(FIX_ALL) : connection.send(FIX_BOOK, [textToSql(book)]));
    await begun;
  } catch (error) {
    // Whoever gets the connection next must not find it in a transaction that has failed.
    endView(connection);
    throw asStoreError(connection.url, error);
  }
}

/** Lets go of what the connection sees. Waits for nothing. */
export function endView(connection: Connection): void {
  if (!connection.isBroken) connection.send(END).catch(() => undefined);
}

/** Reads what was committed when it was made, on a connection of its own. */
export class PostgresSnapshot extends PostgresView implements Snapshot {
  readonly #connection: Connection;
  readonly #give: (connection: Connection) => void;
  readonly #life: { isOver: boolean };

  /** Takes over a connection whose view was fixed. */
  constructor(connection: Connection, give: (connection: Connection) => void, checkOpen: () => void) {
    const life = { isOver: false };
    super((work) => {
      checkOpen();
      assert(!life.isOver, 'a snapshot is not read after it was closed');
      return work(connection);
    });
    this.#connection = connection;
    this.#give = give;
    this.#life = life;
  }

  /** Waits for nothing: whoever gets the connection next comes behind. */
  async close(): Promise<void> {
    if (this.#life.isOver) return;
    this.#life.isOver = true;
    endView(this.#connection);
    this.#give(this.#connection);
  }
}
