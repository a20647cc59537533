import type { AnyAnswer } from '../../engine/answer.ts';
import type { ImportCounts, ImportEnd, ImportReport } from './import-options.ts';
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
  readonly #recognised = { byNumber: new LineGroup(), atEdge: new LineGroup() };
  readonly #isAtEdge: ((row: PreparedRow) => boolean) | null;
  /** The sequence number of the last record that was new. */
  #lastSeq = 0;

  /** @param isAtEdge whether a row stands at the edge of what was imported before; null: no row can be mistaken */
  constructor(isAtEdge: ((row: PreparedRow) => boolean) | null) {
    this.#isAtEdge = isAtEdge;
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

  addAnswer(row: PreparedRow, answer: AnyAnswer): void {
    const { line, recorded } = row;
    this.read += 1;
    if (answer.ok) {
      this.accepted += 1;
    } else {
      this.refused += 1;
      this.#refusals.add(answer.reason, line);
    }
    // A row that came twice in this call is answered by what is new of it: answers come in the order of the rows.
    if (answer.seq !== undefined) {
      if (answer.replayed === true || answer.seq <= this.#lastSeq) this.#addRepeated(row);
      else this.#lastSeq = answer.seq;
    }
    if (recorded === undefined) return;
    const isSame = answer.ok ? recorded.ok : !recorded.ok && answer.reason === recorded.reason;
    if (!isSame) this.#differing.add(line);
  }

  #addRepeated(row: PreparedRow): void {
    this.repeated += 1;
    const { line, occurrence = 0, hasReference } = row;
    if (this.#isAtEdge === null) return;
    if (occurrence > 1) this.#recognised.byNumber.add(line);
    // A row with an id or a reference of its own is the one that it says it is.
    else if (occurrence === 1 && hasReference === false && this.#isAtEdge(row))
      this.#recognised.atEdge.add(line);
  }

  counts(): ImportCounts {
    const { read, accepted, refused, malformed, skipped, repeated } = this;
    return { read, accepted, refused, malformed, skipped, repeated };
  }

  /** What the report says of the rows. */
  report(): Omit<ImportReport, keyof ImportEnd> {
    return {
      ...this.counts(),
      refusals: this.#refusals.list().map(([reason, group]) => ({ reason, ...group })),
      malformations: this.#malformations.list().map(([message, group]) => ({ message, ...group })),
      differing: { ...this.#differing },
      recognised: { byNumber: { ...this.#recognised.byNumber }, atEdge: { ...this.#recognised.atEdge } },
    };
  }
}
