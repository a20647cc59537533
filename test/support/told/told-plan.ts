import fc from 'fast-check';
import type { AcrossAsk } from '../across/across-commands.ts';
import { ACROSS_BOOKS, type AcrossMove, acrossBeginnings, acrossMoves } from '../across/across-moves.ts';
import { LOAD_BOOKS } from '../crash/house-load.ts';
import { loadPlanOf } from '../crash/house-load-plan.ts';
import { type HouseInput, type SingleInput, singlesIn } from '../house/house-input.ts';
import { anyCommands } from '../random/any-commands.ts';
import { PLAN_BOOKS, type PlanStep, planOf } from '../random/house-plan.ts';
import { SeededChoices } from '../random/house-random.ts';
import type { ToldStep } from './tell-step.ts';

/**
 * What is done with a house, from a seed: of four sorts in turn, few accounts in all manners of time (twice as often), a busy
 * house, groups on several books, and every kind of command as often as any other; in each with private data, actors, retries,
 * dry runs, erasures and reads.
 */
export function toldPlanOf(seed: number): ToldStep[] {
  const sort = seed % 5;
  const choices = new SeededChoices(seed);
  if (sort < 2) return new Extras(choices, PLAN_BOOKS).among(planOf(seed, 60));
  if (sort === 2) return new Extras(choices, LOAD_BOOKS).among(loadPlanOf(seed, 60));
  if (sort === 3) return new Extras(choices, ANY_BOOKS).among(anySteps(choices, seed));
  const [moves = []] = fc.sample(acrossMoves(160), { numRuns: 1, seed });
  const beginnings = { do: 'across', asks: acrossBeginnings() } as const;
  return new Extras(choices, ACROSS_BOOKS).among([beginnings, ...acrossSteps(moves)]);
}

/**
 * The same without anything that goes at once, so that it is no matter of chance what is batched together: several of one book are
 * one call.
 */
export function oneAfterAnother(steps: readonly ToldStep[]): ToldStep[] {
  return steps.flatMap((step): ToldStep[] => {
    if (step.do === 'across') return step.asks.map((ask) => ({ do: 'across', asks: [ask] }));
    if (step.do !== 'crowd') return [step];
    const books = Map.groupBy(step.asks, ({ book }) => book);
    return [...books].map(([book, asks]) => ({ do: 'bulk', book, inputs: asks.map(({ input }) => input) }));
  });
}

/** How many commands a plan asks for, those inside of groups and transactions counted one by one. */
export function countCommands(steps: readonly ToldStep[]): number {
  return steps.reduce((sum, step) => sum + inputsOf(step).flatMap(singlesIn).length, 0);
}

function inputsOf(step: ToldStep): readonly HouseInput[] {
  switch (step.do) {
    case 'ask':
    case 'crowd':
      return step.asks.map(({ input }) => input);
    case 'across':
      return step.asks.flatMap(inputsOfAcross);
    case 'bulk':
    case 'retry':
    case 'dry':
    case 'as':
      return step.inputs;
    case 'transaction':
      return scriptInputs(step.steps);
    default:
      return [];
  }
}

function inputsOfAcross(ask: AcrossAsk): readonly HouseInput[] {
  if (ask.do === 'plain') return [ask.input];
  if (ask.do === 'group') return ask.commands;
  const { amount } = ask.transfer;
  return [{ kind: 'transfer', from: ask.transfer.from.account, to: ask.transfer.to.account, amount }];
}

function scriptInputs(steps: Extract<PlanStep, { do: 'transaction' }>['steps']): HouseInput[] {
  return steps.flatMap((step) => {
    if (step.do === 'run') return [step.input];
    return step.do === 'nest' ? scriptInputs(step.steps) : [];
  });
}

/** What is asked again is known here: only asks that do not depend on an answer are made of it. */
function acrossSteps(moves: readonly AcrossMove[]): ToldStep[] {
  const asked: AcrossAsk[] = [];
  return moves.map((move): ToldStep => {
    switch (move.do) {
      case 'ask':
        asked.push(move.ask);
        return { do: 'across', asks: [move.ask] };
      case 'crowd':
        asked.push(...move.asks);
        return { do: 'across', asks: move.asks };
      case 'again': {
        const before = asked.at(-1 - move.back);
        return { do: 'across', asks: before === undefined ? [] : [before] };
      }
      case 'look':
        return { do: 'look', book: ACROSS_BOOKS[0], at: move.at };
      default:
        return move;
    }
  });
}

const ANY_BOOKS = ['any', 'other'] as const;

/** Commands of every kind on two books, with a clock that goes about as fast as their moments do. */
function anySteps(choices: SeededChoices, seed: number): ToldStep[] {
  const waiting = ANY_BOOKS.map((book, i) => ({
    book,
    inputs: anyCommands(seed * 2 + i, 90) as HouseInput[],
  }));
  const steps: ToldStep[] = [];
  while (waiting.some(({ inputs }) => inputs.length > 0)) {
    const { book, inputs } = choices.pick(waiting.filter((each) => each.inputs.length > 0));
    const taken = inputs.splice(0, 1 + choices.below(6));
    steps.push(anyStep(choices, book, taken), { do: 'tick', by: choices.below(taken.length + 1) });
    if (choices.chance(4)) steps.push({ do: 'announce', book, until: choices.below(90) });
    if (choices.chance(4)) steps.push({ do: 'reopen' });
  }
  return steps;
}

