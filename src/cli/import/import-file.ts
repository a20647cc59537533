import { TallystickError } from '../../base/error.ts';
import { EarlierImports } from './earlier-imports.ts';
import { FileFacts } from './file-facts.ts';
import {
  BATCH_ROWS,
  type ImportChanges,
  type ImportCounts,
  type ImportOptions,
  type ImportReport,
  importFormat,
} from './import-options.ts';
import { ImportTally } from './import-tally.ts';
import type { ImportedBook } from './imported-book.ts';
import { failureOf, inBatches } from './in-batches.ts';
import { readMapping } from './map-names.ts';
import { type Input, openInput } from './open-input.ts';
import { type PreparedFile, type PreparedRow, prepareFile } from './prepare-rows.ts';
import { RefusedFile } from './read-amounts.ts';
import { hashOf, sourceName } from './row-ids.ts';
import { submitRows } from './submit-rows.ts';
import { type Survey, surveyFile } from './survey-file.ts';

/**
 * Submits the commands of a file to a book: CSV under a header, or NDJSON of commands, of an export's records, or of rows
 * that an import rejected. Rows without an id get one by `RowIds`, so a second run, also after a crash in the middle, and
 * a later file of the same source that has the same rows, are answered from the record and change nothing twice. A file
 * that was read to its end goes on record itself; what does not go with earlier imports of its source is reported, and nothing
 * submitted, unless that is accepted. A malformed row is reported and the rest goes on, and an error while reading ends
 * in the report. Keeps two batches in memory, and up to 60 bytes for each row without an id; where the source was imported
 * before, or the order is reversed, the rows go through a temporary file.
 *
 * Throws TallystickError for bad options, a file of which not one row can be read, and a bad header, and StoreError as the
 * house does. What was submitted until then stays, and the next run goes on from there.
 */
export async function importFile(book: ImportedBook, options: ImportOptions): Promise<ImportReport> {
  const format = importFormat(options);
  const map = readMapping(options.mapping, options.idFrom, options.times);
  const source = sourceName(options);
  const batchRows = checkBatchSize(options.batchSize);
  const input = await openInput(options);
  try {
    const file = await prepareFile(format, input.texts, { map, source });
    const earlier = await EarlierImports.of(book, source);
    const run = new ImportRun({ book, options, source, batchRows, input, file, earlier });
    return earlier.isEmpty && options.reverse !== true && !file.isDoubtful
      ? await run.asRead()
      : await run.afterSurvey();
  } catch (error) {
    throw error instanceof RefusedFile ? error.reason : error;
  } finally {
    input.close();
  }
}

function checkBatchSize(batchSize: number = BATCH_ROWS): number {
  if (Number.isSafeInteger(batchSize) && batchSize > 0) return batchSize;
  throw new TallystickError('bad_option', 'batchSize', batchSize, 'a positive integer');
}

interface RunParts {
  readonly book: ImportedBook;
  readonly options: ImportOptions;
  readonly source: string | null;
  readonly batchRows: number;
  readonly input: Input;
  readonly file: PreparedFile;
  readonly earlier: EarlierImports;
}

/** How far the rows are: in the file, or in what was written of it. */
type Progress = (counts: ImportCounts) => void;

interface Ending {
  readonly facts: FileFacts;
  readonly changes: ImportChanges | null;
  /** What ended reading too early. */
  readonly error: unknown;
  readonly isComplete: boolean;
}

