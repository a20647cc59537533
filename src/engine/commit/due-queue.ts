import type { BookState } from '../../kernel/book-state.ts';
import { FIRST_KINDS } from '../../store/due-first.ts';
import type { Changes } from '../../store/store.ts';
import { nameOf } from '../follow/next-due.ts';
import type { Deciding, DueCommand, Turn, Waiting } from './first-kinds.ts';

/** What waits in one book, in order. What is due again once it was decided comes back in its place. */
export class DueQueue {
  readonly #waiting: Waiting[];
  /** Behind this turn others may wait that are not in it; null: all are. */
  readonly #others: Turn | null;
  /** Called with what cannot be decided, and why: it is taken out. */
  readonly #onFailed: (failed: Waiting, cause: unknown) => void;

  constructor(
    waiting: readonly Waiting[],
    others: Turn | null,
    onFailed: (failed: Waiting, cause: unknown) => void,
  ) {
    this.#waiting = waiting.toSorted(compareTurns);
    this.#others = others;
    this.#onFailed = onFailed;
  }

  /** The earliest moment of what waits; null: nothing does. */
  get next(): number | null {
    const others = this.#others?.at ?? null;
    const at = this.#waiting[0]?.at ?? null;
    return at === null || (others !== null && others < at) ? others : at;
  }

  /** Whether it still has all that waits, once rows were changed: nobody else may wait, and each has the moment that its row has. */
  isAllThatWaits(rows: Changes['rows']): boolean {
    if (this.#others !== null) return false;
    const moments = new Map(this.#waiting.map(({ name, at }) => [name, at]));
    return FIRST_KINDS.every((kind) =>
      (rows[kind] ?? []).every((row) => {
        const at = moments.get(nameOf(kind, row));
        return at === undefined || at === row.dueAt;
      }),
    );
  }

  /**
   * Takes what is decided next in one go: what is due by a moment, as long as nothing that was taken may be due again before it, and
   * as the weight allows; of that, one at least.
   *
   * @param deciding as of the batch
   */
  take(until: number, deciding: Deciding, weightMax: number): Taken[] {
    const taken: Taken[] = [];
    let count = 0;
    let weight = 0;
    /** When something that was taken may be due again. */
    let again = Number.POSITIVE_INFINITY;
    for (const waiting of this.#waiting) {
      const { at } = waiting;
      if (at > until || at >= again || this.#isBehind(waiting)) break;
      const command = this.#try(waiting, () => waiting.make(deciding));
      if (command !== undefined) {
        if (taken.length > 0 && weight + command.weight > weightMax) break;
        taken.push({ waiting, command });
        weight += command.weight;
        again = Math.min(again, command.again ?? Number.POSITIVE_INFINITY);
      }
      count += 1;
    }
    this.#waiting.splice(0, count);
    return taken;
  }

  /** What comes of work on something that waits; undefined: nothing, because it cannot be decided. */
  #try<T>(waiting: Waiting, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#onFailed(waiting, error);
      return undefined;
    }
  }

  /** Whether others may come before it. */
  #isBehind(turn: Turn): boolean {
    return this.#others !== null && compareTurns(turn, this.#others) > 0;
  }

  /**
   * Puts back what was taken and waits again, and what was not decided: all but the first so many.
   *
   * @param failed those of the first that could not be decided, each with why
   */
  putBack(
    taken: readonly Taken[],
    decided: number,
    failed: ReadonlyMap<Taken, unknown>,
    state: BookState,
  ): void {
    const again: Waiting[] = [];
    for (const one of taken.slice(0, decided)) {
      const { waiting } = one;
      if (failed.has(one)) this.#onFailed(waiting, failed.get(one));
      const later = failed.has(one) ? undefined : this.#try(waiting, () => waiting.after(state));
      if (later !== undefined) again.push(later);
    }
    if (again.length === 0 && decided === taken.length) return;
    this.#waiting.push(...again, ...taken.slice(decided).map(({ waiting }) => waiting));
    this.#waiting.sort(compareTurns);
  }
}

/** What was taken, and what it comes to. */
export interface Taken {
  readonly waiting: Waiting;
  readonly command: DueCommand;
}

/** By the moment; of one moment, by kinds, and in each kind by the order that it has. */
export function compareTurns(a: Turn, b: Turn): number {
  return a.at - b.at || a.kind - b.kind || a.key - b.key;
}