function anyStep(choices: SeededChoices, book: string, inputs: readonly HouseInput[]): ToldStep {
  const [first] = inputs;
  switch (choices.below(6)) {
    case 0:
      return { do: 'bulk', book, inputs };
    case 1:
      return { do: 'crowd', asks: inputs.map((input) => ({ book, input })) };
    case 2: {
      const steps = inputs.flatMap((input) =>
        input.kind === 'atomic' ? [] : [{ do: 'run', input } as const],
      );
      return {
        do: 'transaction',
        book,
        id: `x ${first?.id}`,
        steps,
        ending: choices.pick(['commit', 'commit', 'throw']),
      };
    }
    case 3:
      return { do: 'bulk', book, inputs: [{ kind: 'atomic', id: `g ${first?.id}`, commands: inputs }] };
    default:
      return { do: 'ask', asks: inputs.map((input) => ({ book, input })) };
  }
}

const ACTORS = ['user:1', 'job 2'] as const;

/** Puts among the steps of a plan what plans have none of. */
class Extras {
  readonly #choices: SeededChoices;
  readonly #books: readonly string[];
  /** What was asked for lately. */
  readonly #asked: { readonly book: string; readonly input: HouseInput }[] = [];
  /** What is asked again is the same object in a plan: it keeps its private data. */
  readonly #kept = new Map<HouseInput, HouseInput>();
  #made = 0;

  constructor(choices: SeededChoices, books: readonly string[]) {
    this.#choices = choices;
    this.#books = books;
  }

  among(steps: readonly ToldStep[]): ToldStep[] {
    const all = steps.flatMap((step) => {
      const own = this.#withPrivate(step);
      return this.#choices.chance(12) ? [own, this.#extra()] : [own];
    });
    return [...all, { do: 'reopen' }, ...this.#books.map((book): ToldStep => ({ do: 'look', book, at: 9 }))];
  }

  #withPrivate(step: ToldStep): ToldStep {
    switch (step.do) {
      case 'ask':
      case 'crowd':
        return {
          ...step,
          asks: step.asks.map(({ book, input }) => ({ book, input: this.#keep(book, input) })),
        };
      case 'bulk':
        return { ...step, inputs: step.inputs.map((input) => this.#keep(step.book, input)) };
      case 'across':
        for (const ask of step.asks) if (ask.do === 'plain') this.#keep(ask.book, ask.input);
        return step;
      default:
        return step;
    }
  }

  #keep(book: string, input: HouseInput): HouseInput {
    const kept = this.#kept.get(input) ?? this.#sealed(input);
    this.#kept.set(input, kept);
    this.#asked.push({ book, input: kept });
    if (this.#asked.length > 60) this.#asked.shift();
    return kept;
  }

  /** With something private now and then, inside of groups too. */
  #sealed(input: HouseInput): HouseInput {
    const own = this.#choices.chance(12) ? { private: { note: `note ${++this.#made}` } } : {};
    if (input.kind !== 'atomic') return { ...input, ...own };
    return { ...input, ...own, commands: input.commands.map((each) => this.#sealed(each)) };
  }

  #extra(): ToldStep {
    const choices = this.#choices;
    const book = choices.pick(this.#books);
    const asked = this.#asked.filter((each) => each.book === book).map(({ input }) => input);
    const again = asked.length === 0 ? [] : [choices.pick(asked), choices.pick(asked)];
    switch (choices.below(8)) {
      case 0:
        return { do: 'retry', book, inputs: again };
      case 1:
        return { do: 'dry', book, inputs: again.map((input) => this.#anew(input)) };
      case 2:
        return { do: 'as', actor: choices.pick(ACTORS), book, inputs: again };
      case 3:
        return {
          do: 'as',
          actor: choices.pick(ACTORS),
          book,
          inputs: again.map((input) => this.#anew(input)),
        };
      case 4: {
        const account = choices.pick(['a', 'b', 'x']);
        if (choices.chance(60)) return { do: 'erase', book, what: { account, commands: choices.chance(50) } };
        return { do: 'erase', book, what: { command: again[0]?.id ?? 'nobody' } };
      }
      case 5:
        return { do: 'bulk', book, inputs: [this.#ownKind()] };
      default:
        return { do: 'look', book, at: choices.below(24) - 2 };
    }
  }

  /** The same under another id. */
  #anew(input: HouseInput): HouseInput {
    return { ...input, id: `anew ${++this.#made}` };
  }

  #ownKind(): SingleInput {
    const id = `own ${++this.#made}`;
    if (this.#choices.chance(30)) return { kind: 'lock_before', id, before: this.#choices.below(4) - 3 };
    const hashes = { fileHash: 'f'.repeat(64), mappingHash: 'e'.repeat(64) };
    return { kind: 'record_import', id, source: 'bank', ...hashes, rows: 2, firstAt: null, lastAt: 4 };
  }
}