/** One import. */
class ImportRun {
  readonly #parts: RunParts;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  /** Submits the rows while they are read. */
  async asRead(): Promise<ImportReport> {
    const { input, file, options } = this.#parts;
    const facts = new FileFacts();
    let error: unknown;
    async function* rows(): AsyncGenerator<PreparedRow> {
      for await (const row of file.rows) {
        const prepared = file.prepare(row);
        facts.add(prepared);
        yield prepared;
      }
    }
    const tally = new ImportTally(() => false);
    const progress: Progress = (counts) => options.onProgress?.(input.done(), input.total, counts);
    const isComplete = await this.#submit(rows(), tally, progress, (thrown) => {
      // Of a file of which nothing can be read there is nothing to report.
      if (facts.rows === 0 || thrown !== input.error()) return false;
      error = thrown;
      return true;
    });
    return this.#end(tally, { facts, changes: null, error, isComplete });
  }

  /** Reads all rows, and submits them if there is nothing against it. */
  async afterSurvey(): Promise<ImportReport> {
    const { book, file, earlier, input, options } = this.#parts;
    const isEndOfReading = (error: unknown): boolean => error === input.error();
    const survey = await surveyFile(file, { book, earlier, signal: options.signal, isEndOfReading });
    try {
      const { facts, spool, changes, error, isWhole } = survey;
      if (error !== undefined && facts.rows === 0) throw error;
      const isSameFile = isWhole && earlier.has(input.hash(), file.mappingHash);
      const tally = new ImportTally(isSameFile ? null : (row) => earlier.isAtEdge(row));
      if (!isWhole || !this.#isToBeSubmitted(survey)) {
        return this.#end(tally, { facts, changes, error, isComplete: false });
      }
      async function* rows(isReversed: boolean): AsyncGenerator<PreparedRow> {
        for await (const { row, occurrence } of spool.read(isReversed)) yield file.prepare(row, occurrence);
      }
      const { total } = input;
      const progress: Progress = (counts) =>
        options.onProgress?.(Math.floor(((total ?? 0) * counts.read) / (spool.count || 1)), total, counts);
      const isDone = await this.#submit(rows(options.reverse === true), tally, progress, () => false);
      return await this.#end(tally, { facts, changes, error, isComplete: isDone && error === undefined });
    } finally {
      await survey.spool.close();
    }
  }

  #isToBeSubmitted({ changes, error, facts }: Survey): boolean {
    const { reverse, acceptChanges } = this.#parts.options;
    // From the last row on: without what could not be read there would be no beginning.
    if (reverse === true && (error !== undefined || facts.isCutOff)) return false;
    return changes === null || acceptChanges === true;
  }

  #submit(
    rows: AsyncIterable<PreparedRow>,
    tally: ImportTally,
    progress: Progress,
    isEndOfReading: (error: unknown) => boolean,
  ): Promise<boolean> {
    const { book, batchRows, options } = this.#parts;
    const { stopAtFirst, signal, rejects, retryRefused = false } = options;
    const submitting = { tally, rejects, retryRefused, stopAtFirst: stopAtFirst === true };
    const finish = async (batch: readonly PreparedRow[]): Promise<boolean> => {
      const goesOn = await submitRows(book, batch, submitting);
      await rejects?.flush();
      progress(tally.counts());
      return goesOn;
    };
    return inBatches(rows, finish, {
      batchRows,
      isEndOfReading,
      ...(stopAtFirst === undefined ? {} : { stopAtFirst }),
      ...(signal === undefined ? {} : { signal }),
    });
  }

  async #end(tally: ImportTally, { facts, changes, error, isComplete }: Ending): Promise<ImportReport> {
    const unrecorded = isComplete ? await this.#record(facts) : null;
    return {
      source: this.#parts.source,
      ...tally.report(),
      order: facts.order,
      changes,
      unrecorded,
      failure: failureOf(error, facts.line),
      isComplete,
    };
  }

  /** Puts the import on record, or returns why not. The same file, read alike, is one import, however often it comes. */
  async #record({ rows, newsRows, firstAt, lastAt }: FileFacts): Promise<string | null> {
    const { book, source, file, input } = this.#parts;
    if (source === null || newsRows === 0) return null;
    const { mappingHash } = file;
    const said = { source, fileHash: input.hash(), mappingHash, rows, firstAt, lastAt };
    const id = `import:${source}:${hashOf(said)}`;
    const [answer] = await book.submit([{ kind: 'record_import', id, ...said }]);
    return answer === undefined || answer.ok ? null : answer.message;
  }
}
