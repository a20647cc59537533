import type { BookState } from '../../kernel/book-state.ts';
import type { Deciding, DueCommand, Turn, Waiting } from './first-kinds.ts';

/** What waits in one book, in order. What is due again once it was decided comes back in its place. */
export class DueQueue {
  readonly #waiting: Waiting[];
  /** Behind this turn others may wait that are not in it; null: all are. */
  readonly #others: Turn | null;

  constructor(waiting: readonly Waiting[], others: Turn | null) {
    this.#waiting = waiting.toSorted(compareTurns);
    this.#others = others;
  }

  /** The earliest moment of what waits; null: nothing does. */
  get next(): number | null {
    const others = this.#others?.at ?? null;
    const at = this.#waiting[0]?.at ?? null;
    return at === null || (others !== null && others < at) ? others : at;
  }

  /**
   * Takes what is decided next in one go: what is due by a moment, as long as nothing that was taken may be due again before it, and
   * as the weight allows; of that, one at least.
   *
   * @param deciding as of the batch
   */
  take(until: number, deciding: Deciding, weightMax: number): Taken[] {
    const taken: Taken[] = [];
    let weight = 0;
    /** When something that was taken may be due again. */
    let again = Number.POSITIVE_INFINITY;
    for (const waiting of this.#waiting) {
      const { at } = waiting;
      if (at > until || at >= again || this.#isBehind(waiting)) break;
      const command = waiting.make(deciding);
      if (taken.length > 0 && weight + command.weight > weightMax) break;
      taken.push({ waiting, command });
      weight += command.weight;
      again = Math.min(again, command.again ?? Number.POSITIVE_INFINITY);
    }
    this.#waiting.splice(0, taken.length);
    return taken;
  }

  /** Whether others may come before it. */
  #isBehind(turn: Turn): boolean {
    return this.#others !== null && compareTurns(turn, this.#others) > 0;
  }

  /** Puts back what was taken and waits again, and what was not decided: all but the first so many. */
  putBack(taken: readonly Taken[], decided: number, state: BookState): void {
    const waiting = taken.map((one) => one.waiting);
    const again = waiting.slice(0, decided).flatMap((one) => one.after(state) ?? []);
    if (again.length === 0 && decided === taken.length) return;
    this.#waiting.push(...again, ...waiting.slice(decided));
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
