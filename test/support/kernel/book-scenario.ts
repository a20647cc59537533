import type { SingleCommand } from '../../../src/commands/command-table.ts';
import type { Reason } from '../../../src/commands/reasons.ts';
import type { Event } from '../../../src/kernel/apply-rows.ts';
import { Book } from '../../../src/kernel/book.ts';
import { balancesOf } from '../../../src/kernel/time/delta.ts';
import { open, put } from './book-commands.ts';

/** A command and the answer to it: its event's kind is not said, because it follows from the command's. */
export type ScenarioStep = readonly [command: SingleCommand, answer: 'ok' | Reason];

/** What a life has just after everything at a moment. */
export type ScenarioBalance = readonly [
  life: string,
  at: number,
  posted: bigint,
  held?: bigint,
  incoming?: bigint,
  expected?: bigint,
];

/** A story: what is commanded with each answer, and what the accounts and lots have in the end. */
export interface BookScenario {
  readonly name: string;
  readonly steps: readonly ScenarioStep[];
  readonly has?: readonly ScenarioBalance[];
  /** What remains of payments by id, and of credits by life and id: `1/a c`. */
  readonly left?: Readonly<Record<string, bigint>>;
  /** Why the plain books cannot tell it: they ask no known future but what runs out. */
  readonly noPlainBook?: string;
  /** Of a book that began when there were no purses. */
  readonly hasNoPurses?: true;
}

/** The answers to the commands, one after the other, each as the table writes it. */
export function playScenario({ steps, hasNoPurses }: BookScenario): {
  book: Book;
  answers: ScenarioStep[];
  facts: Event[];
} {
  const book = new Book({ hasPurses: hasNoPurses !== true });
  const facts: Event[] = [];
  const answers = steps.map(([command]): ScenarioStep => {
    const answer = book.execute(command);
    if (answer.kind === 'rejected') return [command, answer.reason];
    facts.push(answer);
    return [command, 'ok'];
  });
  return { book, answers, facts };
}

/** The balances that the scenario asks for, as the book has them. */
export function balancesAsked(book: Book, asked: readonly ScenarioBalance[]): ScenarioBalance[] {
  return asked.map(([life, at]) => {
    const { timeline } = book.state.accounts.byKey(life);
    const { posted, held, incoming, expected } = balancesOf(timeline.sumsAt(at));
    return [life, at, posted, held, incoming, expected];
  });
}

/** What remains of every lot. */
export function lotsLeft({ state }: Book): Record<string, bigint> {
  const payments = [...state.payments.entries()].map(([id, { remaining }]) => [id, remaining] as const);
  const credits = [...state.credits.entries()].map(
    ([, { account, id, remaining }]) => [`${account} ${id}`, remaining] as const,
  );
  return Object.fromEntries([...payments, ...credits]);
}

/** Two accounts, the first with ten. */
export const AB: readonly ScenarioStep[] = [
  [open(0, 'a'), 'ok'],
  [open(0, 'b'), 'ok'],
  [put(0, 'a', 10n), 'ok'],
];
