import { Bug } from '../../base/assert.ts';
import { messageOf } from '../../base/error.ts';

/** What is set aside. */
interface Undecided {
  /** When it was due. */
  readonly at: number;
  readonly error: Bug;
}

/**
 * What is due in a book and cannot be decided, for a bug of ours: it waits, undecided, and what is behind it goes on. It is tried again by
 * whoever opens the house next.
 */
export class SetAside {
  readonly #all = new Map<string, Undecided>();

  get size(): number {
    return this.#all.size;
  }

  has(name: string): boolean {
    return this.#all.has(name);
  }

  add(book: string, { name, at }: { readonly name: string; readonly at: number }, cause: unknown): void {
    const error = new Bug(`${name} of book ${book} is due, undecided, and left: ${messageOf(cause)}`);
    this.#all.set(name, { at, error });
  }

  /** Forgets what another process has decided: whatever is due before the moment that the head says, or is not among what waits. */
  forgetGone(due: number | null, waiting?: ReadonlySet<string>): void {
    for (const [name, { at }] of this.#all) {
      if (due === null || at < due || waiting?.has(name) === false) this.#all.delete(name);
    }
  }

  /** What stopped the first of them; undefined: nothing is set aside. */
  get error(): Bug | undefined {
    const [first] = this.#all.values();
    return first?.error;
  }

  /** The earliest moment of those; null: there are none. */
  get next(): number | null {
    return this.#all.size === 0 ? null : Math.min(...[...this.#all.values()].map(({ at }) => at));
  }
}
