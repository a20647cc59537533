import { assert } from '../../base/assert.ts';
import type { SideKindName, SideRows } from '../side-kinds.ts';
import { assertHasJournal, assertSidePlace, conditionsHold, type SideChanges } from '../side-rows.ts';
import type { BookHead, Changes, StoreTransaction } from '../store.ts';
import { type BookRows, type Books, changeBook, emptyBook, findBook, forkBook } from './books.ts';
import { makeCheckpoints } from './checkpoints.ts';
import type { RowTable } from './rows.ts';
import { MemoryView } from './view.ts';

/**
 * Writes into a fork of the books, so that it reads its own writes and nobody else sees them. To commit is to hand the
 * fork over; to roll back is to forget it.
 */
export class MemoryTransaction extends MemoryView implements StoreTransaction {
  readonly #staged: Books;
  /** The books locked, as they are now. */
  readonly #locked = new Map<string, BookRows>();
  readonly #end: (committed: Books | undefined) => void;
  readonly #checkOpen: () => void;
  #isOver = false;

  /** `checkOpen` throws when the store is closed; `end` takes the books to keep, or undefined for those before. */
  constructor(committed: Books, checkOpen: () => void, end: (committed: Books | undefined) => void) {
    super(() => {
      this.#check();
      return this.#staged;
    });
    this.#staged = committed.fork();
    this.#checkOpen = checkOpen;
    this.#end = end;
  }

  async lock(book: string): Promise<BookHead> {
    this.#check();
    const rows = this.#locked.get(book);
    if (rows !== undefined) return rows.head;
    const found = findBook(this.#staged, book);
    const fork = found === undefined ? emptyBook(book) : forkBook(found);
    this.#locked.set(book, fork);
    if (found !== undefined) this.#staged.put(fork);
    return fork.head;
  }

  async write(book: string, changes: Changes): Promise<void> {
    assertHasJournal(book);
    this.#replace(book, changeBook(this.#lockedBook(book), changes));
  }

  async writeSide<K extends SideKindName>(
    book: string,
    kind: K,
    { put = [], remove = [], when = {} }: SideChanges<SideRows[K]>,
  ): Promise<boolean> {
    const rows = this.#lockedBook(book);
    assertSidePlace(kind, book, findBook(this.#staged, book) !== undefined);
    if (!(await conditionsHold((keys) => this.side(book, kind, keys), kind, when))) return false;
    const table: RowTable<SideRows[K]> = rows.tables[kind];
    table.remove(remove);
    table.put(put);
    this.#replace(book, rows);
    return true;
  }

  async deleteCheckpoints(book: string): Promise<void> {
    const rows = { ...this.#lockedBook(book), checkpoints: makeCheckpoints() };
    // Of a book that was only locked there is nothing to keep.
    if (findBook(this.#staged, book) !== undefined) this.#replace(book, rows);
  }

  async commit(): Promise<void> {
    this.#check();
    this.#isOver = true;
    this.#end(this.#staged);
  }

  async rollback(): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#end(undefined);
  }

  #lockedBook(book: string): BookRows {
    this.#check();
    const rows = this.#locked.get(book);
    assert(rows !== undefined, 'a book was written to that is not locked');
    return rows;
  }

  #replace(book: string, rows: BookRows): void {
    this.#locked.set(book, rows);
    this.#staged.put(rows);
  }

  #check(): void {
    this.#checkOpen();
    assert(!this.#isOver, 'a transaction was used after its end');
  }
}
