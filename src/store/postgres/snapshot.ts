import { assert } from '../../base/assert.ts';
import type { Snapshot } from '../store.ts';
import { textToSql } from './column-values.ts';
import type { Connection } from './connection.ts';
import { begin, endQuietly } from './session.ts';
import { statement } from './statements.ts';
import { PostgresView } from './view.ts';

// What is seen is fixed by the first thing that is read, not by the beginning; and in a cluster on each machine by the first
// that is read there. So that is a row of the book that is looked at, or one of each machine.
const FIX_BOOK = statement('book', 'SELECT "seq" FROM @books WHERE "book" = $1');
const FIX_ALL = statement('all books', 'SELECT "seq" FROM @books LIMIT 1');

/** Fixes what the connection sees from now on, of one book or of all. One round trip. */
export async function fixView(connection: Connection, book: string | undefined): Promise<void> {
  const begun = begin(connection, 'snapshot');
  begun.catch(() => undefined);
  try {
    await (book === undefined ? connection.get(FIX_ALL) : connection.get(FIX_BOOK, textToSql(book)));
    await begun;
  } catch (error) {
    // The next user of the connection must not find it in a failed transaction.
    endQuietly(connection);
    // Behind a beginning that was refused, all is refused: it tells why.
    await begun;
    throw error;
  }
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

  /** Does not wait: the next use of the connection queues behind it. */
  async close(): Promise<void> {
    if (this.#life.isOver) return;
    this.#life.isOver = true;
    endQuietly(this.#connection);
    this.#give(this.#connection);
  }
}
