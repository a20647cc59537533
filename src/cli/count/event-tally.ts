import type { Outcome } from '../command-line.ts';
import { LineGroups } from '../import/line-groups.ts';
import type { CountImportReport, EventCounts } from './count-import-options.ts';
import type { EventRow } from './event-rows.ts';

/** Counts what came of the rows of an import, in bounded memory. */
export class EventTally {
  readonly #outcomes: Record<Outcome, number> = {
    counted: 0,
    duplicate: 0,
    conflict: 0,
    too_late: 0,
    too_early: 0,
  };
  readonly #refusals = new LineGroups();
  readonly #malformations = new LineGroups();
  #malformed = 0;
  #madeIds = 0;

  addMalformed({ line }: EventRow, message: string): void {
    this.#malformed += 1;
    this.#malformations.addMessage(message, line);
  }

  addOutcome({ line, hasMadeId }: EventRow, outcome: Outcome): void {
    this.#outcomes[outcome] += 1;
    if (hasMadeId === true) this.#madeIds += 1;
    if (isRefusal(outcome)) this.#refusals.add(outcome, line);
  }

  counts(): EventCounts {
    const { counted, duplicate, conflict, too_late: tooLate, too_early: tooEarly } = this.#outcomes;
    const malformed = this.#malformed;
    return {
      read: counted + duplicate + conflict + tooLate + tooEarly + malformed,
      counted,
      duplicates: duplicate,
      conflicts: conflict,
      tooLate,
      tooEarly,
      malformed,
      madeIds: this.#madeIds,
    };
  }

  /** What the report says of the rows. */
  report(): Omit<CountImportReport, 'source' | 'failure' | 'isComplete'> {
    return {
      ...this.counts(),
      refusals: this.#refusals.list().map(([outcome, group]) => ({ outcome, ...group })),
      malformations: this.#malformations.list().map(([message, group]) => ({ message, ...group })),
    };
  }
}

/** Whether an event is in no count: not now, and not from before. */
export function isRefusal(outcome: Outcome): boolean {
  return outcome !== 'counted' && outcome !== 'duplicate';
}
