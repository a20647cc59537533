import { canonicalText } from '../../../src/base/canonical-bytes.ts';
import type { Event } from '../../../src/kernel/apply-rows.ts';
import { Book, type Outcome } from '../../../src/kernel/book.ts';
import { shortestFailure } from '../memory/ledger-bank-calls.ts';
import type { BookPace } from './book-paces.ts';
import { type BookStep, type StepRun, stepsOf, stepText, takeStep } from './book-steps.ts';
import { bytesOf, indexesOf, rebuilt, wrongData, wrongSums } from './book-truths.ts';

/** A book at a moment: its bytes, and those of what is kept beside its state. */
interface Standing {
  readonly bytes: string;
  readonly indexes: string;
}

/** A layer as it was opened: how the book stood then, and how many facts there were. */
interface Layer {
  readonly standing: Standing;
  readonly facts: number;
}

/** A book under test, with what has become fact and was not undone, and the layers that are open. */
class WatchedBook {
  readonly book = new Book();
  readonly facts: Event[] = [];
  readonly #layers: Layer[] = [];
  #standing = standingOf(this.book);

  /** @param horizon the moment that no frontier passes */
  constructor(horizon = Number.POSITIVE_INFINITY) {
    this.book.state.horizon = horizon;
  }

  get depth(): number {
    return this.#layers.length;
  }

  /** Takes a step; what is wrong with what it came to, if anything. */
  take(step: BookStep): string | undefined {
    const before = this.#standing;
    const outcome = takeStep(this.book, step);
    this.#standing = standingOf(this.book);
    if (typeof outcome === 'object') return this.#wrongRun(outcome, before);
    if (step.do === 'begin') {
      this.#layers.push({ standing: before, facts: this.facts.length });
      return this.#departure('begin', before);
    }
    const layer = this.#layers.pop();
    if (outcome !== (layer !== undefined)) return `${step.do} answers ${outcome}`;
    if (step.do === 'commit' || layer === undefined) return this.#departure(step.do, before);
    this.facts.length = layer.facts;
    return this.#departure('the rollback', layer.standing);
  }

  /** What has changed of the book, if anything has. */
  #departure(what: string, before: Standing): string | undefined {
    const { bytes, indexes } = this.#standing;
    if (bytes !== before.bytes) return differing(what, before.bytes, bytes);
    return indexes === before.indexes ? undefined : differing(what, before.indexes, indexes);
  }

  #wrongRun(outcome: Outcome, before: Standing): string | undefined {
    if (!outcome.ok) return this.#departure('the refusal', before);
    const beyond = [...this.book.state.accounts.all()].find(
      ({ timeline }) => timeline.frontier > this.book.state.horizon,
    );
    if (beyond !== undefined) return `the frontier of ${beyond.row.key} has passed the horizon`;
    this.facts.push(...outcome.events);
    return outcome.events.map(wrongData).find((wrong) => wrong !== undefined);
  }

  /** What is wrong with the book as it stands. */
  wrong(): string | undefined {
    const again = bytesOf(rebuilt(this.facts));
    return (
      wrongSums(this.book, this.facts) ??
      (again === this.#standing.bytes ? undefined : differing('the replay', this.#standing.bytes, again))
    );
  }
}

function standingOf(book: Book): Standing {
  return { bytes: bytesOf(book), indexes: indexesOf(book) };
}

function differing(what: string, before: string, after: string): string {
  return `${what} leaves other bytes:\n${before}\n${after}`;
}

/** Takes the steps and checks every truth on the way; the script up to the first that does not hold, if any. */
export function untruth(steps: readonly BookStep[], horizon?: number): string | undefined {
  const watched = new WatchedBook(horizon);
  const script: string[] = [];
  for (const [i, step] of steps.entries()) {
    script.push(stepText(step));
    const wrong = watched.take(step) ?? (i % 16 === 15 ? watched.wrong() : undefined);
    if (wrong !== undefined) return `${script.join('\n')}\n${wrong}`;
  }
  const wrong = watched.wrong();
  return wrong === undefined ? undefined : `${script.join('\n')}\n${wrong}`;
}

/** One run is two runs over its halves: a book rebuilt from the facts of the first half goes on like the one that made them. */
export function halvesDiffer(steps: readonly BookStep[]): string | undefined {
  const watched = new WatchedBook();
  let half = 0;
  for (const [i, step] of steps.entries()) {
    if (i * 2 >= steps.length && watched.depth === 0) break;
    watched.take(step);
    half = i + 1;
  }
  if (watched.depth > 0) return undefined;
  const other = rebuilt(watched.facts);
  const script = steps.slice(0, half).map(stepText);
  for (const step of steps.slice(half)) {
    script.push(stepText(step));
    const answer = canonicalText(takeStep(watched.book, step));
    const again = canonicalText(takeStep(other, step));
    if (answer !== again)
      return `${script.join('\n')}\n${answer} was expected after ${half} steps, got\n${again}`;
  }
  const isSame = bytesOf(watched.book) === bytesOf(other);
  return isSame ? undefined : `${script.join('\n')}\nother bytes after ${half} steps`;
}

/** Throws with the shortest script found when a truth does not hold. */
export function expectTruths(
  pace: BookPace,
  run: StepRun,
  wrongIn: (steps: readonly BookStep[]) => string | undefined,
): void {
  const steps = stepsOf(pace, run);
  const wrong = (some: readonly BookStep[]): string | undefined => {
    try {
      return wrongIn(some);
    } catch (error) {
      return `${some.map(stepText).join('\n')}\n${error instanceof Error ? error.stack : error}`;
    }
  };
  if (wrong(steps) === undefined) return;
  throw new Error(`what must be true of a book is not:\n${shortestFailure(steps, wrong)}`);
}
