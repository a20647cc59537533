import { inspect } from 'node:util';
import type { Command, SingleCommand } from '../../../src/commands/command-table.ts';
import { Book, type Outcome } from '../../../src/kernel/book.ts';
import { type BookStep, stepText, takeStep } from './book-steps.ts';

/** The steps in order of time: the same groups and layers, with the commands dealt out anew from the earliest on. */
export function inOrderOfTime(steps: readonly BookStep[]): BookStep[] {
  const commands = steps.flatMap((step) => (step.do === 'run' ? singlesOf(step.command) : []));
  const sorted = commands.toSorted((a, b) => a.effectiveAt - b.effectiveAt)[Symbol.iterator]();
  const deal = (command: Command): Command => {
    if (command.kind === 'atomic') return { kind: 'atomic', commands: command.commands.map(deal) };
    const { value = command } = sorted.next();
    if (value.kind !== 'capture') return value;
    // Of a hold that is over nothing is known where it was forgotten.
    const { force: _, ...unforced } = value;
    return unforced;
  };
  return steps.map((step) => (step.do === 'run' ? { do: 'run', command: deal(step.command) } : step));
}

function singlesOf(command: Command): SingleCommand[] {
  return command.kind === 'atomic' ? command.commands.flatMap(singlesOf) : [command];
}

/** What a book has forgotten it may name otherwise: a hold that has ended is then one that never was. */
const FORGOTTEN: Readonly<Record<string, string>> = { hold_unknown: 'hold_not_active' };

function showOutcome(outcome: Outcome | boolean): string {
  if (typeof outcome === 'boolean') return `${outcome}`;
  if (!outcome.ok) {
    const { reason } = outcome.rejection;
    return `${FORGOTTEN[reason] ?? reason} at [${outcome.path.join(', ')}]`;
  }
  return outcome.events.map(({ kind }) => kind).join(', ');
}

/** Gives the steps, which are in order of time, to a book that forgets and one that does not; what they differ in. */
export function forgettingDiffers(given: readonly BookStep[]): string | undefined {
  const steps = inOrderOfTime(given);
  const keeping = new Book();
  const forgetting = new Book({ keepsHistory: false });
  const script: string[] = [];
  let now = Number.MIN_SAFE_INTEGER;
  for (const step of steps) {
    script.push(stepText(step));
    const expected = showOutcome(takeStep(keeping, step));
    const answer = showOutcome(takeStep(forgetting, step));
    if (answer !== expected) return `${script.join('\n')} // ${expected} was expected, got ${answer}`;
    if (step.do === 'run') now = Math.max(now, ...singlesOf(step.command).map((each) => each.effectiveAt));
    const wrong = wrongBalances(keeping, forgetting, now);
    if (wrong !== undefined) return `${script.join('\n')}\n${wrong}`;
  }
  return undefined;
}

/** Compares what every account has now, and will have when all that is pending has run out. */
function wrongBalances(keeping: Book, forgetting: Book, now: number): string | undefined {
  for (const { row, timeline } of keeping.state.accounts.all()) {
    const other = forgetting.state.accounts.byKey(row.key).timeline;
    const expected = inspect([timeline.sumsAt(now), timeline.sumsAt(Number.MAX_SAFE_INTEGER)]);
    const actual = inspect([other.sumsAt(now), other.sumsAt(Number.MAX_SAFE_INTEGER)]);
    if (actual !== expected) return `${row.key} was expected to have ${expected}, got ${actual}`;
  }
  return undefined;
}
