import { assert } from '../../base/assert.ts';

/** Something whose changes can be taken back one by one, newest first. */
export interface Undoable {
  /** Puts back what was there before one change. It records nothing. */
  restore(key: unknown, before: unknown): void;
}

/**
 * Nested layers over all of a book's state.
 *
 * Every change made while a layer is open is recorded with what it replaced; a rollback takes the
 * latest layer's changes back, newest first. Outside any layer nothing is recorded, so work that
 * cannot be rolled back pays nothing. begin and commit cost O(1), a rollback what its layer did.
 */
export class UndoLog {
  readonly #marks: number[] = [];
  readonly #targets: Undoable[] = [];
  readonly #keys: unknown[] = [];
  readonly #befores: unknown[] = [];

  /** How many layers are open. */
  get depth(): number {
    return this.#marks.length;
  }

  /** Called by an undoable after each change, with what the change replaced. */
  record(target: Undoable, key: unknown, before: unknown): void {
    if (this.#marks.length === 0) return;
    this.#targets.push(target);
    this.#keys.push(key);
    this.#befores.push(before);
  }

  /** What was changed since the outermost layer was opened, in order: a thing may come up several times. */
  forEachChange(visit: (target: Undoable, key: unknown) => void): void {
    for (let i = 0; i < this.#targets.length; i += 1) {
      const target = this.#targets[i];
      if (target !== undefined) visit(target, this.#keys[i]);
    }
  }

  begin(): void {
    this.#marks.push(this.#targets.length);
  }

  /** Folds the latest layer into the one outside it. False when none is open. */
  commit(): boolean {
    if (this.#marks.pop() === undefined) return false;
    if (this.#marks.length === 0) this.#truncate(0);
    return true;
  }

  /** Undoes exactly the latest layer. False when none is open. */
  rollback(): boolean {
    const mark = this.#marks.pop();
    if (mark === undefined) return false;
    for (let i = this.#targets.length - 1; i >= mark; i -= 1) {
      const target = this.#targets[i];
      assert(target !== undefined, 'every recorded change has its target');
      target.restore(this.#keys[i], this.#befores[i]);
    }
    this.#truncate(mark);
    return true;
  }

  #truncate(length: number): void {
    this.#targets.length = length;
    this.#keys.length = length;
    this.#befores.length = length;
  }
}
