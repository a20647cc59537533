import type { Undoable, UndoLog } from './undo-log.ts';

/** An index over a table: notified of every change of a row, rollbacks included. */
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
  readonly #need: ((key: Key) => void) | undefined;

  /**
   * @param need where only a part of the rows is in memory: called for each key that has no row there, and
   *   throws NotFetched unless there is none at all
   */
  constructor(undo: UndoLog, watcher?: RowWatcher<Row, Key>, need?: (key: Key) => void) {
    this.#undo = undo;
    this.#watcher = watcher;
    this.#need = need;
  }

  get(key: Key): Row | undefined {
    const row = this.#rows.get(key);
    if (row === undefined) this.#need?.(key);
    return row;
  }

  /** How many rows are in memory. */
  get size(): number {
    return this.#rows.size;
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

  /** Loads a row into memory; one that is there already is newer and stays. Not a change of meaning. */
  install(key: Key, row: Row): void {
    if (!this.#rows.has(key)) this.#change(key, row, false);
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
