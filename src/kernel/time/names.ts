import { type Delta, postedOf } from './delta.ts';
import type { Undoable, UndoLog } from './undo-log.ts';

/** When accepted commands named an account, as far as whoever ends its life asks; -Infinity where none did. */
export interface NameMarks {
  /** The latest moment at which any command named it. */
  readonly lastNamedAt: number;
  /** The latest at which one named it that its timeline does not show, and that cannot be taken back. */
  readonly lastFixedAt: number;
  /** The latest at which a transaction named it that was taken back since. */
  readonly lastFreedAt: number;
}

/**
 * The moments at which commands named one account. A transaction that was taken back names nothing any more, and nothing
 * of it is left on the timeline; so where something was taken back, the timeline says what still names the account.
 */
export class Names implements Undoable {
  readonly account: string;
  readonly #undo: UndoLog;
  #marks: NameMarks = {
    lastNamedAt: Number.NEGATIVE_INFINITY,
    lastFixedAt: Number.NEGATIVE_INFINITY,
    lastFreedAt: Number.NEGATIVE_INFINITY,
  };

  constructor(undo: UndoLog, account: string) {
    this.#undo = undo;
    this.account = account;
  }

  get marks(): NameMarks {
    return this.#marks;
  }

  /** Becomes what is kept elsewhere. Only when new. */
  load({ lastNamedAt, lastFixedAt, lastFreedAt }: NameMarks): void {
    this.#marks = { lastNamedAt, lastFixedAt, lastFreedAt };
  }

  /** @param isFixed whether it counts for ever, and not as long as the timeline shows it */
  name(at: number, isFixed: boolean): void {
    const { lastNamedAt, lastFixedAt } = this.#marks;
    if (at <= lastFixedAt || (!isFixed && at <= lastNamedAt)) return;
    this.#change({
      ...this.#marks,
      lastNamedAt: Math.max(lastNamedAt, at),
      lastFixedAt: isFixed ? at : lastFixedAt,
    });
  }

  /** Says that what named the account at a moment was taken back. */
  free(at: number): void {
    if (at > this.#marks.lastFreedAt) this.#change({ ...this.#marks, lastFreedAt: at });
  }

  /** Whether a command names the account after a moment; undefined: ask the timeline. */
  isNamedAfter(at: number): boolean | undefined {
    const { lastNamedAt, lastFixedAt, lastFreedAt } = this.#marks;
    if (lastNamedAt <= at) return false;
    return lastFixedAt > at || lastFreedAt <= at ? true : undefined;
  }

  #change(marks: NameMarks): void {
    this.#undo.record(this, 'marks', this.#marks);
    this.#marks = marks;
  }

  restore(_key: unknown, before: unknown): void {
    this.#marks = before as NameMarks; // What #change recorded.
  }
}

/**
 * Whether a change of an account shows that the command named it: something was posted in, or was posted out that no hold
 * or offer had taken before, credits too. (Who pays a capture, or an offer that is accepted, is not named; nor is whoever expects it.)
 */
export function showsName(change: Delta): boolean {
  return (
    (change.inflow > 0n && change.expected >= 0n) ||
    (change.outflow > 0n && change.available + change.purse === postedOf(change))
  );
}
