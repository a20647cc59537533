import type { Event } from '../../kernel/apply-rows.ts';
import type { JournalRow } from '../../store/store.ts';
import {
  eventsIn,
  isTransactionText,
  type Refusal,
  type Returned,
  readRefusal,
  returnedIn,
} from './event-text.ts';
import { readRequest } from './request-text.ts';

/** A journal row each of whose texts is parsed once, and not before it is asked for, however much is asked of it. */
export class ParsedRow {
  readonly row: JournalRow;
  #request: Record<string, unknown> | undefined;
  #answer: unknown;
  #events: readonly Event[] | undefined;
  #refusal: Refusal | undefined;

  /** @param events those of the row, where they were read already */
  constructor(row: JournalRow, events?: readonly Event[]) {
    this.row = row;
    this.#events = events;
  }

  /** What was asked, amounts as bigints, without what was private. */
  get request(): Record<string, unknown> {
    this.#request ??= readRequest(this.row.request);
    return this.#request;
  }

  /** What followed; nothing, where it was refused. */
  get events(): readonly Event[] {
    this.#events ??= this.row.isAccepted ? eventsIn(this.#parsedAnswer) : [];
    return this.#events;
  }

  /** Why it was refused, where it was. */
  get refusal(): Refusal {
    this.#refusal ??= readRefusal(this.row.answer);
    return this.#refusal;
  }

  /**
   * What the work of a transaction returned; undefined: it is none, or nothing was.
   *
   * @param apart the value, where it is kept apart and at hand
   */
  returned(apart: string | null | undefined): Returned | undefined {
    return isTransactionText(this.row.answer) ? returnedIn(this.#parsedAnswer, apart) : undefined;
  }

  get #parsedAnswer(): unknown {
    this.#answer ??= JSON.parse(this.row.answer);
    return this.#answer;
  }
}
