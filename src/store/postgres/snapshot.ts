import { assert } from '../../base/assert.ts';
import type { BookHead, HeadNow, Snapshot } from '../store.ts';
import { readHead, readNow } from './books.ts';
import type { Connection } from './connection.ts';
import { begin, endQuietly } from './session.ts';
import { statement } from './statements.ts';
import { PostgresView } from './view.ts';

// What is seen is fixed by the first thing that is read, not by the beginning; and in a cluster on each machine by the first
// that is read there. So that is a row of the book that is looked at, its head, or one of each machine.
const FIX_ALL = statement('all books', 'SELECT "seq" FROM @books LIMIT 1');

/** Fixes what the connection sees from now on, of one book, whose head it resolves to, or of all. One round trip. */
export async function fixView(
  connection: Connection,
  book: string | undefined,
): Promise<BookHead | undefined> {
  const begun = begin(connection, 'snapshot');
  begun.catch(() => undefined);
  try {
    const head = book === undefined ? undefined : await readHead(connection, book);
    if (book === undefined) await connection.get(FIX_ALL);
    await begun;
    return head;
  } catch (error) {
    // The next user of the connection must not find it in a failed transaction.
    endQuietly(connection);
    // Behind a beginning that was refused, all is refused: it tells why.
    await begun;
    throw error;
  }
}

/** The book that a view is of, and its head there. */
export interface FixedBook {
  readonly book: string;
  readonly head: BookHead | undefined;
}

/** Reads what was committed when it was made, on a connection of its own. */
export class PostgresSnapshot extends PostgresView implements Snapshot {
  readonly #connection: Connection;
  readonly #give: (connection: Connection) => void;
  readonly #life: { isOver: boolean };
  readonly #fixed: FixedBook | undefined;

  /**
   * Takes over a connection whose view was fixed.
   *
   * @param fixed the book that it is of; undefined: it is of all
   */
  constructor(
    connection: Connection,
    fixed: FixedBook | undefined,
    give: (connection: Connection) => void,
    checkOpen: () => void,
  ) {
    const life = { isOver: false };
    super((work) => {
      checkOpen();
      assert(!life.isOver, 'a snapshot is not read after it was closed');
      return work(connection);
    });
    this.#connection = connection;
    this.#give = give;
    this.#life = life;
    this.#fixed = fixed;
  }

  /** That of its book was read as the view was fixed. */
  override async head(book: string): Promise<BookHead | undefined> {
    const fixed = this.#fixed;
    return fixed?.book === book ? await this.use(async () => fixed.head) : await super.head(book);
  }

  override async headNow(book: string): Promise<HeadNow> {
    if (this.#fixed?.book !== book) return await super.headNow(book);
    return { head: this.#fixed.head, now: await this.use(readNow) };
  }

  /** Does not wait: the next use of the connection queues behind it. */
  async close(): Promise<void> {
    if (this.#life.isOver) return;
    this.#life.isOver = true;
    endQuietly(this.#connection);
    this.#give(this.#connection);
  }
}
