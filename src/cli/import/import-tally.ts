import type { AnyAnswer } from '../../engine/answer.ts';
import type { ImportCounts, ImportReport } from './import-options.ts';
import { LineGroup, LineGroups } from './line-groups.ts';
import type { PreparedRow } from './prepare-rows.ts';

/** Counts what came of the rows of an import, in bounded memory. */
export class ImportTally implements ImportCounts {
  read = 0;
  accepted = 0;
  refused = 0;
  malformed = 0;
  skipped = 0;
  repeated = 0;
  readonly #refusals = new LineGroups();
  readonly #malformations = new LineGroups();
  readonly #differing = new LineGroup();
  /** The greatest sequence number that was in the book already, or was answered. */
  #lastSeq: number;

  /** @param lastSeq the sequence number of the last record in the book before the import */
  constructor(lastSeq: number) {
    this.#lastSeq = lastSeq;
  }

  addSkipped(): void {
    this.read += 1;
    this.skipped += 1;
  }

  addMalformed({ line }: PreparedRow, message: string): void {
    this.read += 1;
    this.malformed += 1;
    this.#malformations.addMessage(message, line);
  }

  addAnswer({ line, recorded }: PreparedRow, answer: AnyAnswer): void {
    this.read += 1;
    if (answer.ok) {
      this.accepted += 1;
    } else {
      this.refused += 1;
      this.#refusals.add(answer.reason, line);
    }
    // What is new is recorded behind everything that was there, and answers come in the order of the rows.
    if (answer.seq !== undefined) {
      if (answer.seq <= this.#lastSeq) this.repeated += 1;
      else this.#lastSeq = answer.seq;
    }
    if (recorded === undefined) return;
    const isSame = answer.ok ? recorded.ok : !recorded.ok && answer.reason === recorded.reason;
    if (!isSame) this.#differing.add(line);
  }

  counts(): ImportCounts {
    const { read, accepted, refused, malformed, skipped, repeated } = this;
    return { read, accepted, refused, malformed, skipped, repeated };
  }

  report(source: string | null, isComplete: boolean): ImportReport {
    return {
      source,
      ...this.counts(),
      refusals: this.#refusals.list().map(([reason, group]) => ({ reason, ...group })),
      malformations: this.#malformations.list().map(([message, group]) => ({ message, ...group })),
      differing: { ...this.#differing },
      isComplete,
    };
  }
}
