import type { AnyAnswer } from '../../engine/answer.ts';
import {
  type ImportCounts,
  type ImportGroup,
  type ImportReport,
  REPORT_LINES_MAX,
  REPORT_MESSAGES_MAX,
} from './import-options.ts';
import type { PreparedRow } from './prepare-rows.ts';

/** Rows of one kind: how many, and the lines of the first. */
class Group implements ImportGroup {
  readonly lines: number[] = [];
  count = 0;

  add(line: number): void {
    this.count += 1;
    if (this.lines.length < REPORT_LINES_MAX) this.lines.push(line);
  }
}

/** Counts what came of the rows of an import, in bounded memory. */
export class ImportTally implements ImportCounts {
  read = 0;
  accepted = 0;
  refused = 0;
  malformed = 0;
  skipped = 0;
  repeated = 0;
  readonly #refusals = new Map<string, Group>();
  readonly #malformations = new Map<string, Group>();
  readonly #differing = new Group();
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
    // Without the value, which may be another one in each row.
    const said = message.replace(/, got .*$/s, '');
    const isKnown = this.#malformations.has(said) || this.#malformations.size < REPORT_MESSAGES_MAX;
    groupOf(this.#malformations, isKnown ? said : 'something else').add(line);
  }

  addAnswer({ line, recorded }: PreparedRow, answer: AnyAnswer): void {
    this.read += 1;
    if (answer.ok) {
      this.accepted += 1;
    } else {
      this.refused += 1;
      groupOf(this.#refusals, answer.reason).add(line);
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
      refusals: [...this.#refusals].map(([reason, group]) => ({ reason, ...group })).sort(moreFirst),
      malformations: [...this.#malformations]
        .map(([message, group]) => ({ message, ...group }))
        .sort(moreFirst),
      differing: { ...this.#differing },
      isComplete,
    };
  }
}

function groupOf(groups: Map<string, Group>, name: string): Group {
  let group = groups.get(name);
  if (group === undefined) {
    group = new Group();
    groups.set(name, group);
  }
  return group;
}

function moreFirst(a: ImportGroup, b: ImportGroup): number {
  return b.count - a.count;
}
