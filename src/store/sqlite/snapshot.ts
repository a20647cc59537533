import type { Snapshot } from '../store.ts';
import { SqliteView } from './view.ts';

/** A view of one state of the file, until it is closed. */
export class SqliteSnapshot extends SqliteView implements Snapshot {
  #end: (() => void) | undefined;

  constructor(use: SqliteView['use'], end: () => void) {
    super(use);
    this.#end = end;
  }

  async close(): Promise<void> {
    this.#end?.();
    this.#end = undefined;
  }
}
