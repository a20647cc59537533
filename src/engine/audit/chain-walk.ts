import { BATCH_WEIGHT_MAX } from '../../base/limits.ts';
import type { BookHead, JournalRow } from '../../store/store.ts';
import { FIRST_LINK, linkOf } from '../text/link-hash.ts';
import { requestText } from '../text/request-text.ts';
import type { BookFindings } from './findings.ts';

/** What is asked for where a book goes back to the present, after a wrong clock had led it far ahead. */
const EMPTY_GROUP = requestText({ kind: 'atomic', commands: [] });

/**
 * Walks the journal of a book row by row: numbers, moments, and the chain of hashes. Where a link is wrong it goes
 * on from the one that is stored, so that each break is reported once.
 */
export class ChainWalk {
  readonly #findings: BookFindings;
  #link: Uint8Array = FIRST_LINK;
  /** The rows since the last link: a batch under way. */
  #batch: JournalRow[] = [];
  #seq = 0;
  #recordedAt: number | null = null;
  #assignedAt: number | null = null;
  #rules = 1;

  constructor(findings: BookFindings) {
    this.#findings = findings;
  }

  /** @param events how many events the row has; undefined when they cannot be read */
  take(row: JournalRow, events: number | undefined): void {
    this.#checkNumber(row, events);
    this.#checkMoments(row);
    this.#checkRules(row);
    this.#batch.push(row);
    if (row.link !== null) this.#endBatch(row, row.link);
    else if (this.#batch.length > BATCH_WEIGHT_MAX) this.#giveUp(row);
  }

  #checkNumber({ seq }: JournalRow, events: number | undefined): void {
    const expected = this.#seq + Math.max(1, events ?? 1);
    // When its events cannot be read, all that is known is that it stands behind the one before.
    if (events !== undefined && seq !== expected) {
      this.#findings.add(`journal row ${seq}`, `its number should be ${expected}, behind row ${this.#seq}`);
    }
    this.#seq = seq;
  }

  #checkMoments({ seq, recordedAt, assignedAt, request }: JournalRow): void {
    const where = `journal row ${seq}`;
    const [first] = this.#batch;
    if (this.#recordedAt !== null && recordedAt < this.#recordedAt) {
      this.#findings.add(
        where,
        `it was recorded at ${recordedAt}, before the row before it (${this.#recordedAt})`,
      );
    } else if (first !== undefined && recordedAt !== first.recordedAt) {
      this.#findings.add(
        where,
        `it was recorded at ${recordedAt}, and the first of its batch at ${first.recordedAt}`,
      );
    }
    this.#recordedAt = recordedAt;
    if (assignedAt === null) return;
    if (this.#assignedAt !== null && assignedAt < this.#assignedAt && request !== EMPTY_GROUP) {
      this.#findings.add(
        where,
        `it was given the moment ${assignedAt}, before one given earlier (${this.#assignedAt})`,
      );
    }
    this.#assignedAt = assignedAt;
  }

  #checkRules({ seq, rules }: JournalRow): void {
    const [first] = this.#batch;
    const what = `it was decided by version ${rules} of the rules`;
    if (rules < this.#rules)
      this.#findings.add(`journal row ${seq}`, `${what}, and the row before it by version ${this.#rules}`);
    else if (first !== undefined && rules !== first.rules)
      this.#findings.add(
        `journal row ${seq}`,
        `${what}, and the first of its batch by version ${first.rules}`,
      );
    this.#rules = rules;
  }

  #endBatch(row: JournalRow, link: Uint8Array): void {
    if (!isSame(linkOf(this.#link, this.#batch), link)) {
      this.#findings.add(
        `journal row ${row.seq}`,
        `its link is not the hash of ${this.#batchText()} and the link before`,
      );
    }
    this.#findings.count('links', 1);
    this.#link = link;
    this.#batch = [];
  }

  #giveUp(row: JournalRow): void {
    this.#findings.add(`journal row ${row.seq}`, `${this.#batchText()} end in no link`);
    this.#batch = [];
  }

  #batchText(): string {
    return `rows ${this.#batch[0]?.seq ?? 0} to ${this.#batch.at(-1)?.seq ?? 0}`;
  }

  /** At the end of the journal: the book's head is where it ended. */
  finish(head: BookHead): void {
    if (this.#batch.length > 0) {
      this.#findings.add(`journal row ${this.#seq}`, `${this.#batchText()}, the last ones, end in no link`);
    }
    if (head.seq !== this.#seq) {
      this.#findings.add('head', `its number is ${head.seq}, and the journal ends with ${this.#seq}`);
    } else if (head.seq === 0) {
      this.#findings.add('head', 'there is no journal');
    }
    if (this.#batch.length === 0 && !isSame(head.link, this.#link)) {
      this.#findings.add('head', 'its link is not that of the last journal row');
    }
    if (head.recordedAt !== this.#recordedAt) {
      this.#findings.add(
        'head',
        `it was recorded at ${head.recordedAt}, and the last row at ${this.#recordedAt}`,
      );
    }
    if (head.rules !== this.#rules) {
      this.#findings.add('head', `its rules are of version ${head.rules}, and in the journal ${this.#rules}`);
    }
    if (head.assignedAt !== this.#assignedAt) {
      this.#findings.add(
        'head',
        `the last moment given is ${head.assignedAt}, and in the journal ${this.#assignedAt}`,
      );
    }
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
