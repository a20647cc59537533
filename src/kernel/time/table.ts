import type { Undoable, UndoLog } from './undo-log.ts';

/** An index over a table: told of every change of a row, rollbacks included. */
export interface RowWatcher<Row, Key> {
  rowChanged(key: Key, before: Row | undefined, after: Row | undefined): void;
}

/**
 * Rows of one kind by key. Rows are never changed in place: a change puts a new row, so what the undo log
 * remembers stays as it was, and an index learns of a rollback as of any other change.
 */
export class Table<Row extends object, Key extends string | number = string> implements Undoable {
  readonly #rows = new Map<Key, Row>();
  readonly #undo: UndoLog;
  readonly #watcher: RowWatcher<Row, Key> | undefined;

  constructor(undo: UndoLog, watcher?: RowWatcher<Row, Key>) {
    this.#undo = undo;
    this.#watcher = watcher;
  }

  get(key: Key): Row | undefined {
    return this.#rows.get(key);
  }

  put(key: Key, row: Row): void {
    this.#change(key, row, true);
  }

  remove(key: Key): void {
    this.#change(key, undefined, true);
  }

  /** Forgets a row that can no longer matter. Not a change of meaning, so it is not undone. */
  forget(key: Key): void {
    this.#change(key, undefined, false);
  }

  restore(key: unknown, before: unknown): void {
    this.#change(key as Key, before as Row | undefined, false); // What #change recorded.
  }

  entries(): IterableIterator<[Key, Row]> {
    return this.#rows.entries();
  }

  #change(key: Key, after: Row | undefined, undoable: boolean): void {
    const before = this.#rows.get(key);
    if (undoable) this.#undo.record(this, key, before);
    if (after === undefined) this.#rows.delete(key);
    else this.#rows.set(key, after);
    this.#watcher?.rowChanged(key, before, after);
  }
}
