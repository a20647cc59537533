import { Bug } from '../../base/assert.ts';
import { type Ask, Missing } from '../../kernel/residency.ts';

/**
 * What was brought for one piece of work that is begun again each time that something is missing. Each time it must be
 * something else, or the work would be begun again for ever: what is missing though it was brought is a bug.
 */
export class Brought {
  readonly #asks = new Set<string>();

  /** Takes note of what is missing; false when it was brought before. */
  add({ kind, key, from }: Ask, book = ''): boolean {
    const { size } = this.#asks;
    this.#asks.add(JSON.stringify([book, kind, key, from]));
    return this.#asks.size > size;
  }

  /** The same for what was thrown: throws it on when it says of nothing that it is missing, and a Bug when it was brought. */
  askOf(error: unknown, book?: string): Ask {
    if (!(error instanceof Missing)) throw error;
    const { ask } = error;
    if (!this.add(ask, book)) throw new Bug(`${nameOf(ask)} was brought and is missing all the same`);
    return ask;
  }
}

/** Acts, and again while something is missing, which is brought; `act` must change nothing when it throws Missing. */
export async function untilThere<T>(act: () => T, bring: (ask: Ask) => Promise<void>): Promise<T> {
  const brought = new Brought();
  for (;;) {
    let ask: Ask;
    try {
      return act();
    } catch (error) {
      ask = brought.askOf(error);
    }
    await bring(ask);
  }
}

/** What is asked for, in words. */
export function nameOf({ kind, key, from }: Ask): string {
  return from === undefined ? `${kind} ${key}` : `${kind} ${key} from ${from} on`;
}
