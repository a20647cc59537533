import fc from 'fast-check';
import { AMOUNT_MAX, AMOUNT_MIN } from '../../../src/base/amount.ts';
import type { SingleCommand } from '../../../src/commands/command-table.ts';
import { PlainLotBook } from '../../oracle/plain-book-lots.ts';
import {
  type GroupInput,
  type HouseInput,
  inputOf,
  mayBeGiven,
  type SingleInput,
} from '../house/house-input.ts';
import { lotMoves } from '../kernel/book-lot-mover.ts';
import { lotCommandsOf } from '../kernel/book-lot-run.ts';
import { ACCOUNT_IDS } from '../kernel/book-mover.ts';
import { stepPaces } from '../kernel/book-steps.ts';
import { SeededChoices } from './house-random.ts';

export interface PlanAsk {
  readonly book: string;
  readonly input: HouseInput;
}

/** What an interactive transaction does, in order. */
export type ScriptStep =
  | { readonly do: 'run'; readonly input: SingleInput }
  /** Without a moment it is that of the transaction. */
  | { readonly do: 'read'; readonly account: string; readonly at: number | undefined }
  | {
      readonly do: 'nest';
      readonly steps: readonly ScriptStep[];
      readonly ending: 'commit' | 'rollback' | 'throw';
    };

/** One thing that is done with a house. */
export type PlanStep =
  /** One after another, each when the one before is answered. */
  | { readonly do: 'ask'; readonly asks: readonly PlanAsk[] }
  /** All at once, without waiting for any. */
  | { readonly do: 'crowd'; readonly asks: readonly PlanAsk[] }
  | { readonly do: 'bulk'; readonly book: string; readonly inputs: readonly HouseInput[] }
  | {
      readonly do: 'transaction';
      readonly book: string;
      readonly id: string;
      readonly steps: readonly ScriptStep[];
      readonly ending: 'commit' | 'rollback' | 'throw';
    }
  | { readonly do: 'malformed'; readonly book: string }
  | { readonly do: 'tick'; readonly by: number }
  | { readonly do: 'announce'; readonly book: string; readonly until: number }
  | { readonly do: 'reopen' };

export const PLAN_BOOKS = ['north', 'south', 'a b/c'] as const;

/** What is done with a house of three books, from a seed: it does not depend on any answer. */
export function planOf(seed: number, commandsPerBook: number): PlanStep[] {
  return new Planner(seed, commandsPerBook).plan();
}

interface Waiting {
  readonly input: SingleInput;
  /** Whether a plain book accepts it, when it comes by itself after those before it. */
  readonly isAccepted: boolean;
}

class Planner {
  readonly #choices: SeededChoices;
  readonly #waiting = new Map<string, Waiting[]>();
  /** What was asked under an id that the plan chose. */
  readonly #asked: PlanAsk[] = [];
  #made = 0;

  constructor(seed: number, commandsPerBook: number) {
    this.#choices = new SeededChoices(seed);
    for (const [i, book] of PLAN_BOOKS.entries()) {
      const pace = this.#choices.pick(stepPaces);
      const settings = { numRuns: 1, seed: seed * 3 + i };
      const moves = fc.sample(lotMoves(commandsPerBook), settings).flat();
      const commands = lotCommandsOf(pace, moves).filter((each) => mayBeGiven(each) && isWellFormed(each));
      const plain = new PlainLotBook();
      const waiting = commands.map((command, number): Waiting => {
        const keepsMoment = command.kind === 'open_account' || !this.#choices.chance(10);
        const input = { ...inputOf(command, keepsMoment), ...aboutOf(number) };
        return { input, isAccepted: plain.submit(command).accepted };
      });
      this.#waiting.set(book, waiting);
    }
  }

  plan(): PlanStep[] {
    const steps: PlanStep[] = [];
    while (this.#waiting.size > 0) steps.push(this.#step());
    return steps;
  }

  #step(): PlanStep {
    const choices = this.#choices;
    const kind = choices.below(40);
    // A clock may go back, and that must not be seen.
    if (kind < 9) return { do: 'tick', by: choices.chance(15) ? -choices.below(5) : choices.below(3) };
    if (kind === 9) return { do: 'reopen' };
    if (kind === 10) return { do: 'malformed', book: this.#someBook() };
    if (kind < 13) return { do: 'announce', book: this.#someBook(), until: choices.below(20) - 2 };
    if (kind < 18) return this.#transaction();
    if (kind < 28) return { do: 'ask', asks: this.#asks(1 + choices.below(4)) };
    if (kind < 36) return { do: 'crowd', asks: this.#asks(2 + choices.below(12)) };
    const book = this.#someBook();
    return { do: 'bulk', book, inputs: this.#several(1 + choices.below(10), () => this.#inputFor(book)) };
  }

  #someBook(): string {
    return this.#waiting.size === 0 ? PLAN_BOOKS[0] : this.#choices.pick([...this.#waiting.keys()]);
  }

  #asks(count: number): PlanAsk[] {
    return this.#several(count, () => {
      const book = this.#someBook();
      const input = this.#inputFor(book);
      return input === undefined ? undefined : { book, input };
    });
  }

  #several<Item>(count: number, make: (i: number) => Item | undefined): Item[] {
    return Array.from({ length: count }, (_, i) => make(i)).filter((each) => each !== undefined);
  }

