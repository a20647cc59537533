import type { Event } from '../../src/kernel/apply-rows.ts';
import type { SingleInput } from '../support/house/house-input.ts';
import { gainOf, type PlainAnswer, type PlainHouseBook } from './plain-house.ts';

/** An interactive transaction that has the book for itself: layers of the kernel's book, undone at its end. */
export class PlainTransaction {
  readonly #book: PlainHouseBook;
  readonly #before: readonly Event[];
  readonly #marks: number[] = [];
  /** What was accepted and not rolled back, in order. */
  readonly inputs: SingleInput[] = [];
  readonly #events: Event[] = [];

  /** The moment of what comes without one. */
  readonly now: number;

  /** @param now what the engine's clock says */
  constructor(book: PlainHouseBook, now: number) {
    this.#book = book;
    this.now = book.presentAt(now);
    this.#before = book.events;
    book.kernel.begin();
  }

  /** Everything that is known inside of it. */
  get events(): Event[] {
    return [...this.#before, ...this.#events];
  }

  run(input: SingleInput): PlainAnswer {
    const decision = this.#book.decide(input, input.id, this.now);
    if (decision.kind === 'rejected') {
      const { reason, subject, available } = decision;
      return { ok: false, reason, subject, available };
    }
    this.#events.push(decision);
    this.inputs.push(input);
    return { ok: true, ...gainOf(this.#book.kernel.state, decision, input.kind) };
  }

  begin(): void {
    this.#book.kernel.begin();
    this.#marks.push(this.inputs.length);
  }

  commit(): void {
    this.#book.kernel.commit();
    this.#marks.pop();
  }

  rollback(): void {
    this.#book.kernel.rollback();
    const mark = this.#marks.pop() ?? 0;
    this.inputs.length = mark;
    this.#events.length = mark;
  }

  /** Leaves the book as it was found: what is to stay is submitted as one group. */
  end(): void {
    this.#book.kernel.rollback();
  }
}
