import { assert } from '../../base/assert.ts';
import { ItemSpool } from '../files/item-spool.ts';
import type { EarlierImports } from './earlier-imports.ts';
import { FileFacts } from './file-facts.ts';
import { BATCH_ROWS, type ImportChanges, REPORT_LINES_MAX, type UnknownRow } from './import-options.ts';
import type { ImportedBook } from './imported-book.ts';
import type { InputRow } from './meaning-of-row.ts';
import type { PreparedFile, PreparedRow } from './prepare-rows.ts';

/** A row that was read once, and the number that it was given among those that say the same. */
export interface SurveyedRow {
  readonly row: InputRow<unknown>;
  readonly occurrence: number | undefined;
}

/** A file that was read to its end, with what in it does not go with earlier imports. Its rows can be read again. */
export interface Survey {
  readonly facts: FileFacts;
  readonly spool: ItemSpool<SurveyedRow>;
  readonly changes: ImportChanges | null;
  /** What ended reading too early; undefined: nothing did. */
  readonly error: unknown;
  /** False when a signal stopped it. */
  readonly isWhole: boolean;
}

export interface Surveying {
  readonly book: ImportedBook;
  readonly earlier: EarlierImports;
  readonly signal: AbortSignal | undefined;
  readonly isEndOfReading: (error: unknown) => boolean;
}

/** Reads all of a file, and submits nothing. */
export async function surveyFile(file: PreparedFile, surveying: Surveying): Promise<Survey> {
  const { book, earlier, signal, isEndOfReading } = surveying;
  const facts = new FileFacts();
  const unknown = new UnknownRows(book);
  const spool = await ItemSpool.open<SurveyedRow>();
  let error: unknown;
  try {
    for await (const row of file.rows) {
      if (signal?.aborted === true) return { facts, spool, changes: null, error, isWhole: false };
      const prepared = file.prepare(row);
      facts.add(prepared);
      await spool.add({ row, occurrence: prepared.occurrence }, row.length);
      if (prepared.occurrence !== undefined && earlier.covers(prepared)) await unknown.add(prepared);
    }
  } catch (thrown) {
    if (!isEndOfReading(thrown)) {
      await spool.close();
      throw thrown;
    }
    error = thrown;
  }
  const hasOtherMapping = facts.newsRows > 0 && earlier.hasOtherMapping(file.mappingHash);
  return { facts, spool, changes: await changesOf(unknown, hasOtherMapping, spool), error, isWhole: true };
}

async function changesOf(
  unknown: UnknownRows,
  hasOtherMapping: boolean,
  spool: ItemSpool<SurveyedRow>,
): Promise<ImportChanges | null> {
  try {
    const { count, rows } = await unknown.all();
    if (!hasOtherMapping && count === 0) return null;
    return { hasOtherMapping, unknownCount: count, unknown: rows };
  } catch (error) {
    await spool.close();
    throw error;
  }
}

/** Finds those of some rows that are not on record, asking for many at once. */
class UnknownRows {
  readonly #book: ImportedBook;
  #asked: PreparedRow[] = [];
  readonly #rows: UnknownRow[] = [];
  #count = 0;

  constructor(book: ImportedBook) {
    this.#book = book;
  }

  async add(row: PreparedRow): Promise<void> {
    this.#asked.push(row);
    if (this.#asked.length >= BATCH_ROWS) await this.#ask();
  }

  async all(): Promise<{ readonly count: number; readonly rows: readonly UnknownRow[] }> {
    await this.#ask();
    return { count: this.#count, rows: this.#rows };
  }

  async #ask(): Promise<void> {
    const asked = this.#asked;
    if (asked.length === 0) return;
    this.#asked = [];
    const ids = await this.#book.recordedIds?.(asked.flatMap(({ command }) => command?.id ?? []));
    assert(ids !== undefined, 'a book that tells its imports tells what is on record');
    const known = new Set(ids);
    for (const { line, command, show } of asked) {
      if (command?.effectiveAt === undefined || known.has(command.id)) continue;
      this.#count += 1;
      if (this.#rows.length === REPORT_LINES_MAX) continue;
      this.#rows.push({ line, at: command.effectiveAt, row: show?.().row });
    }
  }
}