  /** The book's next command, or some in a group; or one that was asked before, or another under its id. */
  #inputFor(book: string): HouseInput | undefined {
    const choices = this.#choices;
    const before = this.#asked.filter((each) => each.book === book);
    if (before.length > 0 && choices.chance(15)) {
      const again = choices.pick(before).input;
      const other = this.#ahead(book, 1)[0]?.input;
      if (choices.chance(70) || again.id === undefined || other === undefined) return again;
      return { ...other, id: again.id };
    }
    const mayGroup = this.#goodAhead(book, 1) > 0 || choices.chance(15);
    const input = mayGroup && choices.chance(30) ? this.#group(book) : this.#next(book, 1)[0];
    if (input?.id !== undefined) this.#asked.push({ book, input });
    return input;
  }

  /** The commands that come next; they stay there. */
  #ahead(book: string, count: number): Waiting[] {
    return this.#waiting.get(book)?.slice(0, count) ?? [];
  }

  #next(book: string, count: number): SingleInput[] {
    const taken = this.#waiting.get(book)?.splice(0, count) ?? [];
    if (this.#waiting.get(book)?.length === 0) this.#waiting.delete(book);
    return taken.map(({ input }) => input);
  }

  /** How many of the next commands would all be accepted. */
  #goodAhead(book: string, most: number): number {
    const ahead = this.#ahead(book, most);
    const bad = ahead.findIndex(({ isAccepted }) => !isAccepted);
    return bad === -1 ? ahead.length : bad;
  }

  /**
   * The next commands as a group, of which most are accepted. A group that will be refused only looks ahead, so that
   * what follows still has something to follow.
   */
  #group(book: string): GroupInput {
    const choices = this.#choices;
    this.#made += 1;
    const good = this.#goodAhead(book, 1 + choices.below(5));
    const isGood = good > 0 && choices.chance(75);
    const singles = isGood ? this.#next(book, good) : this.#ahead(book, 3).map(({ input }) => input);
    const commands = this.#nested(singles.map((input) => (choices.chance(50) ? input : unnamed(input))));
    // Without an id of its own now and then, and without any commands hardly ever.
    if (choices.chance(20)) return { kind: 'atomic', commands };
    const id = `g${this.#made}`;
    return { kind: 'atomic', id, ...aboutOf(this.#made), commands: choices.chance(3) ? [] : commands };
  }

  #nested(commands: readonly HouseInput[]): HouseInput[] {
    const choices = this.#choices;
    const cut = choices.below(commands.length + 1);
    if (choices.chance(50)) return [...commands];
    const nested = this.#nested(commands.slice(cut));
    const inner = { kind: 'atomic', ...aboutOf(cut), commands: nested } as const;
    return [...commands.slice(0, cut), inner];
  }

  #transaction(): PlanStep {
    const book = this.#someBook();
    this.#made += 1;
    const ending = this.#choices.pick(['commit', 'commit', 'commit', 'rollback', 'throw'] as const);
    const steps = this.#script(book, 1 + this.#choices.below(5), ending === 'commit', 0);
    return { do: 'transaction', book, id: `x${this.#made}`, steps, ending };
  }

  /** What is rolled back only looks ahead. */
  #script(book: string, count: number, isKept: boolean, depth: number): ScriptStep[] {
    const choices = this.#choices;
    return this.#several(count, (i): ScriptStep | undefined => {
      if (choices.chance(20)) {
        const at = choices.chance(50) ? undefined : choices.below(16) - 2;
        return { do: 'read', account: choices.pick(ACCOUNT_IDS), at };
      }
      if (depth < 3 && choices.chance(25)) {
        const ending = choices.pick(['commit', 'commit', 'rollback', 'throw'] as const);
        const keeps = isKept && ending === 'commit';
        return { do: 'nest', steps: this.#script(book, choices.below(4), keeps, depth + 1), ending };
      }
      const next = isKept ? this.#next(book, 1)[0] : this.#ahead(book, i + 1).at(-1)?.input;
      if (next === undefined) return undefined;
      // Mostly nobody says when something inside takes effect.
      const { effectiveAt: _, ...undated } = next;
      return { do: 'run', input: choices.chance(40) ? (undated as SingleInput) : next };
    });
  }
}

/** What some commands and groups say about themselves: several the same. */
function aboutOf(number: number): Pick<GroupInput, 'reference' | 'metadata'> {
  return {
    ...(number % 3 === 0 ? { reference: `order ${number % 7}` } : {}),
    ...(number % 5 === 0 ? { metadata: { shop: 'b', ['__proto__']: `${number % 2}` } } : {}),
  };
}

/** At the edges of 64 bits the sum of some entries, which the last one takes back, lies outside. */
function isWellFormed(command: SingleCommand): boolean {
  return (
    command.kind !== 'post' ||
    command.entries.every(({ amount }) => amount >= AMOUNT_MIN && amount <= AMOUNT_MAX)
  );
}

/** The same command without its id. */
function unnamed({ id: _, ...input }: SingleInput): SingleInput {
  return input as SingleInput; // An id is always optional.
}
