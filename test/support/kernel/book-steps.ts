import { inspect } from 'node:util';
import fc from 'fast-check';
import type { Command, SingleCommand } from '../../../src/commands/command-table.ts';
import type { Book, Outcome } from '../../../src/kernel/book.ts';
import { type LotMove, lotMoves } from './book-lot-mover.ts';
import { lotCommandsOf } from './book-lot-run.ts';
import { type BookPace, bookPaces } from './book-paces.ts';

/** What one does with a book: run a command or a group of them, or open and end layers. */
export type BookStep =
  | { readonly do: 'run'; readonly command: Command }
  | { readonly do: 'begin' | 'commit' | 'rollback' };

/** The paces, and one more that no plain book can follow exactly: ceilings, positive floors, expiries and merges at once. */
export const stepPaces: readonly BookPace[] = [
  ...bookPaces,
  {
    name: 'everything at once',
    floors: [0n, 2n, -3n, null],
    ceilings: [7n, null, 9n, 5n],
    limits: [[{ name: 'out', direction: 'out', amount: 9n, perMs: 3 }], null, null],
    assets: ['GBP/2', 'GBP/2', 'GBP/2', 'GBP/2', 'JPY/0'],
    unit: 1n,
    mergesIntoLast: true,
    drift: 1 / 12,
    spread: 10,
  },
];

/** The same for a book that forgets: what is behind its accounts' frontiers is what velocity limits count. */
export function withoutLimits(pace: BookPace): BookPace {
  return { ...pace, limits: [null] };
}

export interface StepRun {
  readonly moves: readonly LotMove[];
  /** How the commands are put into groups and layers. */
  readonly cuts: readonly number[];
}

export function stepRuns(length: number): fc.Arbitrary<StepRun> {
  const cut = fc.nat({ max: 1_000 });
  const cuts = fc.noBias(fc.array(cut, { minLength: 2 * length, maxLength: 2 * length, size: 'max' }));
  return fc.record({ moves: lotMoves(length), cuts });
}

/** The commands of a random run, some of them in groups and layers: what is undone makes later ones meaningless at times. */
export function stepsOf(pace: BookPace, { moves, cuts }: StepRun): BookStep[] {
  const commands = lotCommandsOf(pace, moves);
  const steps: BookStep[] = [];
  let next = 0;
  for (const cut of cuts) {
    if (next >= commands.length) break;
    const ending = ENDINGS[cut % 16];
    if (ending !== undefined) {
      steps.push({ do: ending });
      continue;
    }
    const size = cut % 16 > 11 ? 1 + (cut % 5) : 1;
    const taken = commands.slice(next, next + size);
    next += size;
    const [only] = taken;
    if (only === undefined) break;
    steps.push({ do: 'run', command: size === 1 ? only : nest(taken, cut) });
  }
  return steps;
}

const ENDINGS: Readonly<Record<number, 'begin' | 'commit' | 'rollback'>> = {
  0: 'begin',
  1: 'begin',
  2: 'commit',
  3: 'rollback',
};

/** A group, and in it perhaps another of the rest. */
function nest(commands: readonly SingleCommand[], cut: number): Command {
  const half = cut % 3 === 0 ? commands.length : Math.ceil(commands.length / 2);
  const rest = commands.slice(half);
  const inner: Command[] = rest.length === 0 ? [] : [nest(rest, cut + 1)];
  if (cut % 7 === 0) inner.push({ kind: 'atomic', commands: [] });
  return { kind: 'atomic', commands: [...commands.slice(0, half), ...inner] };
}

/** Does one step; what it came to. */
export function takeStep(book: Book, step: BookStep): Outcome | boolean {
  switch (step.do) {
    case 'run':
      return book.run(step.command);
    case 'begin':
      book.begin();
      return true;
    case 'commit':
      return book.commit();
    case 'rollback':
      return book.rollback();
  }
}

export function stepText(step: BookStep): string {
  if (step.do !== 'run') return `book.${step.do}();`;
  return `book.run(${inspect(step.command, { breakLength: Infinity, depth: 20 })});`;
}
