import type { SingleInput } from '../house/house-input.ts';
import type { PlanAsk, PlanStep, ScriptStep } from '../random/house-plan.ts';
import { SeededChoices } from '../random/house-random.ts';
import { LOAD_BOOKS, Load } from './house-load.ts';

/**
 * A plan of the same steps as planOf, of many more commands in larger batches, as a busy house gets them: what is
 * behind the accounts' frontiers grows long, and leaves memory.
 */
export function loadPlanOf(seed: number, turns: number): PlanStep[] {
  return new LoadPlanner(seed).plan(turns);
}

class LoadPlanner {
  readonly #choices: SeededChoices;
  readonly #load: Load;
  readonly #asked: PlanAsk[] = [];
  // Where the clock of a plan's run begins.
  #now = 3;

  constructor(seed: number) {
    this.#choices = new SeededChoices(seed);
    this.#load = new Load(seed, 'l', () => this.#now);
  }

  plan(turns: number): PlanStep[] {
    const beginnings = LOAD_BOOKS.map((book): PlanStep => {
      return { do: 'bulk', book, inputs: this.#load.beginnings() };
    });
    return [...beginnings, ...Array.from({ length: turns }, () => this.#turn()).flat()];
  }

  #turn(): PlanStep[] {
    const by = this.#choices.below(40);
    this.#now += by;
    return [{ do: 'tick', by }, this.#step()];
  }

  #step(): PlanStep {
    const choices = this.#choices;
    const book = choices.pick(LOAD_BOOKS);
    const kind = choices.below(20);
    if (kind === 0) return { do: 'reopen' };
    if (kind < 3) return { do: 'announce', book, until: this.#now };
    if (kind < 7) return this.#transaction(book);
    if (kind < 12) {
      const inputs = Array.from({ length: 1 + choices.below(60) }, () => this.#load.next());
      return { do: 'bulk', book, inputs };
    }
    return { do: 'crowd', asks: Array.from({ length: 1 + choices.below(30) }, () => this.#ask()) };
  }

  /** Something new, or now and then something that was asked before. */
  #ask(): PlanAsk {
    const choices = this.#choices;
    if (this.#asked.length > 0 && choices.chance(15)) return choices.pick(this.#asked);
    const ask = { book: choices.pick(LOAD_BOOKS), input: this.#load.next() };
    this.#asked.push(ask);
    return ask;
  }

  #transaction(book: string): PlanStep {
    const ending = this.#choices.pick(['commit', 'commit', 'rollback', 'throw'] as const);
    return { do: 'transaction', book, id: this.#load.newId(), steps: this.#script(0), ending };
  }

  #script(depth: number): ScriptStep[] {
    const choices = this.#choices;
    return Array.from({ length: 1 + choices.below(6) }, (): ScriptStep => {
      if (depth < 2 && choices.chance(20)) {
        const ending = choices.pick(['commit', 'commit', 'rollback', 'throw'] as const);
        return { do: 'nest', steps: this.#script(depth + 1), ending };
      }
      if (choices.chance(20)) {
        return { do: 'read', account: choices.pick(['a', 'b', 'c']), at: this.#now - choices.below(90) + 30 };
      }
      const input = this.#load.single();
      // When it takes effect is said here, so that the plain book knows it too.
      return { do: 'run', input: { ...input, effectiveAt: input.effectiveAt ?? this.#now } as SingleInput };
    });
  }
}
