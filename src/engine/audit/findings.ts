import { PROBLEMS_MAX } from '../../base/limits.ts';
import type { BookHead } from '../../store/store.ts';
import { PROBLEM_KINDS, type ProblemKind, problemKindOf } from '../observe/problem-kinds.ts';
import type { Problem, Report } from './report.ts';

/** Collects what an audit finds. It keeps the first PROBLEMS_MAX problems and counts all. */
export class Findings {
  readonly #books: Report['books'][number][] = [];
  readonly #checked = new Map<string, number>();
  readonly #problems: Problem[] = [];
  #problemCount = 0;
  readonly #kinds = new Map<ProblemKind, number>(PROBLEM_KINDS.map((kind) => [kind, 0]));

  /** How many problems there are so far. */
  get problemCount(): number {
    return this.#problemCount;
  }

  /** How many problems there are about each kind of thing, none of them too. */
  get kinds(): ReadonlyMap<ProblemKind, number> {
    return this.#kinds;
  }

  add(book: string | null, where: string, what: string): void {
    this.#problemCount += 1;
    const kind = problemKindOf(where);
    this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
    if (this.#problems.length < PROBLEMS_MAX) this.#problems.push({ book, where, what });
  }

  /** Counts what was checked. */
  count(what: string, by: number): void {
    this.#checked.set(what, (this.#checked.get(what) ?? 0) + by);
  }

  /** Where the book ends now. */
  heads({ book, seq, link }: BookHead): void {
    this.#books.push({ book, seq, link: Buffer.from(link).toString('hex') });
  }

  /** Begins with a book; what is found in it is added to what is returned. */
  ofBook(book: string): BookFindings {
    this.count('books', 1);
    return {
      add: (where, what) => this.add(book, where, what),
      count: (what, by) => this.count(what, by),
    };
  }

  report(): Report {
    return {
      ok: this.#problemCount === 0,
      books: this.#books,
      checked: Object.fromEntries(this.#checked),
      problems: this.#problems,
      problemCount: this.#problemCount,
    };
  }
}

/** Collects what is found in one book. */
export interface BookFindings {
  add(where: string, what: string): void;
  count(what: string, by: number): void;
}
